"""What happened in a dispute, event by event, in words; and the words that an event carries."""

from issuetracker.sentences.wording import day, words
from workflows.disputes import events as ev
from workflows.disputes.vocabulary import Adviser
from workflows.events.base import Event

ADVISERS = {Adviser.TWG: "the TWG", Adviser.CWG: "the CWG", Adviser.TECHNICAL_EDITORS: "the Technical Editors"}


# Those in which nothing of the event is said.
_PLAINLY: dict[type[Event], str] = {
    ev.DisputeReported: "reported the dispute",
    ev.HandlersAppointed: "named who handles the dispute",
    ev.StatementGiven: "gave a statement",
    ev.StatementsShared: "shared statements with both parties",
    ev.AdviceGiven: "gave advice",
    ev.DecisionProposed: "proposed a decision",
    ev.DecisionVoted: "approved the decision as one of the Board",
    ev.DecisionRejected: "sent the proposed decision back",
    ev.DisputeDecided: "decided the dispute",
    ev.SettlementOffered: "offered to settle",
    ev.DisputeReopened: "reopened the dispute on new facts",
}


def dispute_sentence(event: Event) -> str:
    """One event as a sentence without its subject: “decided that the dispute is admissible”."""
    match event:
        case ev.AdmissibilityDecided(admissible=admissible):
            return f"decided that the dispute is {'' if admissible else 'not '}admissible"
        case ev.MemberRecused(by_themselves=own):
            return "declared a link to a party and sits no more" if own else "recused a member of the Board"
        case ev.RoundOpened(sides=sides, due_on=due_on):
            return f"asked the {' and the '.join(sides)} for a statement by {day(due_on)}"
        case ev.EvidenceAttached(name=name):
            return f"attached {name}"
        case ev.AdviceAsked(adviser=adviser):
            return f"asked {ADVISERS[adviser]} for advice"
        case ev.DateSet(due_on=due_on):
            return f"set {day(due_on)} as the Board’s own date"
        case ev.CorrectiveReported(number=number):
            return f"reported corrective action {number} as done"
        case ev.CorrectiveConfirmed(number=number):
            return f"confirmed that corrective action {number} is done"
        case ev.DisputeEnded(how=how):
            return f"ended the dispute: {words(how)}"
        case ev.CaseLinked(case_number=number):
            return f"linked {number}"
        case _:
            return _PLAINLY.get(type(event)) or words(type(event).__name__)


def words_of(event: Event) -> str:
    """The words that were written with an event, where they stand nowhere else on the page."""
    match event:
        case ev.AdmissibilityDecided(reason=text) | ev.DecisionRejected(reason=text) | ev.DisputeEnded(reason=text):
            return text
        case ev.MemberRecused(link=text) | ev.DisputeReopened(facts=text) | ev.SettlementOffered(terms=text):
            return text
        case ev.CorrectiveReported(how=text) | ev.CorrectiveConfirmed(note=text):
            return text
        case _:
            return ""
