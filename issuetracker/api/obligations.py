"""`/obligations`: who was told what, what arrived, what waits for a person."""

from typing import Any

from flask import Response, current_app
from marshmallow import fields
from marshmallow.validate import Length, OneOf
from sqlalchemy import select

from issuetracker.api.answers import ObligationDocument, ObligationsDocument
from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer, obligation_json
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import PageQuery, Strict
from issuetracker.cursors import decode, encode
from issuetracker.extensions import db, transaction
from issuetracker.fields import Text
from issuetracker.models import Case, Dispute, Obligation, Release, Telling
from issuetracker.permissions import Permission, needs
from issuetracker.services import obligations
from issuetracker.services.access import find_case
from notifications.outbox import NEEDS_A_PERSON, ObligationState
from workflows.roles import HANDLERS

blp = Blueprint("obligations", __name__, url_prefix="/api/v1", description="Who must be told what, and who has been")


class ObligationQuery(PageQuery):
    """Which obligations."""

    state = fields.String(load_default=None, validate=OneOf([*ObligationState, "needs_a_person", "to_acknowledge"]))


class AgainSchema(Strict):
    """Where a letter goes now."""

    address = Text(required=True, validate=Length(min=3, max=254))


class ByHandSchema(Strict):
    """How the party was told."""

    how = Text(required=True, validate=Length(min=3, max=1000))


@blp.route("/obligations", methods=["GET"])
@needs(Permission.OBLIGATIONS_READ)
@blp.arguments(ObligationQuery, location="query")
@blp.response(200, ObligationsDocument)
def list_obligations(query: dict[str, Any]) -> Response:
    """List obligations, newest first; `state=needs_a_person` is the list of what went wrong"""
    statement = obligations.visible_obligations(actor())
    match query["state"]:
        case None:
            pass
        case "needs_a_person":
            statement = statement.where(Obligation.state.in_([state.value for state in NEEDS_A_PERSON]))
        case "to_acknowledge":
            statement = statement.where(Obligation.to_acknowledge, Obligation.acknowledged_at.is_(None))
        case state:
            statement = statement.where(Obligation.state == state)
    if query["cursor"]:
        statement = statement.where(Obligation.id < decode(query["cursor"])[1])
    rows = list(db.session.scalars(statement.order_by(Obligation.id.desc()).limit(query["limit"] + 1)))
    more, rows = len(rows) > query["limit"], rows[: query["limit"]]
    # A laboratory may be told of another's case; it then learns the number with the letter, and nothing else.
    cases = _numbers(Case, {row.case_id for row in rows})
    disputes = _numbers(Dispute, {row.dispute_id for row in rows})
    releases = _numbers(Release, {row.release_id for row in rows})
    items = [
        obligation_json(row, actor())
        | {
            "number": cases.get(row.case_id) or disputes.get(row.dispute_id) or releases.get(row.release_id),
            "release": releases.get(row.release_id),
        }
        for row in rows
    ]
    return answer(
        {"items": items, "next_cursor": encode(rows[-1].created_at, rows[-1].id) if more else None, "tellings": []}
    )


def _numbers(model: type[Case] | type[Dispute] | type[Release], ids: set[int | None]) -> dict[int | None, str]:
    """The numbers of the rows that obligations are about."""
    known = ids - {None}
    return dict(db.session.execute(select(model.id, model.number).where(model.id.in_(known))).all()) if known else {}


@blp.route("/cases/<string:number>/obligations", methods=["GET"])
@needs(Permission.OBLIGATIONS_READ)
@blp.response(200, ObligationsDocument)
def list_case_obligations(number: str) -> Response:
    """List who was told what about a case, and how far its notices are"""
    case = find_case(db.session(), actor(), number)
    rows = db.session.scalars(
        obligations.visible_obligations(actor())
        .where(Obligation.case_id == case.id)
        .order_by(Obligation.id)
        .limit(1000)
    )
    tellings = (
        list(db.session.scalars(select(Telling).where(Telling.case_id == case.id).order_by(Telling.id)))
        if actor().holds(*HANDLERS)
        else []
    )
    return answer(
        {
            "items": [{**obligation_json(row, actor()), "number": number} for row in rows],
            "next_cursor": None,
            "tellings": [
                {"event_seq": t.event_seq, "total": t.total, "told": t.told, "finished_at": t.finished_at}
                for t in tellings
            ],
        }
    )


@blp.route("/obligations/<int:obligation_id>/acknowledgement", methods=["POST"])
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
@blp.response(200, ObligationDocument)
def acknowledge(obligation_id: int) -> Response:
    """Acknowledge an update or a script for your laboratory"""
    with transaction() as session:
        done = obligations.acknowledge(session, current_app.extensions["desk"], obligation_id, actor(), now())
        return answer(obligation_json(done, actor()))


@blp.route("/obligations/<int:obligation_id>/letters", methods=["POST"])
@needs(Permission.OBLIGATIONS_MEND)
@blp.arguments(AgainSchema)
@blp.response(200, ObligationDocument)
def send_again(data: dict[str, Any], obligation_id: int) -> Response:
    """Send an unmet obligation again, to that party only"""
    with transaction() as session:
        done = obligations.send_again(
            session, current_app.extensions["desk"], obligation_id, data["address"], actor(), now()
        )
        return answer(obligation_json(done, actor()))


@blp.route("/obligations/<int:obligation_id>/settlement", methods=["POST"])
@needs(Permission.OBLIGATIONS_MEND)
@blp.arguments(ByHandSchema)
@blp.response(200, ObligationDocument)
def settle(data: dict[str, Any], obligation_id: int) -> Response:
    """Record that the party was told otherwise"""
    with transaction() as session:
        done = obligations.settle_by_hand(session, obligation_id, data["how"], actor(), now())
        return answer(obligation_json(done, actor()))
