"""`/applicability`: a condition tried on the directory, and notices that went out without a certificate."""

from datetime import date
from typing import Any

from flask import Response, current_app
from marshmallow import Schema, fields
from marshmallow.validate import Length

from issuetracker.api.answers import ApplicableDocument
from issuetracker.api.auth import actor, now
from issuetracker.api.concerned import CertificatesQuery, certificates_page
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import Part, Text, build, schema_for
from issuetracker.permissions import Permission, needs
from issuetracker.queries.concerned import Reach
from issuetracker.queries.directory import unsettled_matches
from issuetracker.services import notice_matches
from workflows.condition_checks import checked
from workflows.condition_words import in_words
from workflows.conditions import Condition

blp = Blueprint(
    "conditions", __name__, url_prefix="/api/v1", description="Which certificates an issue concerns (P-50; OCA's own)"
)


class ConditionBody(Strict):
    """A condition, and the day on which it is asked; today without one."""

    condition = Part(lambda: schema_for(Condition)(), required=True)
    as_of = fields.Date(load_default=None, allow_none=True)


class ReachDocument(Schema):
    """Whom a condition concerns. `uncertain`: something is not recorded; `silent`: vendors without a usable contact."""

    words = fields.String()
    certificates = fields.Integer()
    uncertain = fields.Integer()
    vendors = fields.Integer()
    silent = fields.Integer()
    items = fields.List(fields.Nested(ApplicableDocument))
    next_cursor = fields.String(allow_none=True)


class MatchDocument(Schema):
    """A certificate that a case's approved notice applies to and that it went out without."""

    id = fields.Integer()
    number = fields.String()
    case = fields.String()
    vendor = fields.String()
    why = fields.String()
    found_at = fields.AwareDateTime()


class MatchesDocument(Schema):
    """All that wait for the office."""

    items = fields.List(fields.Nested(MatchDocument))


class SettingAside(Strict):
    """Why the vendor need not be told of a certificate."""

    reason = Text(required=True, validate=Length(min=1, max=2000))


@blp.route("/applicability", methods=["POST"])
@needs(Permission.PARTIES_READ)
@blp.arguments(CertificatesQuery, location="query")
@blp.arguments(ConditionBody)
@blp.response(200, ReachDocument)
def try_condition(query: dict[str, Any], data: dict[str, Any]) -> Response:
    """Try a condition on the directory: how many it concerns, and a page of them with the reason for each

    A condition is `{"kind": "all", "parts": [{"kind": "in", "attribute": "ocpp_version", "values": ["2.0.1"]},
    {"kind": "has", "attribute": "profiles", "values": ["Smart Charging"]}, {"kind": "within", "attribute":
    "software_version", "at_least": "4.0", "below": "4.3"}]}`; kinds are all, any, not, in, has, within.
    """
    condition: Condition = checked(build(Condition, data["condition"]))
    as_of: date | None = data["as_of"]
    reach = Reach(db.session(), condition, as_of=as_of)
    found = reach.count()
    return answer(
        {
            "words": in_words(condition),
            "certificates": found.certificates,
            "uncertain": found.uncertain,
            "vendors": found.vendors,
            "silent": found.silent,
            **certificates_page(reach, query),
        }
    )


@blp.route("/notice-matches", methods=["GET"])
@needs(Permission.PARTIES_READ)
@blp.response(200, MatchesDocument)
def list_matches() -> Response:
    """List the certificates that an approved notice applies to and went out without"""
    rows = unsettled_matches(db.session())
    names = ("id", "number", "why", "found_at")
    items = [{name: getattr(m, name) for name in names} | {"vendor": v, "case": c} for m, v, c in rows]
    return answer({"items": items})


@blp.route("/notice-matches/<int:match_id>/telling", methods=["POST"])
@needs(Permission.PARTIES_WRITE)
@blp.response(200, MatchesDocument)
def tell_match(match_id: int) -> Response:
    """Owe the notice to the vendor of such a certificate"""
    with transaction() as session:
        found = notice_matches.find(session, match_id)
        notice_matches.tell(session, current_app.extensions["desk"], found, actor(), now())
    return list_matches()  # type: ignore[no-any-return]


@blp.route("/notice-matches/<int:match_id>/setting-aside", methods=["POST"])
@needs(Permission.PARTIES_WRITE)
@blp.arguments(SettingAside)
@blp.response(200, MatchesDocument)
def set_match_aside(data: dict[str, Any], match_id: int) -> Response:
    """Say why the vendor need not be told of such a certificate"""
    with transaction() as session:
        notice_matches.set_aside(session, notice_matches.find(session, match_id), data["reason"], actor(), now())
    return list_matches()  # type: ignore[no-any-return]
