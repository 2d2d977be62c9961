"""What people ask of a dispute: each docstring is a title, each label what a person reads at a field."""

from dataclasses import dataclass
from datetime import date

from workflows.actions.base import LINE, Action, asked
from workflows.disputes.vocabulary import Adviser, Owner, Side


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a party, and why the Board follows it or not (P-76)."""

    argument: str = asked("Argument")
    reason: str = asked("The Board's reason")


@dataclass(frozen=True, slots=True)
class Corrective:
    """A corrective action that the decision asks for, with its owner and date (P-73)."""

    what: str = asked("What is to be done")
    owner: Owner = asked("Who does it")
    due_on: date = asked("By")


@dataclass(frozen=True, slots=True)
class DecideAdmissibility(Action):
    """Decide whether the dispute is admissible"""

    admissible: bool = asked("It is related to the OCPP specification or the certification program")
    reason: str = asked("Reason, as both parties will read it")


@dataclass(frozen=True, slots=True)
class DeclareLink(Action):
    """Declare a link of one's own to a party and step aside"""

    link: str = asked("What links you to a party")


@dataclass(frozen=True, slots=True)
class RecuseMember(Action):
    """Recuse another Board member who is linked to a party"""

    member_id: int = asked("Board member")
    link: str = asked("What links this member to a party")


@dataclass(frozen=True, slots=True)
class AppointHandlers(Action):
    """Name who handles the dispute"""

    member_ids: tuple[int, ...] = asked("Board members", most=20)


@dataclass(frozen=True, slots=True)
class OpenRound(Action):
    """Ask one or both parties for a statement"""

    sides: tuple[Side, ...] = asked("Who is asked", most=2)
    question: str = asked("What the Board asks")
    working_days: int = asked("Working days to answer")


@dataclass(frozen=True, slots=True)
class GiveStatement(Action):
    """Give a statement, with evidence"""

    body: str = asked("Statement")
    file_ids: tuple[int, ...] = asked("Evidence", most=50, default=())


@dataclass(frozen=True, slots=True)
class ShareStatements(Action):
    """Share statements with both parties: from then on both see the same"""

    statements: tuple[int, ...] = asked("Statements", most=200)


@dataclass(frozen=True, slots=True)
class AskAdvice(Action):
    """Ask a working group or the Technical Editors for advice"""

    adviser: Adviser = asked("Who is asked")
    question: str = asked("What the Board asks")
    statements: tuple[int, ...] = asked("Statements that they read", most=200, default=())


@dataclass(frozen=True, slots=True)
class GiveAdvice(Action):
    """Answer the Board's question"""

    advice: int = asked("Which question")
    body: str = asked("Advice")


@dataclass(frozen=True, slots=True)
class SetDate(Action):
    """Set the Board's own date for its decision"""

    working_days: int = asked("Working days from today")


@dataclass(frozen=True, slots=True)
class ProposeDecision(Action):
    """Propose the decision as an exact text"""

    outcome: str = asked("Outcome, as both parties will read it; no person's position")
    arguments: tuple[Argument, ...] = asked("Each argument, and the reason on it", most=50)
    correctives: tuple[Corrective, ...] = asked("Corrective actions", most=20, default=())


@dataclass(frozen=True, slots=True)
class ApproveDecision(Action):
    """Approve the decision"""

    text_sha256: str = asked("Digest of the exact text that you read", most=64)


@dataclass(frozen=True, slots=True)
class RejectDecision(Action):
    """Send the proposed decision back"""

    reason: str = asked("Why")


@dataclass(frozen=True, slots=True)
class ReportCorrective(Action):
    """Say that a corrective action is done"""

    number: int = asked("Corrective action")
    how: str = asked("What was done")


@dataclass(frozen=True, slots=True)
class ConfirmCorrective(Action):
    """Confirm that a corrective action is done"""

    number: int = asked("Corrective action")
    note: str = asked("Note, as both parties will read it", default="")


@dataclass(frozen=True, slots=True)
class OfferSettlement(Action):
    """Tell the Board on what the parties would settle"""

    terms: str = asked("What the parties agree on")


@dataclass(frozen=True, slots=True)
class AgreeToSettlement(Action):
    """Agree to what the other party has offered"""

    text_sha256: str = asked("Digest of the exact text that you read", most=64)


@dataclass(frozen=True, slots=True)
class WithdrawDispute(Action):
    """Withdraw the dispute"""

    reason: str = asked("Why, as both parties will read it")


@dataclass(frozen=True, slots=True)
class ReopenDispute(Action):
    """Reopen the dispute on new facts"""

    facts: str = asked("The new facts, as both parties will read them")


@dataclass(frozen=True, slots=True)
class LinkCase(Action):
    """Link an issue that this dispute is about, or that came out of it"""

    case_number: str = asked("Number of the case", most=LINE)


@dataclass(frozen=True, slots=True)
class ReportDispute(Action):
    """Report a dispute: a conflict between a test laboratory and a vendor"""

    other_party: str = asked("The other party, by the name that OCA knows", most=LINE)
    subject: str = asked("Subject, as both parties and the Board read it", most=LINE)
    statement: str = asked("Your statement, for the Board alone until it shares it")
    tried: str = asked("What you have done to find a resolution yourselves")
    case_number: str = asked("Number of the issue that it is about", most=LINE, default="")
    certificates: tuple[str, ...] = asked("Certificates concerned", most=20, default=())
    reporter: str = asked("The party for which the office writes it down", most=LINE, default="")
