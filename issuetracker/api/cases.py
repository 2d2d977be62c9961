"""`/cases`: file, list, read."""

import json
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Response, current_app, request
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.api import examples
from issuetracker.api.auth import actor, limiter, now
from issuetracker.api.bodies import fingerprint, with_files
from issuetracker.api.documents import CaseAndMessagesDocument, CaseListDocument, FiledDocument, HistoryDocument
from issuetracker.api.preconditions import tagged
from issuetracker.api.repeating import once
from issuetracker.api.representations import answer, case_json, conversation_json, entry_json, summary_rows
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import CaseQuery, FilingSchema
from issuetracker.cursors import encode, page
from issuetracker.extensions import at_once, db, transaction
from issuetracker.fields import build
from issuetracker.models import Case, HistoryEntry, IdempotentRequest
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.cases import Filters, Sort, case_list
from issuetracker.services import files
from issuetracker.services.access import find_case, newest_messages
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.casework import Dossier, load
from issuetracker.services.errors import Forbidden, InvalidFields
from issuetracker.services.filing import prepare, raise_issue, store
from workflows.report import Report
from workflows.roles import HANDLERS, OCA_ROLES
from workflows.vocabulary import Visibility

blp = Blueprint("cases", __name__, url_prefix="/api/v1/cases", description="Issues as cases of the procedure")
_MESSAGES = 50
_FILING = FilingSchema()
MEMBERS = OCA_ROLES - HANDLERS


@blp.route("", methods=["GET"])
@needs(Permission.CASES_READ)
@blp.arguments(CaseQuery, location="query")
@blp.response(200, CaseListDocument, example=examples.CASE_LIST)
def list_cases(query: dict[str, Any]) -> Response:
    """List the cases that you may see, by due moment

    Ordered by the earliest due moment of the running clocks; cases without one come last.
    """
    sort, limit, cursor = query.pop("sort"), query.pop("limit"), query.pop("cursor")
    column = {Sort.DUE: Case.due_at, Sort.RECEIVED: Case.received_at, Sort.CHANGED: Case.changed_at}[sort]
    member = actor().holds(*MEMBERS) and not actor().holds(*HANDLERS)
    if member and (query["laboratory"] or query["vendor"]):
        raise Forbidden("Members read cases without party names, and cannot filter by them.", rule="P-99")
    statement = case_list(actor(), Filters(**query))
    if member:  # the report says which words of its summary name a party
        statement = statement.add_columns(Case.report)
    rows = db.session.execute(
        page(statement, column, Case.id, cursor=cursor, limit=limit, descending=sort is not Sort.DUE)
    ).all()
    calendar = in_force(calendars(db.session()))
    more = len(rows) > limit
    rows = rows[:limit]
    last = encode(getattr(rows[-1], column.key), rows[-1].id) if more else None
    return answer({"items": summary_rows(rows, actor(), calendar, now()), "next_cursor": last})


@blp.route("", methods=["POST"])
@needs(Permission.CASES_FILE)
@blp.doc(**examples.FILING)
@blp.response(201, FiledDocument, example=examples.CASE)
@limiter.limit(lambda: current_app.extensions["config"].filing_rate_limit)
def file_case() -> Response:
    """File an issue (steps 1a, 1b, 1c), or ask a question (ch.7.3, ch.9, ch.11)

    JSON with a `report`, or multipart/form-data with the same JSON as the part `filing` and any number of parts
    `files`. With an `Idempotency-Key`, a repeated request answers with the case that the first one made.
    """
    text, attached = with_files("filing")
    filing = _loaded(text)
    stored = files.store_all(current_app.extensions["files"], attached)
    alone = not stored and not request.headers.get("Idempotency-Key", "").strip()
    if not alone or filing["subject"] is not None:
        with transaction() as session:
            dossier, created = once(
                session,
                fingerprint(text, stored),
                lambda: _file(session, filing, stored),
                lambda known: _again(session, known),
                ids=lambda made: {"case_id": made.case.id},
            )
    else:
        dossier, created = _file_alone(filing), True
    calendar = in_force(dossier.calendars)
    references = dossier.state.report.test_references if granted(Permission.RESOLUTIONS_READ, actor().roles) else ()
    earlier = [f"/api/v1/resolutions?{urlencode({'test_reference': reference})}" for reference in references]
    filed = case_json(dossier, actor(), calendar, now()) | {"earlier_resolutions": earlier}
    response = answer(filed, 201 if created else 200)
    response.headers["Location"] = f"/api/v1/cases/{dossier.case.number}"
    return tagged(response, dossier.case)


def _loaded(text: bytes) -> dict[str, Any]:
    """The filing, or every error in it at once."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InvalidFields({"": f"The body is not JSON: {error}."}) from None
    except RecursionError:
        raise InvalidFields({"": "The body is nested too deeply."}) from None
    try:
        loaded: dict[str, Any] = _FILING.load(data)
    except ValidationError as error:
        from issuetracker.http_errors import field_errors

        found = {item["field"]: item["message"] for item in field_errors(error.normalized_messages())}
        raise InvalidFields(found, rule="P-01") from None
    return loaded


def _file_alone(filing: dict[str, Any]) -> Dossier:
    """File without files and key: where one statement stores everything, it is a transaction by itself."""
    session, desk = db.session(), current_app.extensions["desk"]
    ready = prepare(session, build(Report, filing["report"]), filing["origin"], actor(), now())
    with at_once() if ready.is_one_statement else transaction() as writing:
        return store(writing, desk, ready, received_at=now(), at=now())


def _file(session: Session, filing: dict[str, Any], stored: list[tuple[files.Given, files.Stored]]) -> Dossier:
    report: Report = build(Report, filing["report"])
    desk = current_app.extensions["desk"]
    filed = raise_issue(
        session, desk, report, filing["origin"], actor(), received_at=now(), at=now(), subject=filing["subject"]
    )
    if not stored:
        return filed
    files.attach(session, desk, filed.case, stored, actor(), now(), visibility=Visibility.PARTIES)
    return load(session, filed.case)


def _again(session: Session, known: IdempotentRequest) -> Dossier:
    return load(session, session.get_one(Case, known.case_id))


@blp.route("/<string:number>", methods=["GET"])
@needs(Permission.CASES_READ)
@blp.response(200, CaseAndMessagesDocument, example=examples.CASE)
def read_case(number: str) -> Response:
    """Read a case: report, tracks, clocks with their explanation, what you can do now, and the last 50 messages"""
    session = db.session()
    case = find_case(session, actor(), number)
    dossier = load(session, case)
    newest = session.execute(newest_messages(actor(), case, _MESSAGES + 1)).all()
    found = case_json(dossier, actor(), in_force(dossier.calendars), now())
    # Always whole, never 304: working days left change with the day, not with the version.
    return tagged(answer(found | conversation_json(newest, number, _MESSAGES)), case)


@blp.route("/<string:number>/history", methods=["GET"])
@needs(Permission.HISTORY_READ)
@blp.response(200, HistoryDocument)
def read_history(number: str) -> Response:
    """Read a case's history with its hash chain (OCA's handlers)"""
    case = find_case(db.session(), actor(), number)
    rows = db.session.scalars(select(HistoryEntry).where(HistoryEntry.case_id == case.id).order_by(HistoryEntry.seq))
    return answer({"number": case.number, "items": [msgspec.to_builtins(entry_json(row)) for row in rows]})
