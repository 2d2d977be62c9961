"""The issue that a dispute turns out to be (P-05); the other way a dispute is reported with the number of a case."""

from typing import Any

from flask import Response, current_app

from issuetracker.api import examples
from issuetracker.api.auth import actor, limiter, now
from issuetracker.api.documents import CaseDocument
from issuetracker.api.preconditions import require_tag, tagged
from issuetracker.api.representations import answer, case_json
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import FilingSchema
from issuetracker.extensions import transaction
from issuetracker.fields import build
from issuetracker.permissions import Permission, needs
from issuetracker.services.calendars import in_force
from issuetracker.services.disputes.converting import issue_from_dispute
from issuetracker.services.disputes.reading import sheet
from workflows.report import Report

blp = Blueprint("dispute-issues", __name__, url_prefix="/api/v1/disputes", description="From a dispute to an issue")


@blp.route("/<string:dispute>/cases", methods=["POST"])
@needs(Permission.CASES_FILE)
@blp.arguments(FilingSchema, example=examples.FILING_BODY)
@blp.doc(**examples.IF_MATCH)
@blp.response(201, CaseDocument, example=examples.CASE)
@limiter.limit(lambda: current_app.extensions["config"].filing_rate_limit)
def file_from_dispute(data: dict[str, Any], dispute: str) -> Response:
    """File the issue that a dispute turns out to be: linked, nothing is copied (the office)

    Needs `If-Match` with the dispute's ETag. The dispute goes its own way.
    """
    with transaction() as session:
        found = sheet(session, actor(), dispute, lock=True)
        require_tag(found.etag)
        report: Report = build(Report, data["report"])
        desk = current_app.extensions["desk"]
        _, filed = issue_from_dispute(session, desk, found.docket, report, data["origin"], actor(), now())
    response = answer(case_json(filed, actor(), in_force(filed.calendars), now()), 201)
    response.headers["Location"] = f"/api/v1/cases/{filed.case.number}"
    return tagged(response, filed.case)
