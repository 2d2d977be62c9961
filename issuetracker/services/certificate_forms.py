"""A correction as somebody types it: texts by attribute, in the spellings that the import reads."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Laboratory, Vendor
from issuetracker.services.certificate_import import read_cell
from issuetracker.services.certificate_texts import written
from issuetracker.services.certificates import CertificateData, data_of, wrong_in
from issuetracker.services.errors import InvalidFields
from issuetracker.services.parties import known_vendor, laboratory_named

# In the order of the form; the number is what a certificate is found by, and stays.
ASKED = (
    "vendor", "company", "device", "model", "device_type", "product_subtype", "kind", "hardware_features",
    "ocpp_version", "ocpp_edition", "errata_level", "profiles", "features", "software_versions", "octt_version",
    "laboratory", "tested_on", "issued_on", "report_references",
)  # fmt: skip


def texts_of(session: Session, row: Certificate) -> dict[str, str]:
    """A certificate as the form shows it."""
    vendor = session.scalar(select(Vendor.name).where(Vendor.id == row.vendor_id)) or ""
    laboratory = session.scalar(select(Laboratory.short_name).where(Laboratory.id == row.laboratory_id)) or ""
    data, named = data_of(row), {"vendor": vendor, "laboratory": laboratory}
    return {name: named[name] if name in named else written(getattr(data, name)) for name in ASKED}


def read_texts(session: Session, row: Certificate, texts: Mapping[str, str]) -> CertificateData:
    """What the form says the certificate should be; InvalidFields names every attribute that is wrong."""
    values, wrong = _values(session, row, texts)
    if wrong:
        raise InvalidFields(wrong)
    data = replace(data_of(row), **values)
    if wrong := wrong_in(data):
        raise InvalidFields(wrong)
    return data


def read_new(session: Session, texts: Mapping[str, str]) -> CertificateData:
    """A certificate that is not in the directory yet; InvalidFields names every attribute that is wrong."""
    values, wrong = _values(session, None, {name: texts.get(name, "") for name in ASKED})
    number = texts.get("number", "").strip()
    if not number:
        wrong["number"] = "A certificate needs its number."
    for name in ("device_type", "ocpp_version"):
        if not values.get(name) and name not in wrong:
            wrong[name] = "Choose one."
    if wrong:
        raise InvalidFields(wrong)
    return CertificateData(number=number, **values)


def _values(
    session: Session, row: Certificate | None, texts: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed, by attribute, and what is wrong with it."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in ASKED:
        if name in texts:
            try:
                values[name] = read_cell(name, texts[name])
            except ValueError as error:
                wrong[name] = f"This {error}." if str(error)[:1].islower() else f"{error}."
    _parties(session, row, values, wrong)
    version = values.pop("ocpp_version", None)
    if version is not None:
        values["ocpp_version"], edition, errata = version
        values["ocpp_edition"] = values.get("ocpp_edition") or edition
        values["errata_level"] = values.get("errata_level") or errata
    if "issued_on" in values and values["issued_on"] is None:
        wrong["issued_on"] = "Give the date of issue."
    return values, wrong


def _parties(session: Session, row: Certificate | None, values: dict[str, Any], wrong: dict[str, str]) -> None:
    if "vendor" in values:
        vendor = known_vendor(session, values.pop("vendor"))
        if vendor is None:
            wrong["vendor"] = "No vendor is called so; add it under Office, Parties."
        values["vendor_id"] = vendor
    if "laboratory" in values:
        name = values.pop("laboratory")
        known = session.get(Laboratory, row.laboratory_id) if row and row.laboratory_id else None
        # One that is not authorised any more keeps what it has tested.
        found = known if known and name in (known.short_name, known.name) else laboratory_named(session, name)
        if name and found is None:
            wrong["laboratory"] = "No laboratory is called so."
        values["laboratory_id"] = found.id if found and name else None
