"""One's own account: who one is here, how one signs in, from where, and how pages look."""

from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, redirect, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import ApiKey, Laboratory, Passkey, Person, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.services import sessions
from issuetracker.services.errors import InvalidFields
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, idle, now, visitor

blueprint = Blueprint("account", __name__, url_prefix="/account")
THEMES = (("", "As the system has it"), ("light", "Light"), ("dark", "Dark"))


@blueprint.get("")
@needs(Permission.SIGNED_IN)
def overview() -> Any:
    """Everything about the account, each with the way to change it."""
    session = db.session()
    person = session.get_one(Person, actor().person_id)
    known = visitor()
    return page(
        "sign_in/account.html",
        person=person,
        organisation=_organisation(person),
        roles=sorted(role.label for role in actor().roles),
        passkeys=session.scalars(select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)).all(),
        sessions=sessions.sessions_of(session, person.id, now(), idle()),
        this_one=known.session_id if known else None,
        key_count=session.scalar(
            select(func.count()).where(ApiKey.person_id == person.id, ApiKey.revoked_at.is_(None))
        ),
        themes=THEMES,
        zones=sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
    )


@blueprint.post("/settings")
@needs(Permission.SIGNED_IN)
def change_settings() -> Response:
    """The zone in which times are shown, and the theme."""
    zone, theme = request.form.get("zone", "").strip(), request.form.get("theme", "")
    wrong = {}
    if zone not in available_timezones():
        wrong["zone"] = "Choose a time zone such as Europe/Amsterdam or Asia/Seoul."
    if theme not in {value for value, _ in THEMES}:
        wrong["theme"] = "Choose one of the themes."
    if wrong:
        raise InvalidFields(wrong)
    with transaction() as writing:
        person = writing.get_one(Person, actor().person_id)
        person.zone, person.theme = zone, theme
    said("Kept.")
    return redirect(url_for("account.overview"))


@blueprint.post("/sessions/<int:session_id>/end")
@needs(Permission.SIGNED_IN)
def end_session(session_id: int) -> Response:
    """End one session, on whatever device it is."""
    with transaction() as writing:
        sessions.end(writing, _me(), session_id, now())
    said("That session has ended.")
    return redirect(url_for("account.overview"))


@blueprint.post("/sessions/end-others")
@needs(Permission.SIGNED_IN)
def end_others() -> Response:
    """End every session but this one."""
    known = visitor()
    with transaction() as writing:
        sessions.end_all(writing, _me(), now(), but=known.session_id if known else None)
    said("All other sessions have ended.")
    return redirect(url_for("account.overview"))


def _me() -> int:
    me = actor().person_id
    assert me is not None, "a view of one's own account needs one"
    return me


def _organisation(person: Person) -> str:
    if person.laboratory_id is not None:
        return db.session.get_one(Laboratory, person.laboratory_id).name
    if person.vendor_id is not None:
        return db.session.get_one(Vendor, person.vendor_id).name
    return "Open Charge Alliance"


def device(agent: str) -> str:
    """A browser and system as people call them, from what a browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " on ".join(filter(None, (browser, system))) or (agent[:60] or "unknown device")


_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
blueprint.add_app_template_filter(device, "device")
