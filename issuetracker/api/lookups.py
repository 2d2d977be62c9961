"""Smaller resources: who am I, tickets, applicability, due dates, parties."""

from datetime import datetime
from typing import Any

import msgspec
from flask import Response, g
from marshmallow import fields
from marshmallow.validate import Range
from sqlalchemy import select

from issuetracker.api.answers import (
    ApplicabilityDocument,
    DueDocument,
    MeDocument,
    TicketDocument,
    TicketsDocument,
)
from issuetracker.api.auth import actor, now
from issuetracker.api.concerned import CertificatesQuery, certificates_page
from issuetracker.api.preconditions import tagged
from issuetracker.api.representations import action_json, answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import PageQuery, Strict
from issuetracker.extensions import db
from issuetracker.fields import Moment
from issuetracker.models import Case
from issuetracker.permissions import Permission, allowed, needs
from issuetracker.queries.concerned import Reach
from issuetracker.queries.tickets import Ticket, read_tickets, tickets_page
from issuetracker.services.access import find_case, find_ticket
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.casework import load
from issuetracker.services.notices import condition_of
from workflows.errors import WrongRole
from workflows.procedure import possible_actions
from workflows.roles import HANDLERS

blp = Blueprint("lookups", __name__, url_prefix="/api/v1", description="Questions with one answer")


class DueQuery(Strict):
    """Start and number of working days."""

    start = Moment(required=True, format="iso", metadata={"example": "2026-03-31T10:00:00+02:00"})
    working_days = fields.Integer(required=True, validate=Range(min=1, max=250))


@blp.route("/me", methods=["GET"])
@needs(Permission.SIGNED_IN)
@blp.response(200, MeDocument)
def me() -> Response:
    """Say who you are to this service, and what you may do"""
    scopes = g.caller.scopes
    may = [p for p in Permission if allowed(p, actor().roles, scopes)]
    return answer({"name": actor().name, "roles": sorted(actor().roles), "scopes": sorted(scopes), "permissions": may})


@blp.route("/tickets", methods=["GET"])
@needs(Permission.TICKETS_READ)
@blp.arguments(PageQuery, location="query")
@blp.response(200, TicketsDocument)
def list_tickets(query: dict[str, Any]) -> Response:
    """List the OCTT maintenance tickets, what waits for you first: technical content, no party"""
    session = db.session()
    found = tickets_page(session, actor(), query["cursor"], query["limit"])
    items = [_ticket(case, ticket) for case, ticket in read_tickets(session, found.cases)]
    return answer({"items": items, "next_cursor": found.next})


@blp.route("/tickets/<string:number>", methods=["GET"])
@needs(Permission.TICKETS_READ)
@blp.response(200, TicketDocument)
def get_ticket(number: str) -> Response:
    """Read an OCTT maintenance ticket"""
    case = find_ticket(db.session(), actor(), number)
    ((_, ticket),) = read_tickets(db.session(), (case,))
    return tagged(answer(_ticket(case, ticket)), case)


def _ticket(case: Case, ticket: Ticket) -> dict[str, Any]:
    state = ticket.state
    mine = [
        action_json(p, case.number) for p in possible_actions(state, actor()) if p.arrow.track.value == "maintenance"
    ]
    for action in mine:
        action["href"] = action["href"].replace("/cases/", "/tickets/")
    return {
        "number": case.number,
        "version": case.version,
        "stage": state.maintenance,
        "title": ticket.title,
        "technical_content": ticket.technical_content,
        "test_references": state.report.test_references,
        "ocpp_version": state.report.ocpp_version or "",
        "octt_version": state.report.octt_version,
        "log": ticket.log,
        "actions": mine,
    }


@blp.route("/cases/<string:number>/applicability", methods=["GET"])
@needs(Permission.CASES_READ)
@blp.arguments(CertificatesQuery, location="query")
@blp.response(200, ApplicabilityDocument)
def applicability(query: dict[str, Any], number: str) -> Response:
    """List the certificates that an issue concerns, each with its reason, a page at a time (P-50; OCA's handlers)"""
    if not actor().holds(*HANDLERS):
        raise WrongRole("OCA's handlers see which certificates an issue concerns.", rule="P-50")
    session = db.session()
    case = find_case(session, actor(), number)
    reach = Reach(session, condition_of(load(session, case).state))
    found = reach.count()
    return answer({"certificates": found.certificates, "vendors": found.vendors, **certificates_page(reach, query)})


@blp.route("/due", methods=["GET"])
@needs(Permission.CALENDAR_READ)
@blp.arguments(DueQuery, location="query")
@blp.response(200, DueDocument)
def due(query: dict[str, Any]) -> Response:
    """Count working days by the calendar in force, with each counted and skipped day"""
    start: datetime = query["start"]
    found = in_force(calendars(db.session())).explain(start, query["working_days"])
    data: dict[str, Any] = msgspec.to_builtins(found)
    data["skipped"] = [{"date": s.day, "reason": s.reason} for s in found.skipped]
    return answer(data)


@blp.route("/parties", methods=["GET"])
@needs(Permission.PARTIES_READ)
@blp.response(200)
def parties() -> Response:
    """List the laboratories with their ids"""
    from issuetracker.models import Laboratory

    rows = db.session.scalars(select(Laboratory).order_by(Laboratory.id))
    return answer(
        {"laboratories": [{"id": lab.id, "name": lab.name, "active": lab.active} for lab in rows], "as_of": now()}
    )
