"""Who calls, and whether the route's permission is theirs. Denies unless a rule allows."""

from datetime import UTC, datetime

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from limits import parse
from werkzeug.exceptions import TooManyRequests

from issuetracker.api import counting  # noqa: F401  (its storage registers itself)
from issuetracker.doors import asks_api, permission_of
from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, allowed
from issuetracker.services.errors import Forbidden, Unauthorised
from issuetracker.services.keys import Caller, caller, note_use
from workflows.roles import Actor


def _who() -> str:
    """Rate limits count per key, or per address where nobody is known."""
    known: Caller | None = g.get("caller")
    return f"key-{known.key_id}" if known else f"address-{request.remote_addr}"


_WRONG_KEYS = parse("20/minute")
limiter = Limiter(_who, default_limits=[lambda: current_app.extensions["config"].rate_limit])


@limiter.request_filter
def _behind_a_sign_in() -> bool:
    """Pages that need a sign-in are not counted: a whole office may share one address, and wrong tries are counted."""
    return not asks_api() and request.endpoint is not None and permission_of(request.endpoint) is not Permission.PUBLIC


def now() -> datetime:
    """The moment of this request; the one place where the API reads the time."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def actor() -> Actor:
    """The person behind this request."""
    known: Caller = g.caller
    return known.actor


def authorise() -> None:
    """Run before every request of the API."""
    if request.endpoint is None or not asks_api():  # no such route: 404 follows; pages have their own door
        return
    permission = permission_of(request.endpoint)
    if permission is Permission.PUBLIC:
        return
    g.caller = known = _caller()
    if permission is None or not allowed(permission, known.actor.roles, known.scopes):
        raise Forbidden(f"This needs the permission {permission.value}." if permission else "Nobody may do this.")
    if known.stale:
        with transaction() as session:
            note_use(session, known.key_id, now())


def _caller() -> Caller:
    given = request.authorization
    # Feed readers cannot send a bearer token; they send the key as the password of any user name.
    secret = (given.token if given.type == "bearer" else given.password) if given else None
    if not secret:
        raise Unauthorised("Send the header “Authorization: Bearer <your API key>”.")
    try:
        return caller(db.session(), secret, now())
    except Unauthorised:
        # Counted per address, but only against wrong keys: whoever shares the address and has a right one goes on.
        if not limiter.limiter.hit(_WRONG_KEYS, "wrong-key", request.remote_addr or ""):
            raise TooManyRequests("Too many wrong keys from this address.", retry_after=60) from None
        raise


def _say_when(response: Response) -> Response:
    """A refusal for too many requests says when to come back, and nothing else carries that header."""
    if response.status_code == 429 and limiter.current_limit is not None:
        wait = int(limiter.current_limit.reset_at - now().timestamp()) + 1
        response.headers.setdefault("Retry-After", str(max(1, wait)))
    return response


def register(app: Flask) -> None:
    """Authorise first, then count against the caller's rate."""
    app.after_request(_say_when)
    app.before_request(authorise)
    limiter.init_app(app)
