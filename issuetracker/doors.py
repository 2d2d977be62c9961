"""By which door a request came in: the REST API answers systems, everything else answers people."""

from flask import current_app, request

from issuetracker.permissions import Permission


def asks_api() -> bool:
    """True for requests of systems, which are answered in JSON and know no sessions."""
    return request.path.startswith("/api/") or request.path == "/healthz"


def permission_of(endpoint: str) -> Permission | None:
    """The permission that a view names, or None: nobody may."""
    permission: Permission | None = getattr(current_app.view_functions[endpoint], "permission", None)
    return permission
