"""Certificates as they are recorded: new ones, and corrections as new versions; no case changes one (P-55)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Certificate
from issuetracker.services.errors import Conflict, InvalidFields, NotFound
from notifications.storage import table_of
from workflows.certificates import CertificateKind, ProductSubtype
from workflows.report import DeviceType, OcppVersion
from workflows.roles import Actor

CHUNK = 10_000  # rows in one statement's parameters
_LATEST = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class CertificateData:
    """What a certificate says (ch.8.2.1, 8.2.4). `profiles` has each profile's result."""

    number: str
    vendor_id: int
    company: str
    device: str
    device_type: DeviceType
    ocpp_version: OcppVersion
    issued_on: date
    laboratory_id: int | None = None
    model: str = ""
    product_subtype: ProductSubtype | None = None
    kind: CertificateKind | None = None
    hardware_features: tuple[str, ...] = ()
    ocpp_edition: str = ""
    errata_level: str = ""
    profiles: Mapping[str, str] | None = None
    features: tuple[str, ...] = ()
    software_versions: Mapping[str, str] | None = None
    octt_version: str = ""
    report_references: tuple[str, ...] = ()
    tested_on: date | None = None


ATTRIBUTES = tuple(field.name for field in fields(CertificateData))
_COLUMNS = tuple(getattr(Certificate, name) for name in ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class Known:
    """A current version, as an import compares it."""

    id: int
    version: int
    data: CertificateData


@dataclass(frozen=True, slots=True)
class Change:
    """A version to be recorded: the first, or a correction of `corrects` with its reason."""

    data: CertificateData
    corrects: Known | None = None
    reason: str = ""


def column_values(data: CertificateData) -> dict[str, Any]:
    """The data as columns hold it."""
    return {name: _column(getattr(data, name)) for name in ATTRIBUTES} | {
        "profiles": dict(data.profiles or {}),
        "software_versions": dict(data.software_versions or {}),
    }


def _column(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def data_of(row: Any) -> CertificateData:
    """The data of a row that has all attributes."""
    values = {name: getattr(row, name) for name in ATTRIBUTES}
    values |= {name: tuple(values[name]) for name in ("hardware_features", "features", "report_references")}
    values |= {
        "device_type": DeviceType(row.device_type),
        "ocpp_version": OcppVersion(row.ocpp_version),
        "product_subtype": ProductSubtype(row.product_subtype) if row.product_subtype else None,
        "kind": CertificateKind(row.kind) if row.kind else None,
    }
    return CertificateData(**values)


def wrong_in(data: CertificateData) -> dict[str, str]:
    """What cannot be so, by attribute."""
    wrong = {}
    if not data.number:
        wrong["number"] = "A certificate needs its number."
    if not data.device:
        wrong["device"] = "A certificate names its device."
    if data.ocpp_version is OcppVersion.V16 and data.device_type is DeviceType.SOFTWARE_STACK:
        wrong["device_type"] = "For OCPP 1.6 no Software Stack is certified (ch.6.2.4)."
    if data.product_subtype and data.device_type is DeviceType.CSMS:
        wrong["product_subtype"] = "Only a Charging Station has a product subtype (ch.6.2.3)."
    if data.tested_on and data.tested_on > data.issued_on:
        wrong["tested_on"] = "The test was before the certificate was issued."
    if not date(2010, 1, 1) <= data.issued_on < _LATEST:
        wrong["issued_on"] = "Give the date of issue; the programme began after 2010."
    return wrong


def differing(old: CertificateData, new: CertificateData) -> tuple[str, ...]:
    """The attributes in which two versions differ."""
    before, after = column_values(old), column_values(new)
    return tuple(name for name in ATTRIBUTES if before[name] != after[name])


def known_certificates(session: Session) -> dict[str, Known]:
    """All current versions by number."""
    rows = session.execute(
        select(Certificate.id, Certificate.version, *_COLUMNS).where(Certificate.replaced_at.is_(None))
    )
    return {row.number: Known(row.id, row.version, data_of(row)) for row in rows}


def current(session: Session, number: str, *, lock: bool = False) -> Certificate:
    """The version of a certificate that is in force; NotFound where there is none."""
    query = select(Certificate).where(Certificate.number == number, Certificate.replaced_at.is_(None))
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound(f"The directory has no certificate {number}.")
    return found


def versions(session: Session, number: str) -> Sequence[Certificate]:
    """Every version of a certificate, the newest first; NotFound where there is none."""
    found = session.scalars(
        select(Certificate).where(Certificate.number == number).order_by(Certificate.version.desc())
    ).all()
    if not found:
        raise NotFound(f"The directory has no certificate {number}.")
    return found


def record(session: Session, changes: Sequence[Change], by: Actor, at: datetime) -> list[int]:
    """Write versions; those that they correct are marked as replaced, which is all that ever happens to a row."""
    replaced = [change.corrects.id for change in changes if change.corrects]
    for start in range(0, len(replaced), CHUNK):
        session.execute(
            update(Certificate)
            .where(Certificate.id.in_(replaced[start : start + CHUNK]), Certificate.replaced_at.is_(None))
            .values(replaced_at=at)
            .execution_options(synchronize_session=False)
        )
    rows = [
        column_values(change.data)
        | {
            "version": change.corrects.version + 1 if change.corrects else 1,
            "recorded_at": at,
            "recorded_by": by.name,
            "reason": change.reason,
        }
        for change in changes
    ]
    statement, ids = insert(table_of(Certificate)).returning(table_of(Certificate).c.id), list[int]()
    for start in range(0, len(rows), CHUNK):
        ids += session.scalars(statement, rows[start : start + CHUNK])
    return ids


def issue(session: Session, data: CertificateData, by: Actor, at: datetime) -> int:
    """Record a certificate that the directory does not have; returns the row's id. Raises InvalidFields."""
    wrong = wrong_in(data)
    known = session.scalar(select(Certificate.id).where(Certificate.number == data.number).limit(1))
    if known is not None:
        wrong["number"] = f"The directory has {data.number} already; correct its record instead."
    if wrong:
        raise InvalidFields(wrong, rule="P-55")
    (made,) = record(session, [Change(data)], by, at)
    return made


def correct(
    session: Session, number: str, version: int, data: CertificateData, reason: str, by: Actor, at: datetime
) -> int:
    """Record a correction of the version that was read; returns the new row's id. Raises InvalidFields, Conflict."""
    row = current(session, number, lock=True)
    if row.version != version:
        raise Conflict(f"{number} was corrected meanwhile: version {row.version} is in force.")
    known = Known(row.id, row.version, data_of(row))
    data = replace(data, number=number)
    wrong = wrong_in(data)
    if not reason.strip():
        wrong["reason"] = "Say why the certificate's record is corrected."
    elif not differing(known.data, data):
        wrong["reason"] = "Nothing differs from the version in force."
    if wrong:
        raise InvalidFields(wrong, rule="P-55")
    (made,) = record(session, [Change(data, known, reason.strip())], by, at)
    return made
