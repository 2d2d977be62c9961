"""One action on several cases of the list: each in its own transaction, each with its own answer."""

from flask import Blueprint, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, needs
from issuetracker.services import casework
from issuetracker.services.access import find_case
from issuetracker.services.calls import get_call
from issuetracker.services.circumstances import upcoming_calls
from issuetracker.web.forms import Choices
from issuetracker.web.pages import said
from issuetracker.web.showing import moment
from issuetracker.web.visitor import actor, now
from workflows.actions import PlaceOnAgenda
from workflows.errors import Refusal
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


@desk.post("/agenda")
@needs(Permission.CASES_ACT)
def put_on_agenda() -> Response:
    """Put the chosen cases on the agenda of a call; what cannot be put there is said by number (P-30)."""
    chosen = request.form.getlist("number")[:_MOST]
    given = request.form.get("call", "")
    if not chosen or not given.isdecimal():
        said("Nothing was done.", "Tick cases and choose a call.", kind="warn")
        return redirect(url_for("lists.case_list"))
    call = get_call(db.session(), int(given))
    group, call_id, when = Group(call.working_group), call.id, moment(call.starts_at).striptags()
    refused = [f"{number}: {why}" for number in chosen if (why := _put(number, group, call_id))]
    done = len(chosen) - len(refused)
    said(f"{done} of {len(chosen)} stand on the agenda of the {group.label} call on {when}.", " ".join(refused),
         kind="warn" if refused else "good")  # fmt: skip
    return redirect(url_for("lists.case_list", group=group.value))


def _put(number: str, group: Group, call_id: int) -> str:
    """Empty when it is done, else why it is not."""
    try:
        with transaction() as session:
            case = find_case(session, actor(), number, lock=True)
            casework.perform(
                session, current_app.extensions["desk"], case, PlaceOnAgenda(group, call_id), actor(), now()
            )
    except Refusal as refusal:
        return refusal.detail or refusal.sentence()
    return ""
