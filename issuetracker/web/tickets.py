"""Maintenance tickets as the tool provider works on them: technical content, no party (D.5, P-80, P-81)."""

from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.fields import build
from issuetracker.models import Case
from issuetracker.permissions import Permission, needs
from issuetracker.queries.tickets import read_tickets
from issuetracker.services import casework
from issuetracker.services.access import find_ticket, visible_tickets
from issuetracker.web.acting import find_possible
from issuetracker.web.forms import Field, checked, form_fields, read_form
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal
from workflows.procedure import possible_actions
from workflows.roles import HANDLERS, Role

desk = Blueprint("tickets_desk", __name__, url_prefix="/tickets")


@desk.get("")
@needs(Permission.TICKETS_READ)
def tickets() -> tuple[str, int]:
    """The tickets, latest changed first."""
    session = db.session()
    cases = list(session.scalars(visible_tickets(actor()).order_by(Case.changed_at.desc(), Case.id.desc()).limit(100)))
    return page("tickets.html", tickets=read_tickets(session, cases))


@desk.get("/<string:number>")
@needs(Permission.TICKETS_READ)
def ticket(number: str) -> tuple[str, int]:
    """One ticket with what can be done on it."""
    return _page(db.session(), number)


def _page(
    session: Session, number: str, status: int = 200, sent: tuple[str, tuple[Field, ...], str] | None = None
) -> tuple[str, int]:
    """`sent` is a form that was not right: its action, its fields, and what is wrong with it as a whole."""
    case = find_ticket(session, actor(), number)
    ((_, found),) = read_tickets(session, [case])
    own = [p for p in possible_actions(found.state, actor()) if Role.TOOL_PROVIDER in p.arrow.roles]
    forms = [
        (p, sent[1] if sent and sent[0] == p.name else form_fields(p.arrow.action, {})) for p in own
    ] if actor().holds(Role.TOOL_PROVIDER) else []  # fmt: skip
    return page(
        "ticket.html",
        status,
        number=number,
        ticket=found,
        stage=case.maintenance_stage,
        forms=forms,
        refusal=sent[2] if sent else "",
        case_too=actor().holds(*HANDLERS),
    )


@desk.post("/<string:number>/<string:action>")
@needs(Permission.TICKETS_ACT)
def act_on_ticket(number: str, action: str) -> tuple[str, int] | Any:
    """Do it; what is wrong is said and what was typed is kept."""
    with transaction() as session:
        case = find_ticket(session, actor(), number, lock=True)
        dossier = casework.load(session, case)
        possible = find_possible(dossier, action)
        cls = possible.arrow.action
        loaded, wrong = checked(cls, read_form(cls, request.form))
        refusal = ""
        if not wrong:
            try:
                casework.perform_on(
                    session, current_app.extensions["desk"], dossier, build(cls, loaded), actor(), now()
                )
            except Refusal as error:
                refusal = f"{error.sentence()} {error.detail}".strip()
        if wrong or refusal:
            fields = form_fields(cls, request.form.to_dict(), errors=wrong)
            session.rollback()
            return _page(session, number, 422, (action, fields, refusal))
    said(f"{possible.title}: done.")
    return redirect(url_for("tickets_desk.ticket", number=number))
