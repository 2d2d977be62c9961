"""Maintenance tickets as the tool provider works on them: technical content, no party (D.5, P-80, P-81)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.fields import build, whole
from issuetracker.permissions import Permission, needs
from issuetracker.queries.tickets import Ticket, asked_of, read_tickets, tickets_page
from issuetracker.services import casework
from issuetracker.services.access import find_ticket
from issuetracker.web.forms import Field, checked, form_fields, read_form
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal
from workflows.procedure import PossibleAction, possible_actions
from workflows.roles import HANDLERS, Role

desk = Blueprint("tickets_desk", __name__, url_prefix="/tickets")
_PAGE = 100


@desk.get("")
@needs(Permission.TICKETS_READ)
def tickets() -> tuple[str, int]:
    """The tickets, what waits for the provider first, then latest changed first."""
    session, cursor = db.session(), request.args.get("cursor")
    found = tickets_page(session, actor(), cursor, _PAGE)
    lines = [(case, ticket, asked_of(case, actor().roles)) for case, ticket in read_tickets(session, found.cases)]
    return page(
        "tickets.html",
        waiting=lines[: found.waiting],
        rest=lines[found.waiting :],
        total=len(lines),
        first=not cursor,
        next=found.next or "",
        provider=actor().holds(Role.TOOL_PROVIDER),
    )


def _own(ticket: Ticket) -> list[PossibleAction]:
    """What the provider can do on a ticket now; nothing for OCA's handlers, who work on the case."""
    if not actor().holds(Role.TOOL_PROVIDER):
        return []
    return [found for found in possible_actions(ticket.state, actor()) if Role.TOOL_PROVIDER in found.arrow.roles]


@desk.get("/<string:number>")
@needs(Permission.TICKETS_READ)
def ticket(number: str) -> tuple[str, int]:
    """One ticket with what can be done on it."""
    return _page(db.session(), number)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was not right: its action, its fields, what is wrong as a whole, and what happened meanwhile."""

    action: str
    fields: tuple[Field, ...]
    refusal: str = ""
    meanwhile: bool = False


def _page(session: Session, number: str, status: int = 200, sent: Sent | None = None) -> tuple[str, int]:
    case = find_ticket(session, actor(), number)
    ((_, found),) = read_tickets(session, [case])
    return page(
        "ticket.html",
        status,
        number=number,
        ticket=found,
        stage=case.maintenance_stage,
        forms=[
            (own, sent.fields if sent and sent.action == own.name else form_fields(own.arrow.action, {}))
            for own in _own(found)
        ],
        sent=sent,
        case_too=actor().holds(*HANDLERS),
    )


@desk.post("/<string:number>/<string:action>")
@needs(Permission.TICKETS_ACT)
def act_on_ticket(number: str, action: str) -> tuple[str, int] | Any:
    """Do it; what is wrong is said and what was typed is kept."""
    with transaction() as session:
        case = find_ticket(session, actor(), number, lock=True)
        ((_, found),) = read_tickets(session, [case])
        possible = next((own for own in _own(found) if own.name == action), None)
        if possible is None:
            abort(404, "This is not possible now: the ticket has moved on.")
        made, sent = _filled(possible, found)
        if sent is None:
            try:
                casework.perform(session, current_app.extensions["desk"], case, made, actor(), now())
            except Refusal as error:
                sent = Sent(action, _fields(possible), f"{error.sentence()} {error.detail}".strip())
        if sent is not None:
            session.rollback()
            return _page(session, number, 409 if sent.meanwhile else 422, sent)
    said(f"{possible.title}: done.", "OCA is told.")
    return redirect(url_for("tickets_desk.ticket", number=number))


def _filled(possible: PossibleAction, found: Ticket) -> tuple[Any, Sent | None]:
    """The action that was sent, or the form with what is wrong or has happened since it was opened."""
    cls = possible.arrow.action
    loaded, wrong = checked(cls, read_form(cls, request.form))
    if wrong:
        return None, Sent(possible.name, _fields(possible, wrong))
    seen = whole(request.form.get("seen", ""))
    if seen is not None and seen < len(found.log) and request.form.get("anyway") != "yes":
        return None, Sent(possible.name, _fields(possible), meanwhile=True)
    return build(cls, loaded), None


def _fields(possible: PossibleAction, errors: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    return form_fields(possible.arrow.action, request.form.to_dict(), errors=errors)
