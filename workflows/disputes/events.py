"""What has happened in a dispute. Names and fields never change once stored; new fields have a default."""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.disputes.actions import Argument, Corrective
from workflows.disputes.vocabulary import Adviser, Ending, Side
from workflows.events.base import Event


@dataclass(frozen=True, slots=True)
class DisputeReported(Event):
    """A party has reported a conflict with the other (P-71). The statement is the reporter's first."""

    side: Side
    laboratory_id: int
    vendor_id: int
    received_at: datetime
    subject: str
    statement_sha256: str
    tried: str  # what the reporter has tried to find a resolution (ch.11)
    case_number: str = ""
    certificates: tuple[str, ...] = ()
    file_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AdmissibilityDecided(Event):
    """The Board's first decision (P-72)."""

    admissible: bool
    reason: str


@dataclass(frozen=True, slots=True)
class MemberRecused(Event):
    """A Board member does not sit, and why; on the record (P-76)."""

    member_id: int
    link: str
    by_themselves: bool


@dataclass(frozen=True, slots=True)
class HandlersAppointed(Event):
    """Who of the Board handles the dispute."""

    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoundOpened(Event):
    """One or both parties are asked for a statement, with the Board's own date."""

    sides: tuple[Side, ...]
    question: str
    due_on: date


@dataclass(frozen=True, slots=True)
class StatementGiven(Event):
    """A party's statement; its text is a row, its digest stands here. The other party does not see it yet."""

    side: Side
    body_sha256: str
    file_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceAttached(Event):
    """A file of one side, with its digest; the other side sees it with a shared statement that names it."""

    file_id: int
    side: Side
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StatementsShared(Event):
    """From here on both parties see these statements with their evidence."""

    statements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AdviceAsked(Event):
    """The Board asks for advice, on exactly these statements (P-75)."""

    adviser: Adviser
    question: str
    statements: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AdviceGiven(Event):
    """An answer to the Board's question; for the Board alone."""

    advice: int
    body: str


@dataclass(frozen=True, slots=True)
class DateSet(Event):
    """The Board's own date for its decision (P-74)."""

    due_on: date


@dataclass(frozen=True, slots=True)
class DecisionProposed(Event):
    """A decision lies before the Board; `text_sha256` is the digest of all that it approves."""

    outcome: str
    arguments: tuple[Argument, ...]
    correctives: tuple[Corrective, ...]
    text_sha256: str


@dataclass(frozen=True, slots=True)
class DecisionVoted(Event):
    """One approval, where more than one is needed; never told to anybody outside the Board."""

    text_sha256: str


@dataclass(frozen=True, slots=True)
class DecisionRejected(Event):
    """The proposed decision goes back to the handlers."""

    reason: str


@dataclass(frozen=True, slots=True)
class DisputeDecided(Event):
    """The decision, with a reason for each argument, and the notice that the procedure has ended (P-76)."""

    outcome: str
    arguments: tuple[Argument, ...]
    correctives: tuple[Corrective, ...]
    text_sha256: str


@dataclass(frozen=True, slots=True)
class CorrectiveReported(Event):
    """The owner says that a corrective action is done."""

    number: int
    how: str


@dataclass(frozen=True, slots=True)
class CorrectiveConfirmed(Event):
    """The Board confirms it."""

    number: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class SettlementOffered(Event):
    """What one party says that both agree on."""

    side: Side
    terms: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class DisputeEnded(Event):
    """The dispute is over."""

    how: Ending
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeReopened(Event):
    """New facts have come to light."""

    facts: str


@dataclass(frozen=True, slots=True)
class CaseLinked(Event):
    """A link; both keep their history (P-05)."""

    case_number: str


DISPUTE_EVENTS: dict[str, type[Event]] = {
    cls.__name__: cls
    for cls in (
        DisputeReported,
        AdmissibilityDecided,
        MemberRecused,
        HandlersAppointed,
        RoundOpened,
        StatementGiven,
        EvidenceAttached,
        StatementsShared,
        AdviceAsked,
        AdviceGiven,
        DateSet,
        DecisionProposed,
        DecisionVoted,
        DecisionRejected,
        DisputeDecided,
        CorrectiveReported,
        CorrectiveConfirmed,
        SettlementOffered,
        DisputeEnded,
        DisputeReopened,
        CaseLinked,
    )
}
