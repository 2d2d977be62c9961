"""Flask-Security without its social sign-in, whose import of authlib and requests costs each worker 9 MB and 0.15 s.

The desk does not use it: `provider` speaks OpenID Connect itself. Flask-Security takes an authlib that cannot be
imported as one that is not installed, and this is how Python is told that a module cannot be.
"""

import sys

_known = sys.modules.get("authlib")
sys.modules["authlib"] = None  # type: ignore[assignment]
try:
    import flask_security  # noqa: F401  (imported for what comes with it)
finally:
    del sys.modules["authlib"]
    if _known is not None:
        sys.modules["authlib"] = _known
