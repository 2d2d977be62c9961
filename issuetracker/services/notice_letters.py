"""What a notice of 6a says: composed from the approved text and the public facts, and from nothing else (P-51, P-52).

Preview, notice and reminder are written by the same function from the same facts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Certificate, NoticeMatch, Settlement, Telling, TellingCertificate
from issuetracker.services import history
from issuetracker.services.desk import Desk
from issuetracker.services.naming import named_in
from issuetracker.services.owing import Draft
from issuetracker.services.telling import PublicFacts, public_facts
from notifications.confidentiality import explained
from notifications.errors import NamesAParty
from notifications.messages import LETTERS, LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from workflows.case_state import CaseState
from workflows.events import CertifiedVendorsContacted
from workflows.folding import fold

NOTICE = LETTERS[CertifiedVendorsContacted][0]
REMINDER = LetterKind("notice_reminder", Audience.CERTIFIED_VENDORS)
KINDS = (NOTICE.name, REMINDER.name)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a notice is called: its number and day, and those that it corrects."""

    number: str
    begun_at: datetime
    corrects: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """All that the letters of one notice share. `named` is what none of them may say, with where it is known from."""

    case: str
    event_seq: int
    event: CertifiedVendorsContacted
    public: PublicFacts
    heading: Heading
    named: Mapping[str, str]

    def faults(self) -> tuple[tuple[str, str], ...]:
        """Words that name or quote a party, each with where it is known from; none may be left (P-51)."""
        values = (self.event.notice, *(v for value in astuple(self.public) for v in _texts(value)))
        return tuple(dict.fromkeys(fault for text in values for fault in explained(text, self.named)))

    def refuse_names(self) -> None:
        """Raise NamesAParty where the letters would name or quote a party."""
        faults = self.faults()
        if faults:
            raise NamesAParty(tuple(word for word, _ in faults), why=dict(faults))


def of_telling(session: Session, telling: Telling) -> Notice:
    """A notice that is being sent, or was."""
    case = session.get_one(Case, telling.case_id)
    entries = history.read(session, case.id)
    event = entries[telling.event_seq - 1].event
    assert isinstance(event, CertifiedVendorsContacted), "a telling begins with this event"
    heading = Heading(telling.number, telling.started_at, _earlier(session, case.id, telling.event_seq))
    return _notice(session, case, fold(entries), telling.event_seq, event, heading)


def coming(session: Session, case: Case, state: CaseState, at: datetime) -> Notice | None:
    """The notice as it would be if it were sent now; None where no text for vendors was proposed."""
    if state.proposal is None or not state.proposal.notice.strip():
        return None
    earlier = _earlier(session, case.id, state.seq + 1)
    heading = Heading(number_of(case, len(earlier) + 1), at, earlier)
    event = CertifiedVendorsContacted((), (), state.proposal.notice)
    return _notice(session, case, state, state.seq + 1, event, heading)


def number_of(case: Case, ordinal: int) -> str:
    """What the n-th notice of a case is called."""
    return f"{case.number}-N{ordinal}"


def letter(desk: Desk, notice: Notice, to: Addressee, link: str, kind: LetterKind = NOTICE) -> Draft:
    """The letter to one vendor for all its certificates; it holds no other's name, and no case's."""
    facts = {
        "number": notice.case,
        "recipient": to,
        "event": notice.event,
        "event_name": type(notice.event).__name__,
        "desk": desk.base_url,
        "link": "",
        "obligation_link": link,
        "public": notice.public,
        "files": (),
        "notice": notice.heading,
    }
    return Draft(kind, to, notice.event_seq, render(kind.name, facts))


def certificates_told(session: Session, telling: Telling, vendor_ids: Collection[int]) -> dict[int, list[Certificate]]:
    """The certificates, as they were then, that a notice told each vendor of, also those that it was told of later."""
    first = select(TellingCertificate.certificate_id).where(
        TellingCertificate.telling_id == telling.id, TellingCertificate.vendor_id.in_(vendor_ids)
    )
    later = _told_later(telling, vendor_ids)
    found: dict[int, list[Certificate]] = {vendor_id: [] for vendor_id in vendor_ids}
    query = select(Certificate).where(or_(Certificate.id.in_(first), Certificate.id.in_(later)))
    for certificate in session.scalars(query.order_by(Certificate.number)):
        found[certificate.vendor_id].append(certificate)
    return found


def told_later(session: Session, telling: Telling, vendor_ids: Collection[int]) -> set[int]:
    """Those certificates among them that were recorded after the notice, and told then."""
    return set(session.scalars(_told_later(telling, vendor_ids)))


def _told_later(telling: Telling, vendor_ids: Collection[int]) -> Select[int]:
    return select(NoticeMatch.certificate_id).where(
        NoticeMatch.case_id == telling.case_id, NoticeMatch.event_seq == telling.event_seq,
        NoticeMatch.vendor_id.in_(vendor_ids), NoticeMatch.settlement == Settlement.TOLD.value,
    )  # fmt: skip


def _notice(
    session: Session, case: Case, state: CaseState, seq: int, event: CertifiedVendorsContacted, heading: Heading
) -> Notice:
    return Notice(case.number, seq, event, public_facts(state), heading, named_in(session, case.id, state.report))


def _earlier(session: Session, case_id: int, seq: int) -> tuple[tuple[str, datetime], ...]:
    """The notices of a case before an entry: what this one corrects."""
    rows = session.execute(
        select(Telling.number, Telling.started_at)
        .where(Telling.case_id == case_id, Telling.event_seq < seq)
        .order_by(Telling.event_seq)
    )
    return tuple((row.number, row.started_at) for row in rows)


def corrected_by(session: Session, telling: Telling) -> tuple[str, datetime] | None:
    """The notice that has taken the place of this one, if any, with its moment."""
    later = select(Telling.number, Telling.started_at).where(
        Telling.case_id == telling.case_id, Telling.event_seq > telling.event_seq
    )
    row = session.execute(later.order_by(Telling.event_seq.desc()).limit(1)).first()
    return (row.number, row.started_at) if row else None


def _texts(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
