"""The office corrects what is recorded of a certificate: a new version, with its reason (P-55)."""

from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.fields import whole
from issuetracker.models import Laboratory
from issuetracker.permissions import Permission, needs
from issuetracker.services import certificates, notice_matches
from issuetracker.services.certificate_forms import ASKED, read_texts, texts_of
from issuetracker.services.errors import Conflict, InvalidFields
from issuetracker.web.directory import desk
from issuetracker.web.forms import Field
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.certificates import CertificateKind, ProductSubtype
from workflows.report import DeviceType, OcppVersion

_LONG = ("hardware_features", "profiles", "features", "software_versions", "report_references")
_HINTS = {
    "profiles": "Each with its result, as “Core: passed; Reservation: not applicable”.",
    "features": "Separated by semicolons, as “C-11; SC-4”.",
    "hardware_features": "Separated by semicolons.",
    "software_versions": "Element and version, as “OCPP software: 4.2.1; modem: 1.0”.",
    "report_references": "Separated by semicolons.",
}
_LABELS = {"ocpp_version": "OCPP version", "ocpp_edition": "OCPP edition", "octt_version": "OCTT version"}


@desk.get("/corrections/<path:number>")
@needs(Permission.PARTIES_WRITE)
def correction_form(number: str) -> tuple[str, int]:
    """The form, with the version in force."""
    session = db.session()
    row = certificates.current(session, number)
    return _page(session, number, row.version, texts_of(session, row))


@desk.post("/corrections/<path:number>")
@needs(Permission.PARTIES_WRITE)
def correct(number: str) -> tuple[str, int] | Response:
    """Record the correction; what applies to the certificate now is looked for at once."""
    form = {name: value.replace("\r\n", "\n") for name, value in request.form.items()}
    version = whole(form.get("version", "")) or 0
    try:
        with transaction() as session:
            row = certificates.current(session, number, lock=True)
            data = read_texts(session, row, form)
            made = certificates.correct(session, number, version, data, form.get("reason", ""), actor(), now())
            found = notice_matches.match(session, [made], now())
    except (InvalidFields, Conflict) as error:
        errors = error.errors if isinstance(error, InvalidFields) else {"reason": error.detail}
        return _page(db.session(), number, version, form, errors)
    more = f"{found} {'notice applies' if found == 1 else 'notices apply'} to it now." if found else ""
    said(f"{number} is corrected: version {version + 1}.", more, kind="warn" if found else "good")
    return redirect(url_for("directory.certificate", number=number))


def _page(
    session: Session, number: str, version: int, texts: dict[str, str], errors: dict[str, str] | None = None
) -> tuple[str, int]:
    asked = fields_of(session, ASKED, texts, errors)
    reason = Field(
        "reason", "Why the record is corrected", "text", texts.get("reason", ""), required=True, rows=2, most=2000,
        error=(errors or {}).get("reason", ""),
    )  # fmt: skip
    status = 422 if errors else 200
    return page("directory/correction.html", status, number=number, version=version, fields=[*asked, reason])


def fields_of(
    session: Session, names: tuple[str, ...], texts: dict[str, str], errors: dict[str, str] | None = None
) -> list[Field]:
    """The attributes of a certificate as fields."""
    choices = _choices(session)
    return [_field(name, texts.get(name, ""), (errors or {}).get(name, ""), choices) for name in names]


def _choices(session: Session) -> dict[str, Any]:
    names = [row.short_name for row in session.query(Laboratory.short_name).order_by(Laboratory.short_name)]
    return {
        "device_type": [item.value.replace("_", " ") for item in DeviceType],
        "product_subtype": ["", *(item.value.replace("_", " ") for item in ProductSubtype)],
        "kind": ["", *(item.value for item in CertificateKind)],
        "ocpp_version": [item.value for item in OcppVersion],
        "laboratory": ["", *names],
    }


def _field(name: str, value: str, error: str, choices: dict[str, Any]) -> Field:
    label = _LABELS.get(name, name.replace("_on", " on").replace("_", " ").capitalize())
    if name in choices:
        return Field(
            name, label, "select", value, choices=tuple((c, c or "not recorded") for c in choices[name]), error=error
        )
    kind = "date" if name in ("tested_on", "issued_on") else "text" if name in _LONG else "input"
    return Field(name, label, kind, value, most=5000, rows=2, hint=_HINTS.get(name, ""), error=error)
