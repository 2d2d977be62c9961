"""The procedure as versioned data (P-98): a case keeps the version under which it was filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows.errors import InvalidValue


class ClockKind(StrEnum):
    """The three maximum times of Appendix D."""

    ANALYSIS = "analysis"
    WORKING_GROUP = "working_group"
    SEVERITY = "severity"

    @property
    def source(self) -> str:
        """The paragraph that sets the maximum time."""
        return {"analysis": "D.2.2.1", "working_group": "D.2.2.2, D.2.2.3", "severity": "D.2.2.4"}[self.value]


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version: maximum times in working days, and how many of the Board approve a severity (P-41) or a
    dispute's decision (P-76), besides who proposed it.

    `notice_reminders` are the working days after which a vendor that has not acknowledged its notice is reminded; ours.
    """

    version: str
    dated: str
    limits: Mapping[ClockKind, int]
    severity_approvals: int = 1
    dispute_approvals: int = 1
    notice_reminders: tuple[int, ...] = (5, 10)


CURRENT = "2.1.0"

PROCEDURES: dict[str, Procedure] = {
    CURRENT: Procedure(
        version=CURRENT,
        dated="2024-06-27",
        limits={ClockKind.ANALYSIS: 5, ClockKind.WORKING_GROUP: 30, ClockKind.SEVERITY: 3},
    ),
}


def procedure(version: str) -> Procedure:
    """The version under which a case was filed."""
    try:
        return PROCEDURES[version]
    except KeyError:
        raise InvalidValue(f"Procedure {version} is not known; known are {', '.join(PROCEDURES)}.") from None
