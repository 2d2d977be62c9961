"""`/cases/…/actions/…`: one route per action of the procedure, made from the tables."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, current_app, request
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import OneOf

from issuetracker.api import examples
from issuetracker.api.auth import actor, now
from issuetracker.api.documents import CaseDocument, PreviewDocument
from issuetracker.api.preconditions import require_match, tagged
from issuetracker.api.representations import action_json, answer, case_json, clock_json, new_clocks
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import ReportSchema, Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import build, schema_for
from issuetracker.http_errors import field_errors
from issuetracker.models import Case
from issuetracker.permissions import Permission, needs
from issuetracker.services import casework, history
from issuetracker.services.access import find_case, find_ticket
from issuetracker.services.calendars import in_force
from issuetracker.services.errors import InvalidFields
from notifications.messages import LETTERS
from workflows import actions as act
from workflows.errors import NotPossibleNow
from workflows.maintenance import TABLE as MAINTENANCE
from workflows.procedure import ACTIONS, possible_actions
from workflows.roles import Role
from workflows.stages import Track

blp = Blueprint("actions", __name__, url_prefix="/api/v1/cases", description="What the procedure allows on a case")
tickets = Blueprint(
    "tickets-actions",
    __name__,
    url_prefix="/api/v1/tickets",
    description="What the tool provider does on a maintenance ticket (D.5)",
)


class PreviewSchema(Strict):
    """An action by name, with what its own request would carry."""

    action = fields.String(required=True, validate=OneOf(sorted(ACTIONS)))
    with_ = fields.Dict(keys=fields.String(), data_key="with", load_default=dict)


class ReportChangesSchema(ReportSchema):
    """Fields of the report that change; the others stay as they are."""


class AmendReportSchema(Strict):
    """Only the fields that change."""

    report = fields.Nested(ReportChangesSchema(partial=True), required=True)


def request_schema(action: Any) -> type[Schema]:
    """What an action's request carries."""
    return AmendReportSchema if action is act.AmendReport else schema_for(action)


def from_request(
    action: type[act.Action], data: dict[str, Any], named: dict[str, Any], dossier: casework.Dossier
) -> act.Action:
    """The action that a request asks for; of a report, only the fields that it has `named` change."""
    if action is act.AmendReport:
        given = {name: value for name, value in data["report"].items() if name in named}
        report = dossier.state.report
        changed = {name: getattr(build(type(report), {"summary": report.summary, **given}), name) for name in given}
        for name in changed.keys() & {"vendor_contact", "laboratory_contact"}:
            parts = {part: getattr(changed[name], part) for part in named[name]}
            changed[name] = replace(getattr(report, name), **parts)
        return act.AmendReport(replace(report, **changed))
    made: act.Action = build(action, data)
    return made


Finder = Callable[..., Case]


def _view(action: type[act.Action], find: Finder) -> Callable[..., Response]:
    def view(data: dict[str, Any], number: str) -> Response:
        return _perform(action, data, number, find)

    return view


def _named() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    report = sent.get("report") if isinstance(sent, dict) else None
    return report if isinstance(report, dict) else {}


def _perform(action: type[act.Action], data: dict[str, Any], number: str, find: Finder) -> Response:
    with transaction() as session:
        case = find(session, actor(), number, lock=True)
        require_match(case)
        dossier = casework.load(session, case)
        try:
            done = casework.perform_on(
                session,
                current_app.extensions["desk"],
                dossier,
                from_request(action, data, _named(), dossier),
                actor(),
                now(),
            )
        except NotPossibleNow as refusal:
            refusal.possible_actions = [  # type: ignore[attr-defined]
                action_json(possible, number) for possible in possible_actions(dossier.state, actor())
            ]
            raise
    return tagged(answer(case_json(done.after, actor(), in_force(dossier.calendars), now())), case)


@blp.route("/<string:number>/preview", methods=["POST"])
@needs(Permission.CASES_READ)
@blp.arguments(PreviewSchema, example=examples.PREVIEW)
@blp.response(200, PreviewDocument)
def preview(data: dict[str, Any], number: str) -> Response:
    """Say what an action would cause: events, stages, clocks and who is told. Nothing is done"""
    session = db.session()
    case = find_case(session, actor(), number)
    dossier = casework.load(session, case)
    action = ACTIONS[data["action"]]
    try:
        loaded = request_schema(action)().load(data["with_"])
    except ValidationError as error:
        raise InvalidFields(
            {f"with.{item['field']}": item["message"] for item in field_errors(error.normalized_messages())}
        ) from None
    made = from_request(action, loaded, data["with_"].get("report", {}), dossier)
    events, state, clocks = casework.preview(session, case, made, actor(), now())
    after = replace(dossier, state=state, clocks=clocks)
    calendar = in_force(dossier.calendars)
    told = dict.fromkeys(kind.audience.value for event in events for kind in LETTERS.get(type(event), ()))
    response = answer(
        {
            "events": [{"event": type(event).__name__, "payload": history.encode(event)} for event in events],
            "stages": {track.value: state.stage(track) for track in Track},
            "clocks": [clock_json(clock, after, calendar, now()) for clock in new_clocks(dossier.clocks, clocks)],
            "told": list(told),
        }
    )
    session.rollback()
    return response


def _add(blueprint: Blueprint, name: str, action: type[act.Action], find: Finder, permission: Permission) -> None:
    view = _view(action, find)
    view.__name__ = name.replace("-", "_")
    title = (action.__doc__ or "").strip()
    view.__doc__ = f"{title}\n\nNeeds `If-Match` with the case's ETag. `/preview` says what it would cause."
    view = blueprint.arguments(request_schema(action), example=examples.ACTIONS.get(name))(view)
    view = blueprint.response(200, CaseDocument)(view)
    view = blueprint.doc(**examples.IF_MATCH)(view)
    needs(permission)(view)
    blueprint.route(f"/<string:number>/actions/{name}", methods=["POST"])(view)


for _name, _action in ACTIONS.items():
    _add(blp, _name, _action, find_case, Permission.CASES_ACT)
for _arrow in MAINTENANCE:
    if Role.TOOL_PROVIDER in _arrow.roles:
        _add(tickets, _arrow.name, _arrow.action, find_ticket, Permission.TICKETS_ACT)
