"""Who reads a page: somebody who is signed in, or a vendor's contact who follows one case by a link."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from issuetracker.doors import asks_api, permission_of
from issuetracker.extensions import db, transaction
from issuetracker.models import Case, StoredFile
from issuetracker.permissions import Permission, granted
from issuetracker.services import case_links, sessions
from issuetracker.services.case_links import path_of
from issuetracker.services.errors import Forbidden, NotSignedIn, OnlyThisCase
from workflows.roles import Actor

# Keys of the signed cookie: what finds the sign-in's row, and the link of somebody without an account.
SESSION, FOLLOWING = "desk", "follow"
_P = Permission
_OF_ONE = frozenset({_P.CASES_READ, _P.CASES_ACT, _P.DISPUTES_READ, _P.DISPUTES_ACT, _P.DOSSIERS_READ, _P.SIGNED_IN})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody known. `only_case` is the number of the one case or dispute that a link opens, else empty."""

    actor: Actor
    email: str
    zone: str = "Europe/Amsterdam"
    theme: str = ""
    session_id: int | None = None
    only_case: str = ""
    stale: bool = False


def now() -> datetime:
    """The moment of this request; the one place where the pages read the time."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def visitor() -> Visitor | None:
    """Who is signed in or follows a link, or None; asked of the database once in a request."""
    if "visitor" not in g:
        g.visitor = None  # where the database does not answer, the page that says so asks again
        g.visitor = None if asks_api() else _signed_in() or _following()
    found: Visitor | None = g.visitor
    return found


def forget_visitor() -> None:
    """Ask anew who this is: somebody has just signed in or out."""
    g.pop("visitor", None)
    g.pop("reader_zone", None)


def actor() -> Actor:
    """The person behind this request."""
    known = visitor()
    if known is None:
        raise NotSignedIn
    return known.actor


def idle() -> timedelta:
    """How long a session may be left alone."""
    return timedelta(hours=current_app.extensions["config"].idle_hours)


def _signed_in() -> Visitor | None:
    token = session.get(SESSION)
    found = sessions.known(db.session(), token, now(), idle()) if isinstance(token, str) else None
    if found is None:
        return None
    return Visitor(found.actor, found.email, found.zone, found.theme, found.session_id, stale=found.stale)


def _following() -> Visitor | None:
    token = session.get(FOLLOWING)
    if not isinstance(token, str):
        return None
    found = case_links.follower(db.session(), current_app.extensions["desk"], token, now())
    if found is None or found.expired or found.revoked:
        return None
    return Visitor(found.actor, found.email, only_case=found.number)


def authorise() -> Response | None:
    """Run before every request of a page: denies unless a rule allows."""
    if request.endpoint is None or asks_api():  # no such page: 404 follows; the API has its own door
        return None
    permission = permission_of(request.endpoint)
    if permission is Permission.PUBLIC:
        return None
    known = visitor()
    if known is None:
        return _sign_in_first()
    if known.only_case:
        _keep_to_its_case(known, permission)
    if permission is None or not granted(permission, known.actor.roles):
        raise Forbidden(f"This needs the permission {permission.value}." if permission else "Nobody may do this.")
    if known.stale and known.session_id is not None:
        with transaction() as writing:
            sessions.note_seen(writing, known.session_id, now())
    return None


def _sign_in_first() -> Response:
    """A page comes after signing in; what was sent cannot wait for it."""
    if request.method not in ("GET", "HEAD"):
        raise NotSignedIn("Sign in in another tab, then come back and send the form again: nothing you typed is lost.")
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("security.login", next=None if wanted == "/" else wanted))


def _keep_to_its_case(known: Visitor, permission: Permission | None) -> None:
    """Whoever follows a link sees the pages and files of that case; everything else says what the link is for."""
    places = request.view_args or {}
    if permission in _OF_ONE:
        if known.only_case in (places.get("number"), places.get("dispute")):
            return
        if "number" not in places and "file_id" in places and _is_of(places["file_id"], known.only_case):
            return
    raise OnlyThisCase(f"It is made for {known.only_case}: {request.host_url.rstrip('/')}{path_of(known.only_case)}")


def _is_of(file_id: int, number: str) -> bool:
    query = db.session.query(StoredFile.id).join(Case, Case.id == StoredFile.case_id)
    return query.filter(StoredFile.id == file_id, Case.number == number).first() is not None
