"""The list of certificates, filtered by its address; one certificate with its versions; the directory as a file."""

from itertools import pairwise
from typing import Any

from flask import Response, request, url_for
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, Range

from issuetracker.extensions import db, steady_view
from issuetracker.fields import BIGGEST_ID, Text
from issuetracker.models import Laboratory, Vendor
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.directory import Wanted, counted, in_directory, notices_of, open_matches, page_of
from issuetracker.services import certificate_export
from issuetracker.services.certificates import data_of as said
from issuetracker.services.certificates import differing, versions
from issuetracker.web.directory import desk
from issuetracker.web.forms import errors_of
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor, now
from workflows.certificates import PROFILES, CertificateKind
from workflows.report import DeviceType, OcppVersion
from workflows.roles import HANDLERS

_PAGE, _MOST_COUNTED = 50, 1_000


class DirectoryQuery(Schema):
    """What stands in the address; a wrong part is left out, and the page says so."""

    q = Text(load_default="", validate=Length(max=200))
    ocpp_version = fields.Enum(OcppVersion, by_value=True, load_default=None)
    device_type = fields.Enum(DeviceType, by_value=True, load_default=None)
    kind = fields.Enum(CertificateKind, by_value=True, load_default=None)
    profile = Text(load_default="", validate=Length(max=100))
    feature = Text(load_default="", validate=Length(max=100))
    laboratory = Text(load_default="", validate=Length(max=100))
    octt_version = Text(load_default="", validate=Length(max=100))
    vendor = fields.Integer(load_default=None, validate=Range(min=1, max=BIGGEST_ID))
    issued_from = fields.Date(load_default=None)
    issued_until = fields.Date(load_default=None)


@desk.get("")
@needs(Permission.SIGNED_IN)
def certificates() -> tuple[str, int]:
    """The certificates in force, by number."""
    session, (given, wrong) = db.session(), _given()
    wanted, after = Wanted(**given), request.args.get("after", "")[:500]
    rows = page_of(session, wanted, after, _PAGE)
    may_read = granted(Permission.PARTIES_READ, actor().roles)
    return page(
        "directory/list.html", rows=rows[:_PAGE], given=given, wrong=wrong, most=_MOST_COUNTED,
        next=_address(after=rows[_PAGE - 1][0].number) if len(rows) > _PAGE else "",
        first=_address(after="") if after else "", total=counted(session, wanted, _MOST_COUNTED), may_read=may_read,
        may_change=granted(Permission.PARTIES_WRITE, actor().roles), choices=_choices(),
        vendor=session.get(Vendor, given["vendor"]) if given["vendor"] else None,
        open_matches=open_matches(session) if may_read else 0, query=_kept(),
    )  # fmt: skip


def _given() -> tuple[dict[str, Any], dict[str, str]]:
    asked = {name: value for name, value in request.args.items() if value and name in DirectoryQuery().fields}
    try:
        return DirectoryQuery().load(asked), {}
    except ValidationError as error:
        wrong = {item["field"]: item["message"] for item in errors_of(error)}
        return DirectoryQuery().load({name: value for name, value in asked.items() if name not in wrong}), wrong


def _kept(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**request.args, **changes}.items() if value}


def _address(**changes: Any) -> str:
    return url_for("directory.certificates", **_kept(**changes))


def _choices() -> dict[str, Any]:
    profiles = dict.fromkeys(name for names in PROFILES.values() for name in names)
    laboratories = db.session.query(Laboratory.short_name).order_by(Laboratory.short_name)
    return {
        "ocpp_version": list(OcppVersion),
        "device_type": list(DeviceType),
        "kind": list(CertificateKind),
        "profile": list(profiles),
        "laboratory": [row[0] for row in laboratories],
    }


@desk.get("/certificates/<path:number>")
@needs(Permission.SIGNED_IN)
def certificate(number: str) -> tuple[str, int]:
    """One certificate: all it says, its versions, and for OCA's handlers the notices that concern it."""
    session = db.session()
    found = versions(session, number)
    newest, handler = found[0], actor().holds(*HANDLERS)
    laboratory = session.get(Laboratory, newest.laboratory_id) if newest.laboratory_id else None
    changed = [differing(said(old), said(new)) for new, old in pairwise(found)]
    return page(
        "directory/certificate.html", certificate=newest, laboratory=laboratory.name if laboratory else "",
        versions=list(zip(found, [*changed, ()], strict=True)), handler=handler,
        touching=notices_of(session, number) if handler else [],
        may_change=granted(Permission.PARTIES_WRITE, actor().roles),
    )  # fmt: skip


@desk.get("/export.csv")
@needs(Permission.PARTIES_READ)
def as_csv() -> Response:
    """The certificates of the list as CSV."""
    with steady_view() as session:
        lines = certificate_export.rows(session, in_directory(Wanted(**_given()[0])))
        text = "".join(certificate_export.as_csv(lines))
    return _file(text.encode(), certificate_export.CSV, "csv")


@desk.get("/export.xlsx")
@needs(Permission.PARTIES_READ)
def as_workbook() -> Response:
    """The certificates of the list as a workbook."""
    with steady_view() as session:
        lines = certificate_export.rows(session, in_directory(Wanted(**_given()[0])))
        content = certificate_export.as_workbook(lines)
    return _file(content, certificate_export.XLSX, "xlsx")


def _file(content: bytes, media_type: str, ending: str) -> Response:
    name = f"attachment; filename=certificates-{now():%Y-%m-%d}.{ending}"
    return Response(content, mimetype=media_type, headers={"Content-Disposition": name})
