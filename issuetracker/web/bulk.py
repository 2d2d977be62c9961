"""One action on several cases of the list: each in its own transaction, each with its own answer."""

from flask import Blueprint, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.fields import whole
from issuetracker.permissions import Permission, needs
from issuetracker.services import casework
from issuetracker.services.access import find_case
from issuetracker.services.calls import get_call
from issuetracker.services.circumstances import handlers, upcoming_calls
from issuetracker.web.forms import Choices
from issuetracker.web.pages import said
from issuetracker.web.showing import moment
from issuetracker.web.visitor import actor, now
from workflows.actions import Action, AssignCase, PlaceOnAgenda
from workflows.errors import Refusal
from workflows.procedure import ARROWS
from workflows.roles import Group

desk = Blueprint("bulk", __name__, url_prefix="/cases")
_MOST = 200


def calls_to_fill(session: Session) -> Choices:
    """The calls to come of the groups that this person chairs; empty for everybody else."""
    chaired = [group for group in Group if actor().holds(group.chair)]
    if not chaired:
        return ()
    return tuple(
        (str(call.call_id), f"{call.group.label}, {moment(call.starts_at).striptags()}")
        for call in upcoming_calls(session, now())
        if call.group in chaired
    )[:20]


def people_to_assign(session: Session) -> Choices:
    """Who can take a case up, for whoever may assign; empty for everybody else."""
    may = next(arrow.roles for arrow in ARROWS if arrow.action is AssignCase)
    if not actor().holds(*may):
        return ()
    return tuple((str(person_id), person.name) for person_id, person in handlers(session).items())


@desk.post("/agenda")
@needs(Permission.CASES_ACT)
def put_on_agenda() -> Response:
    """Put the chosen cases on the agenda of a call; what cannot be put there is said by number (P-30)."""
    given = whole(request.form.get("call", ""))
    if not _chosen() or given is None:
        return _nothing("Tick cases and choose a call.")
    call = get_call(db.session(), given)
    group, when = Group(call.working_group), moment(call.starts_at).striptags()
    _each(PlaceOnAgenda(group, call.id), f"stand on the agenda of the {group.label} call on {when}")
    return redirect(url_for("lists.case_list", group=group.value))


@desk.post("/assignment")
@needs(Permission.CASES_ACT)
def assign() -> Response:
    """Assign the chosen cases to one person, or to nobody; what cannot be assigned is said by number (P-15)."""
    given = request.form.get("person_id", "")
    if not _chosen() or not (given == "nobody" or (given.isdecimal() and len(given) < 10)):
        return _nothing("Tick cases and choose a person.")
    person_id = None if given == "nobody" else int(given)
    _each(AssignCase(person_id), "are assigned to " + dict(people_to_assign(db.session())).get(given, "nobody"))
    return redirect(url_for("lists.case_list", assignee=given))


def _chosen() -> list[str]:
    return request.form.getlist("number")[:_MOST]


def _nothing(why: str) -> Response:
    said("Nothing was done.", why, kind="warn")
    return redirect(url_for("lists.case_list"))


def _each(action: Action, done: str) -> None:
    """Do it to each chosen case, and say what was done and what was not."""
    chosen = _chosen()
    refused = [f"{number}: {why}" for number in chosen if (why := _perform(number, action))]
    said(f"{len(chosen) - len(refused)} of {len(chosen)} {done}.", " ".join(refused),
         kind="warn" if refused else "good")  # fmt: skip


def _perform(number: str, action: Action) -> str:
    """Empty when it is done, else why it is not."""
    try:
        with transaction() as session:
            case = find_case(session, actor(), number, lock=True)
            casework.perform(session, current_app.extensions["desk"], case, action, actor(), now())
    except Refusal as refusal:
        return refusal.detail or refusal.sentence()
    return ""
