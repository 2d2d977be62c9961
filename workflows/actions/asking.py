"""Questions (ch.7.3, ch.9, ch.11), as people act on them."""

from dataclasses import dataclass

from workflows.actions.base import Action, asked
from workflows.roles import Group


@dataclass(frozen=True, slots=True)
class AnswerQuestion(Action):
    """Answer the question"""

    group: Group = asked("Working group")
    answer: str = asked("The group's answer, as whoever asked will read it")


@dataclass(frozen=True, slots=True)
class ReferQuestion(Action):
    """Refer the question to the other working group"""

    group: Group = asked("Working group")
    reason: str = asked("Why it is the other group's, as whoever asked will read it")


@dataclass(frozen=True, slots=True)
class TakeAsIssue(Action):
    """Take the question as an issue"""

    reason: str = asked("What of it is an issue, as whoever asked will read it")
