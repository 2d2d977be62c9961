"""`/certificates`: the certification directory, read by anybody; imports and corrections are the office's."""

from dataclasses import replace
from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import Text
from issuetracker.models import Certificate, Laboratory
from issuetracker.permissions import Permission, needs
from issuetracker.queries.directory import Wanted, page_of
from issuetracker.services import certificates, notice_matches
from issuetracker.services.certificates import data_of
from issuetracker.services.errors import InvalidFields
from workflows.certificates import CertificateKind, ProductSubtype, ProfileResult
from workflows.report import DeviceType, OcppVersion

blp = Blueprint(
    "certificates", __name__, url_prefix="/api/v1/certificates", description="The certification directory (ch.8.2.4)"
)
_MOST = 500


class CertificateDocument(Schema):
    """A certificate as it is published: no contact, nothing of the desk's own."""

    number = fields.String()
    version = fields.Integer()
    company = fields.String()
    device = fields.String()
    model = fields.String()
    device_type = fields.String()
    product_subtype = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)
    hardware_features = fields.List(fields.String())
    ocpp_version = fields.String()
    ocpp_edition = fields.String()
    errata_level = fields.String()
    profiles = fields.Dict(keys=fields.String(), values=fields.String())
    features = fields.List(fields.String())
    software_versions = fields.Dict(keys=fields.String(), values=fields.String())
    octt_version = fields.String()
    laboratory = fields.String(allow_none=True)
    tested_on = fields.Date(allow_none=True)
    issued_on = fields.Date()
    recorded_at = fields.AwareDateTime()
    replaced_at = fields.AwareDateTime(allow_none=True)
    href = fields.String()


class CertificatesDocument(Schema):
    """A page of the directory."""

    items = fields.List(fields.Nested(CertificateDocument))
    next_cursor = fields.String(allow_none=True)


class WithVersionsDocument(CertificateDocument):
    """A certificate in force, and the versions that corrections have replaced, newest first."""

    earlier_versions = fields.List(fields.Nested(CertificateDocument))


class DirectoryQuery(Strict):
    """Which certificates in force; `cursor` is the number after which to go on."""

    q = Text(load_default="", validate=Length(max=200), metadata={"description": "Number, company, device or model."})
    ocpp_version = fields.Enum(OcppVersion, by_value=True, load_default=None)
    device_type = fields.Enum(DeviceType, by_value=True, load_default=None)
    kind = fields.Enum(CertificateKind, by_value=True, load_default=None)
    profile = Text(load_default="", validate=Length(max=100), metadata={"description": "A profile that was passed."})
    feature = Text(load_default="", validate=Length(max=100), metadata={"description": "A declared feature, as SC-4."})
    laboratory = Text(load_default="", validate=Length(max=100))
    octt_version = Text(load_default="", validate=Length(max=100))
    issued_from = fields.Date(load_default=None)
    issued_until = fields.Date(load_default=None)
    limit = fields.Integer(load_default=50, validate=Range(min=1, max=200))
    cursor = Text(load_default="", validate=Length(max=_MOST))


def _texts(most: int = 100) -> fields.List:
    return fields.List(Text(validate=Length(min=1, max=_MOST)), validate=Length(max=most))


class CorrectionSchema(Strict):
    """What is corrected of a certificate's record; what is left out stays as it is. `version` is the one you read."""

    version = fields.Integer(required=True, strict=True, validate=Range(min=1, max=100_000))
    reason = Text(required=True, validate=Length(min=1, max=2000))
    company = Text(validate=Length(min=1, max=_MOST))
    device = Text(validate=Length(min=1, max=_MOST))
    model = Text(validate=Length(max=_MOST))
    device_type = fields.Enum(DeviceType, by_value=True)
    product_subtype = fields.Enum(ProductSubtype, by_value=True, allow_none=True)
    kind = fields.Enum(CertificateKind, by_value=True, allow_none=True)
    hardware_features = _texts()
    ocpp_version = fields.Enum(OcppVersion, by_value=True)
    ocpp_edition = Text(validate=Length(max=_MOST))
    errata_level = Text(validate=Length(max=_MOST))
    profiles = fields.Dict(
        keys=Text(validate=Length(min=1, max=100)), values=fields.Enum(ProfileResult, by_value=True),
        validate=Length(max=100),
    )  # fmt: skip
    features = _texts()
    software_versions = fields.Dict(
        keys=Text(validate=Length(min=1, max=100)),
        values=Text(validate=Length(min=1, max=100)),
        validate=Length(max=100),
    )
    octt_version = Text(validate=Length(max=_MOST))
    report_references = _texts()
    laboratory_id = fields.Integer(allow_none=True, strict=True, validate=Range(min=1, max=2**31 - 1))
    tested_on = fields.Date(allow_none=True)
    issued_on = fields.Date()


def shown(row: Certificate, laboratory: str | None) -> dict[str, Any]:
    """A version as anybody may read it."""
    names = [name for name in CertificateDocument().fields if name not in ("laboratory", "href")]
    data: dict[str, Any] = {name: getattr(row, name) for name in names}
    return data | {"laboratory": laboratory, "href": f"/api/v1/certificates/{row.number}"}


@blp.route("", methods=["GET"])
@needs(Permission.PUBLIC)
@blp.doc(security=[])
@blp.arguments(DirectoryQuery, location="query")
@blp.response(200, CertificatesDocument)
def list_certificates(query: dict[str, Any]) -> Response:
    """List the certificates in force, by number"""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    rows = page_of(db.session(), Wanted(**query), cursor, limit)
    more = len(rows) > limit
    items = [shown(certificate, laboratory) for certificate, laboratory in rows[:limit]]
    return answer({"items": items, "next_cursor": items[-1]["number"] if more else None})


@blp.route("/<path:number>", methods=["GET"])
@needs(Permission.PUBLIC)
@blp.doc(security=[])
@blp.response(200, WithVersionsDocument)
def get_certificate(number: str) -> Response:
    """Read a certificate with its earlier versions"""
    session = db.session()
    names = {row.id: row.short_name for row in session.query(Laboratory.id, Laboratory.short_name)}
    newest, *earlier = (shown(row, names.get(row.laboratory_id)) for row in certificates.versions(session, number))
    return answer({**newest, "earlier_versions": earlier})


@blp.route("/<path:number>/corrections", methods=["POST"])
@needs(Permission.PARTIES_WRITE)
@blp.arguments(CorrectionSchema)
@blp.response(201, CertificateDocument)
def correct(data: dict[str, Any], number: str) -> Response:
    """Correct what is recorded of a certificate: a new version with its reason; the certificate is never changed

    Approved notices that apply to the new version and went out without it are found at once and shown to the office.
    """
    version, reason = data.pop("version"), data.pop("reason")
    changes: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    if "profiles" in changes:
        changes["profiles"] = {name: result.value for name, result in changes["profiles"].items()}
    with transaction() as session:
        row = certificates.current(session, number, lock=True)
        laboratory = session.get(Laboratory, changes.get("laboratory_id") or row.laboratory_id or 0)
        if changes.get("laboratory_id") and laboratory is None:
            raise InvalidFields({"laboratory_id": "There is no such laboratory."})
        corrected = replace(data_of(row), **changes)
        made = certificates.correct(session, number, version, corrected, reason, actor(), now())
        notice_matches.match(session, [made], now())
        kept = shown(session.get_one(Certificate, made), laboratory.short_name if laboratory else None)
    return answer(kept, 201)
