"""Step 6a: which certificates an issue concerns, and telling their vendors in batches (P-50 … P-53)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Certificate, Telling, TellingCertificate, Vendor
from issuetracker.services.applicability import answers, in_force
from issuetracker.services.desk import Desk
from issuetracker.services.errors import NotFound
from issuetracker.services.notice_contacts import addressee, first_usable
from issuetracker.services.notice_letters import NOTICE, Notice, coming, letter, number_of, of_telling
from issuetracker.services.notice_links import links_for
from issuetracker.services.notice_sending import hold_back
from issuetracker.services.owing import store
from notifications.recipients import Addressee
from notifications.rendering import Rendered
from workflows.case_state import CaseState
from workflows.conditions import Condition, of_report, to_data

OWN_LINK = "the-own-link-of-this-vendor"  # what a preview shows in its place
BATCH = 500  # vendors told in one transaction
CHUNK = 5_000  # numbers in one statement; SQLite takes 32,766


def condition_of(state: CaseState) -> Condition:
    """Which certificates an issue concerns: as the severity's text says, else as the report does."""
    proposal = state.proposal
    if proposal is not None and proposal.applicability is not None:
        return proposal.applicability
    return of_report(state.report)


def coming_notice(session: Session, case: Case, state: CaseState, at: datetime) -> Notice:
    """The notice that a case would send now; NotFound where no text for vendors was proposed."""
    notice = coming(session, case, state, at)
    if notice is None:
        raise NotFound("Nobody has proposed a text for certified vendors in this case (step 4a).")
    return notice


def preview(
    session: Session, desk: Desk, state: CaseState, notice: Notice, vendor_id: int
) -> tuple[Addressee, Rendered]:
    """One vendor's mail as it will be received; only its link is not shown: with it one could acknowledge."""
    of_vendor = in_force(None), Certificate.vendor_id == vendor_id
    found = answers(session, condition_of(state), *of_vendor)
    numbers = tuple(sorted(answer.number for answer in found if answer.finding.applies))
    if not numbers:
        raise NotFound("The notice concerns no certificate of this vendor.")
    contact = first_usable(session, [vendor_id]).get(vendor_id)
    to = addressee(session.get_one(Vendor, vendor_id), contact, numbers)
    return to, letter(desk, notice, to, f"{desk.base_url}/notice/{OWN_LINK}").rendered


def begin_telling(
    session: Session, case: Case, event_seq: int, numbers: Sequence[str], condition: Condition, at: datetime
) -> Telling:
    """Owe the notice to the vendors of these certificates; the clock writes the letters in batches.

    The condition is kept: by it, certificates recorded later are matched.
    """
    before = session.scalar(select(func.count()).where(Telling.case_id == case.id)) or 0
    telling = Telling(case_id=case.id, event_seq=event_seq, total=0, started_at=at, applicability=to_data(condition))
    telling.number = number_of(case, before + 1)
    session.add(telling)
    session.flush()
    for start in range(0, len(numbers), CHUNK):
        chosen = select(literal(telling.id), Certificate.id, Certificate.vendor_id).where(
            Certificate.number.in_(numbers[start : start + CHUNK]), Certificate.replaced_at.is_(None)
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
    return telling


def unknown_certificates(session: Session, numbers: Sequence[str]) -> list[str]:
    """Those numbers that the directory does not have."""
    known: set[str] = set()
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        in_directory = select(Certificate.number).where(Certificate.number.in_(chunk))
        known.update(session.scalars(in_directory.where(Certificate.replaced_at.is_(None))))
    return [number for number in numbers if number not in known]


def tell_next_batch(session: Session, desk: Desk, telling: Telling, at: datetime) -> int:
    """Owe the notice to the next vendors, one letter per vendor for all its certificates (P-51); returns how many.

    The caller holds the row of `telling`; the unique keys make a repeated batch harmless.
    """
    vendors = _next_vendors(session, telling)
    owe_notices(session, desk, telling, vendors, at)
    telling.told += len(vendors)
    if len(vendors) < BATCH:
        telling.finished_at = at
    else:
        telling.last_vendor_id = max(vendor.id for vendor in vendors)
    return len(vendors)


def owe_notices(
    session: Session,
    desk: Desk,
    telling: Telling,
    vendors: Mapping[Vendor, tuple[str, ...]],
    at: datetime,
    *,
    later: str = "",
) -> None:
    """Owe a notice to vendors, each for its certificates, at its first usable contact, with a link of its own.

    `later` tells a notice for certificates that were recorded afterwards from the first.
    """
    notice = of_telling(session, telling)
    notice.refuse_names()  # again: the report may have been amended since the Board approved
    ids = [vendor.id for vendor in vendors]
    contacts, links = first_usable(session, ids), links_for(session, desk, telling, ids, at)
    drafts = {
        f"{notice.case}:{telling.event_seq}:{NOTICE.name}:vendor-{vendor.id}{':' * bool(later)}{later}": letter(
            desk, notice, addressee(vendor, contacts.get(vendor.id), numbers), links[vendor.id]
        )
        for vendor, numbers in vendors.items()
    }
    store(session, desk, session.get_one(Case, telling.case_id), drafts, at)
    if telling.paused_at is not None:
        hold_back(session, telling)


def _next_vendors(session: Session, telling: Telling) -> dict[Vendor, tuple[str, ...]]:
    left = select(TellingCertificate.vendor_id).where(
        TellingCertificate.telling_id == telling.id, TellingCertificate.vendor_id > telling.last_vendor_id
    )
    vendors = session.scalars(select(Vendor).where(Vendor.id.in_(left)).order_by(Vendor.id).limit(BATCH)).all()
    numbers: dict[int, list[str]] = {vendor.id: [] for vendor in vendors}
    for vendor_id, number in session.execute(
        select(TellingCertificate.vendor_id, Certificate.number)
        .join(Certificate, Certificate.id == TellingCertificate.certificate_id)
        .where(TellingCertificate.telling_id == telling.id, TellingCertificate.vendor_id.in_(numbers))
        .order_by(Certificate.number)
    ):
        numbers[vendor_id].append(number)
    return {vendor: tuple(numbers[vendor.id]) for vendor in vendors}
