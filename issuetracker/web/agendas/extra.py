"""An extra call, and in the same breath the case that cannot wait for the regular one (P-12, P-35)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import current_app, redirect, request, url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.models import WorkingGroupCall
from issuetracker.permissions import Permission, needs
from issuetracker.queries.agenda import coming_calls
from issuetracker.services import calls, casework
from issuetracker.services.access import find_case
from issuetracker.services.errors import InvalidFields
from issuetracker.web.agendas import desk
from issuetracker.web.forms import Field, Offer, checked, form_fields, read_form
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.actions import Expedite
from workflows.actions.base import asked
from workflows.errors import Refusal
from workflows.roles import Group, Role
from workflows.working_days import SEAT


@dataclass(frozen=True, slots=True)
class ExtraCall:
    """What is asked for an extra call."""

    group: Group = asked("Working group")
    on: date = asked("Date")
    time: str = asked("Time in Amsterdam", most=5)
    minutes: int = asked("Minutes")
    join_how: str = asked("How to join", most=300, default="")
    title: str = asked("Title", most=200, default="")
    number: str = asked("Case that moves onto it", most=20, default="")
    reason: str = asked("Why the case cannot wait, as laboratory and vendor will read it", default="")


@desk.get("/extra")
@needs(Permission.CALLS_WRITE)
def extra() -> tuple[str, int]:
    """The form, filled with what is likely; `case` and `group` come from the warning on an agenda."""
    given = {
        "group": request.args.get("group", ""),
        "number": request.args.get("case", ""),
        "on": request.args.get("on", ""),
        "time": "15:00",
        "minutes": "45",
    }
    return _page(db.session(), given)


@desk.post("/extra")
@needs(Permission.CALLS_WRITE)
def schedule() -> tuple[str, int] | Any:
    """Schedule it, and move the case onto it where one is named; both or neither."""
    loaded, wrong = checked(ExtraCall, read_form(ExtraCall, request.form))
    if wrong:
        return _page(db.session(), request.form, wrong, status=422)
    try:
        starts_at, minutes = _moment(loaded), _minutes(loaded["minutes"])
        with transaction() as session:
            call = calls.schedule_extra(
                session, actor(), loaded["group"], title=loaded.get("title", "").strip() or "Extra call",
                starts_at=starts_at, minutes=minutes, join_how=loaded.get("join_how", "").strip(), at=now(),
            )  # fmt: skip
            if loaded.get("number"):
                _move_onto(session, call, loaded["number"].strip(), loaded.get("reason", ""))
            call_id = call.id
    except InvalidFields as error:
        return _page(db.session(), request.form, _named(error.errors), status=422)
    except Refusal as error:
        field = error.field if error.field == "reason" else "number" if loaded.get("number") else "group"
        return _page(db.session(), request.form, {field: error.detail or error.sentence()}, status=422)
    said("The call is scheduled.", f"{loaded['number']} stands on its agenda." if loaded.get("number") else "")
    return redirect(url_for("agendas.read", call_id=call_id))


def _move_onto(session: Session, call: WorkingGroupCall, number: str, reason: str) -> None:
    """Expedite a case to the new call; laboratory and vendor are told (P-12)."""
    if not reason.strip():
        raise InvalidFields({"reason": "Say why the case cannot wait."}, rule="P-12")
    case = find_case(session, actor(), number, lock=True)
    action = Expedite(Group(call.working_group), call.id, reason)
    casework.perform(session, current_app.extensions["desk"], case, action, actor(), now())


def _moment(loaded: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.combine(loaded["on"], time.fromisoformat(loaded["time"]), SEAT)
    except ValueError:
        raise InvalidFields({"time": "Give a time, as 15:00."}) from None
    if at > now() + timedelta(days=730):
        raise InvalidFields({"on": "A call lies within the next two years."})
    return at


def _minutes(minutes: int) -> int:
    if not 10 <= minutes <= 480:
        raise InvalidFields({"minutes": "A call takes 10 to 480 minutes."})
    return minutes


def _named(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors of the service by the names of this form's fields."""
    return {"on" if name == "starts_at" else name: text for name, text in errors.items()}


def _page(
    session: Session, given: Mapping[str, Any], errors: Mapping[str, str] | None = None, *, status: int = 200
) -> tuple[str, int]:
    groups = [group for group in Group if actor().holds(group.chair, Role.OCA_OFFICE)]
    choices = tuple((group.value, group.label) for group in groups)
    offers = {"group": Offer(choices, "one", groups[0].value if groups else "")}
    fields = form_fields(ExtraCall, given, offers=offers, errors=errors)
    planned = [call for call, _ in coming_calls(session, now(), 12) if Group(call.working_group) in groups]
    number = given.get("number", "").strip()
    made = {field.name: _of_kind(field, of_a_case=bool(number)) for field in fields}
    return page("agenda_extra.html", status, fields=made, number=number, planned=planned)


def _of_kind(field: Field, *, of_a_case: bool) -> Field:
    """The time as a time; for a case, its number is settled and a reason is asked for."""
    match field.name:
        case "time":
            return replace(field, kind="time")
        case "number" if of_a_case and not field.error:
            return replace(field, kind="hidden")
        case "reason":
            return replace(field, required=of_a_case)
        case _:
            return field
