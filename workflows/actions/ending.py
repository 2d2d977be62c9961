"""The Board's other issues, the conversation, and the ends of a case, as people ask for them."""

from dataclasses import dataclass

from workflows.actions.base import LINE, Action, asked
from workflows.vocabulary import Scope, Subject, Visibility


@dataclass(frozen=True, slots=True)
class DecideOtherIssue(Action):
    """Record the Board's decision on another issue"""

    decision: str = asked("Decision, as laboratory and vendor will read it")
    reason: str = asked("Reason")


@dataclass(frozen=True, slots=True)
class SetBoardDate(Action):
    """Set the Board's own date for its decision"""

    working_days: int = asked("Working days from today")


@dataclass(frozen=True, slots=True)
class AddMessage(Action):
    """Write in the conversation"""

    body: str = asked("Text")
    visibility: Visibility = asked("Who will see it", default=Visibility.OCA)
    file_ids: tuple[int, ...] = asked("Files that go with it", most=50, default=())


@dataclass(frozen=True, slots=True)
class RecordLoggingConsent(Action):
    """Record the vendor's written consent to pass on logging"""

    given_by: str = asked("Who gave it", most=LINE)
    reference: str = asked("Where it is written", most=LINE)


@dataclass(frozen=True, slots=True)
class CloseCase(Action):
    """Close the case with its resolution"""

    resolution: str = asked("The answer in words that name nobody")
    scope: Scope = asked("Scope", default=Scope.GENERAL)
    question: str = asked("The question in words that name nobody", default="")
    subject: Subject | None = asked("What it is about", default=None)
    test_references: tuple[str, ...] = asked("Test references; none: those of the report", most=50, default=())
    octt_version: str = asked("OCTT version; none: that of the report", most=100, default="")
    supersedes: tuple[str, ...] = asked("Numbers of resolutions that it replaces", most=20, default=())


@dataclass(frozen=True, slots=True)
class CloseAsDuplicate(Action):
    """Close as a duplicate"""

    duplicate_of: str = asked("Number of the case that stays", most=32)
    reason: str = asked("What the two have in common")


@dataclass(frozen=True, slots=True)
class Withdraw(Action):
    """Withdraw the issue or question"""

    reason: str = asked("Why it is withdrawn")


@dataclass(frozen=True, slots=True)
class Reopen(Action):
    """Reopen the case"""

    reason: str = asked("What is new")
