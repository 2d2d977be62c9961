"""The directory as it is read: certificates in force, what was said of them, notices that apply to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Certificate, Laboratory, NoticeMatch, Telling, TellingCertificate, Vendor
from issuetracker.models.certificates import mark
from workflows.certificates import CertificateKind
from workflows.report import DeviceType, OcppVersion


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which certificates of the directory; what is empty does not narrow."""

    q: str = ""
    ocpp_version: OcppVersion | None = None
    device_type: DeviceType | None = None
    kind: CertificateKind | None = None
    profile: str = ""
    feature: str = ""
    laboratory: str = ""
    octt_version: str = ""
    vendor: int | None = None
    issued_from: date | None = None
    issued_until: date | None = None


def in_directory(wanted: Wanted) -> Select[Certificate, str]:
    """Versions in force with the laboratory's short name, by number."""
    query = (
        select(Certificate, Laboratory.short_name)
        .outerjoin(Laboratory, Laboratory.id == Certificate.laboratory_id)
        .where(Certificate.replaced_at.is_(None), *_conditions(wanted))
    )
    return query.order_by(Certificate.number)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    exact = (
        (Certificate.ocpp_version, wanted.ocpp_version and wanted.ocpp_version.value),
        (Certificate.device_type, wanted.device_type and wanted.device_type.value),
        (Certificate.kind, wanted.kind and wanted.kind.value),
        (Laboratory.short_name, wanted.laboratory),
        (Certificate.octt_version, wanted.octt_version),
        (Certificate.vendor_id, wanted.vendor),
    )
    found = [column == value for column, value in exact if value]
    if wanted.q:
        words = (Certificate.number, Certificate.company, Certificate.device, Certificate.model)
        found.append(or_(*(column.icontains(wanted.q, autoescape=True) for column in words)))
    if wanted.issued_from:
        found.append(Certificate.issued_on >= wanted.issued_from)
    if wanted.issued_until:
        found.append(Certificate.issued_on <= wanted.issued_until)
    for kind, value in (("p", wanted.profile), ("f", wanted.feature)):
        if value:
            found.append(Certificate.marks.contains(mark(kind, value), autoescape=True))
    return found


def page_of(session: Session, wanted: Wanted, after: str, limit: int) -> Sequence[Any]:
    """A page from a number on, with one row more to see whether there is a next."""
    query = in_directory(wanted)
    if after:
        query = query.where(Certificate.number > after)
    return session.execute(query.limit(limit + 1)).all()


def counted(session: Session, wanted: Wanted, most: int) -> int:
    """How many there are, counted up to a bound."""
    some = in_directory(wanted).with_only_columns(Certificate.id).order_by(None).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


@dataclass(frozen=True, slots=True)
class Touching:
    """A notice that was sent for a certificate, or applies to it and was not: then `match` needs a person."""

    number: str
    summary: str
    at: datetime
    version: int
    match: NoticeMatch | None = None


def notices_of(session: Session, number: str) -> list[Touching]:
    """The cases whose notices concern any version of a certificate; for OCA's handlers."""
    told = session.execute(
        select(Case.number, Case.summary, Telling.started_at, Certificate.version)
        .join(Telling, Telling.case_id == Case.id)
        .join(TellingCertificate, TellingCertificate.telling_id == Telling.id)
        .join(Certificate, Certificate.id == TellingCertificate.certificate_id)
        .where(Certificate.number == number)
        .order_by(Telling.id.desc())
        .limit(100)
    )
    found = session.execute(
        select(Case.number, Case.summary, NoticeMatch.found_at, Certificate.version, NoticeMatch)
        .join(Case, Case.id == NoticeMatch.case_id)
        .join(Certificate, Certificate.id == NoticeMatch.certificate_id)
        .where(NoticeMatch.number == number)
        .order_by(NoticeMatch.id.desc())
        .limit(100)
    )
    return [Touching(*row) for row in (*found, *told)]


def matches_of_case(session: Session, case_id: int, most: int = 200) -> Sequence[Any]:
    """Certificates to which a case's notice applies that went out without them: those that need a person first."""
    return session.execute(
        select(NoticeMatch, Vendor.name.label("vendor"))
        .join(Vendor, Vendor.id == NoticeMatch.vendor_id)
        .where(NoticeMatch.case_id == case_id)
        .order_by(NoticeMatch.settlement.is_not(None), NoticeMatch.id)
        .limit(most)
    ).all()


def matches_of_vendor(session: Session, vendor_id: int) -> Sequence[Any]:
    """Notices that a vendor should have had and that nobody has sent or set aside."""
    return session.execute(
        select(NoticeMatch, Case.number.label("case"))
        .join(Case, Case.id == NoticeMatch.case_id)
        .where(NoticeMatch.vendor_id == vendor_id, NoticeMatch.settlement.is_(None))
        .order_by(NoticeMatch.id)
        .limit(100)
    ).all()


def unsettled_matches(session: Session, most: int = 500) -> Sequence[Any]:
    """Every certificate that waits for somebody to tell its vendor, oldest first, with case and vendor."""
    return session.execute(
        select(NoticeMatch, Vendor.name.label("vendor"), Case.number.label("case"))
        .join(Vendor, Vendor.id == NoticeMatch.vendor_id)
        .join(Case, Case.id == NoticeMatch.case_id)
        .where(NoticeMatch.settlement.is_(None))
        .order_by(NoticeMatch.id)
        .limit(most)
    ).all()


def open_matches(session: Session) -> int:
    """How many certificates wait for somebody to tell their vendor."""
    return session.scalar(select(func.count()).select_from(NoticeMatch).where(NoticeMatch.settlement.is_(None))) or 0
