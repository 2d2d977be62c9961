"""Step 6a: which certificates an issue concerns, and telling their vendors in batches (P-50 … P-53)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, insert, literal, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Certificate, Telling, TellingCertificate, Vendor
from issuetracker.services import history
from issuetracker.services.desk import Desk
from issuetracker.services.owing import store
from issuetracker.services.telling import Occasion, draft
from notifications.messages import LETTERS
from notifications.recipients import Addressee
from workflows.case_state import CaseState
from workflows.events import CertifiedVendorsContacted
from workflows.folding import fold
from workflows.report import DeviceType, Report

BATCH = 500  # vendors told in one transaction
CHUNK = 5_000  # numbers in one statement; SQLite takes 32,766


@dataclass(frozen=True, slots=True)
class Applicable:
    """A certificate that an issue concerns, and why."""

    number: str
    vendor_id: int
    vendor: str
    device: str
    reason: str
    has_contact: bool


def _concerned(report: Report) -> Select[Certificate, Vendor]:
    query = select(Certificate, Vendor).join(Vendor, Vendor.id == Certificate.vendor_id)
    if report.ocpp_version is not None:
        query = query.where(Certificate.ocpp_version == report.ocpp_version.value)
    if report.device_type is not None:
        same: tuple[str, ...] = (report.device_type.value,)
        if report.device_type is not DeviceType.CSMS:  # a Charging Station and a Software Stack run the same tests
            same = (DeviceType.CHARGING_STATION.value, DeviceType.SOFTWARE_STACK.value)
        query = query.where(Certificate.device_type.in_(same))
    return query.order_by(Vendor.folded_name, Certificate.number)


def applicable_certificates(session: Session, state: CaseState) -> list[Applicable]:
    """The list of P-50, each certificate with its reason: version, device type, and profiles where the case names any.

    A profile narrows the list only where the certificate declares its profiles.
    """
    wanted = set(state.report.certification_profiles)
    found = []
    for certificate, vendor in session.execute(_concerned(state.report)):
        declared = set(certificate.profiles)
        if wanted and declared and not wanted & declared:
            continue
        shared = sorted(wanted & declared)
        reason = f"OCPP {certificate.ocpp_version}, {certificate.device_type.replace('_', ' ')}"
        reason += f", {', '.join(shared)} certified" if shared else ""
        found.append(
            Applicable(
                certificate.number, vendor.id, vendor.name, certificate.device, reason, bool(vendor.notice_address)
            )
        )
    return found


def begin_telling(session: Session, case_id: int, event_seq: int, numbers: Sequence[str], at: datetime) -> None:
    """Owe the notice to the vendors of these certificates; the clock writes the letters in batches."""
    telling = Telling(case_id=case_id, event_seq=event_seq, total=0, started_at=at)
    session.add(telling)
    session.flush()
    for start in range(0, len(numbers), CHUNK):
        chosen = select(literal(telling.id), Certificate.id, Certificate.vendor_id).where(
            Certificate.number.in_(numbers[start : start + CHUNK])
        )
        session.execute(insert(TellingCertificate).from_select(["telling_id", "certificate_id", "vendor_id"], chosen))
    telling.total = (
        session.scalar(
            select(func.count(func.distinct(TellingCertificate.vendor_id))).where(
                TellingCertificate.telling_id == telling.id
            )
        )
        or 0
    )
    if not telling.total:
        telling.finished_at = at


def unknown_certificates(session: Session, numbers: Sequence[str]) -> list[str]:
    """Those numbers that the directory does not have."""
    known: set[str] = set()
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        known.update(session.scalars(select(Certificate.number).where(Certificate.number.in_(chunk))))
    return [number for number in numbers if number not in known]


def tell_next_batch(session: Session, desk: Desk, telling: Telling, at: datetime) -> int:
    """Owe the notice to the next vendors, one letter per vendor for all its certificates (P-51); returns how many.

    The caller holds the row of `telling`; the unique keys make a repeated batch harmless.
    """
    case = session.get_one(Case, telling.case_id)
    entries = history.read(session, case.id)
    occasion = Occasion(case, fold(entries), (), at)
    entry = entries[telling.event_seq - 1]
    kind = LETTERS[CertifiedVendorsContacted][0]
    addressees = _next_vendors(session, telling)
    # The check that nobody is named is made again: the report may have been amended since the Board approved.
    drafts = {
        f"{case.number}:{telling.event_seq}:{kind.name}:vendor-{addressee.vendor_id}": draft(
            session, desk, occasion, entry, kind, addressee
        )
        for addressee in addressees
    }
    store(session, desk, case, drafts, at)
    telling.told += len(addressees)
    if len(addressees) < BATCH:
        telling.finished_at = at
    else:
        telling.last_vendor_id = addressees[-1].vendor_id or 0
    return len(addressees)


def _next_vendors(session: Session, telling: Telling) -> list[Addressee]:
    concerned = select(TellingCertificate.vendor_id).where(
        TellingCertificate.telling_id == telling.id, TellingCertificate.vendor_id > telling.last_vendor_id
    )
    vendors = session.scalars(select(Vendor).where(Vendor.id.in_(concerned)).order_by(Vendor.id).limit(BATCH)).all()
    numbers: dict[int, list[str]] = {vendor.id: [] for vendor in vendors}
    for vendor_id, number in session.execute(
        select(TellingCertificate.vendor_id, Certificate.number)
        .join(Certificate, Certificate.id == TellingCertificate.certificate_id)
        .where(TellingCertificate.telling_id == telling.id, TellingCertificate.vendor_id.in_(numbers))
        .order_by(Certificate.number)
    ):
        numbers[vendor_id].append(number)
    return [
        Addressee(
            vendor.name,
            vendor.notice_name,
            vendor.notice_address,
            vendor_id=vendor.id,
            certificates=tuple(numbers[vendor.id]),
        )
        for vendor in vendors
    ]
