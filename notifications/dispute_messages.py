"""Which event of a dispute tells whom, by which letter (D.3); `NOBODY` lists those that tell nobody, and why.

No letter to a party has a name of the Board's, a person's position or the other side's unshared words; an adviser's
has the question and the number alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.recipients import Audience
from workflows.disputes import events as ev
from workflows.disputes.state import DisputeState
from workflows.disputes.vocabulary import Ending
from workflows.events.base import Event

A = Audience
When = Callable[[DisputeState, Event], bool]  # the state before the event, and the event
PARTIES = frozenset({A.LABORATORY, A.VENDOR, A.REPORTER, A.OTHER_PARTY, A.PARTIES_ASKED})


@dataclass(frozen=True, slots=True)
class DisputeLetter:
    """A letter about a dispute, and who gets it. None of them is to be acknowledged."""

    name: str
    audience: Audience
    when: When | None = None
    to_acknowledge: bool = False

    @property
    def template(self) -> str:
        """The template's name."""
        return f"disputes/{self.name.removeprefix('dispute_')}"


def _to(name: str, *audiences: Audience, when: When | None = None) -> tuple[DisputeLetter, ...]:
    return tuple(DisputeLetter(name, audience, when) for audience in audiences)


def _admissible(_: DisputeState, event: Event) -> bool:
    """What is not admissible is told by the end that follows."""
    return isinstance(event, ev.AdmissibilityDecided) and event.admissible


def _by_another(_: DisputeState, event: Event) -> bool:
    return isinstance(event, ev.MemberRecused) and not event.by_themselves


def _not_with_the_decision(before: DisputeState, event: Event) -> bool:
    """A decision that leaves nothing to do is its own notice of the end (P-76)."""
    return not (isinstance(event, ev.DisputeEnded) and event.how is Ending.DECIDED and not before.correctives)


def _by_the_parties(_: DisputeState, event: Event) -> bool:
    return isinstance(event, ev.DisputeEnded) and event.how in (Ending.WITHDRAWN, Ending.SETTLED)


DISPUTE_LETTERS: dict[type[Event], tuple[DisputeLetter, ...]] = {
    ev.DisputeReported: (
        *_to("dispute_acknowledged", A.REPORTER),
        *_to("dispute_reported", A.OTHER_PARTY),
        *_to("dispute_task", A.BOARD_SITTING),
    ),
    ev.AdmissibilityDecided: _to("dispute_admitted", A.LABORATORY, A.VENDOR, when=_admissible),
    ev.MemberRecused: (*_to("dispute_recused", A.RECUSED_MEMBER, when=_by_another), *_to("dispute_sitting", A.OFFICE)),
    ev.HandlersAppointed: _to("dispute_handling", A.HANDLERS),
    ev.RoundOpened: _to("dispute_question", A.PARTIES_ASKED),
    ev.StatementGiven: _to("dispute_statement", A.BOARD_SITTING),
    ev.StatementsShared: _to("dispute_shared", A.LABORATORY, A.VENDOR),
    ev.AdviceAsked: _to("dispute_advice_asked", A.ADVISERS),
    ev.AdviceGiven: _to("dispute_advice_given", A.BOARD_SITTING),
    ev.DateSet: _to("dispute_date", A.LABORATORY, A.VENDOR),
    ev.DecisionProposed: _to("dispute_proposed", A.BOARD_SITTING),
    ev.DecisionRejected: _to("dispute_sent_back", A.BOARD_SITTING),
    ev.DisputeDecided: _to("dispute_decided", A.LABORATORY, A.VENDOR),
    ev.CorrectiveReported: _to("dispute_corrective_reported", A.BOARD_SITTING),
    ev.CorrectiveConfirmed: _to("dispute_corrective_confirmed", A.LABORATORY, A.VENDOR),
    ev.SettlementOffered: _to("dispute_offer", A.OTHER_PARTY) + _to("dispute_offer_made", A.BOARD_SITTING),
    ev.DisputeEnded: (
        *_to("dispute_ended", A.LABORATORY, A.VENDOR, when=_not_with_the_decision),
        *_to("dispute_ended_by_parties", A.BOARD_SITTING, when=_by_the_parties),
    ),
    ev.DisputeReopened: _to("dispute_reopened", A.LABORATORY, A.VENDOR) + _to("dispute_task", A.BOARD_SITTING),
}

NOBODY: dict[type[Event], str] = {
    ev.EvidenceAttached: "the statement that names it is what is told",
    ev.DecisionVoted: "no person's position is told; the decision is, when enough of the Board agree",
    ev.CaseLinked: "both point at each other on their pages; nobody has to do anything",
}

# Before the Board's own dates, and those of corrective actions: one working day.
REMINDERS = {
    A.PARTIES_ASKED: DisputeLetter("dispute_reminder_question", A.PARTIES_ASKED),
    A.BOARD_SITTING: DisputeLetter("dispute_reminder_date", A.BOARD_SITTING),
    A.LABORATORY: DisputeLetter("dispute_reminder_corrective", A.LABORATORY),
    A.VENDOR: DisputeLetter("dispute_reminder_corrective", A.VENDOR),
    A.OFFICE: DisputeLetter("dispute_reminder_corrective", A.OFFICE),
}
