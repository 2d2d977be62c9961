"""The words of a dispute. No maximum time is given for any of it: a dispute has no clock (P-74)."""

from enum import StrEnum

from workflows.roles import Role


class DisputeStage(StrEnum):
    """Where a dispute stands."""

    REPORTED = "reported"  # the Board decides whether it is admissible (P-72)
    ADMITTED = "admitted"  # handled individually (P-73)
    PROPOSED = "proposed"  # a decision lies before the Board as an exact text
    DECIDED = "decided"  # both parties have the outcome; corrective actions may be open
    ENDED = "ended"


class Ending(StrEnum):
    """How a dispute ended."""

    NOT_ADMISSIBLE = "not_admissible"
    DECIDED = "decided"  # and every corrective action is done
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"  # by the parties themselves


class Side(StrEnum):
    """A party of the dispute."""

    LABORATORY = "laboratory"
    VENDOR = "vendor"

    @property
    def other(self) -> "Side":
        """The other party."""
        return Side.VENDOR if self is Side.LABORATORY else Side.LABORATORY

    @property
    def role(self) -> Role:
        """The role that acts for this side."""
        return Role.TEST_LABORATORY if self is Side.LABORATORY else Role.VENDOR


class Adviser(StrEnum):
    """Whom the Board can ask for advice (P-75)."""

    TWG = "twg"
    CWG = "cwg"
    TECHNICAL_EDITORS = "technical_editors"

    @property
    def role(self) -> Role:
        """Who answers: the group's chair, or a Technical Editor."""
        return _ANSWERS[self]


class Owner(StrEnum):
    """Who carries out a corrective action."""

    LABORATORY = "laboratory"
    VENDOR = "vendor"
    OCA = "oca"

    @property
    def side(self) -> Side | None:
        """The party that the owner is; None for OCA."""
        return None if self is Owner.OCA else Side(self.value)


class ActionStage(StrEnum):
    """Where a corrective action stands."""

    OPEN = "open"
    REPORTED_DONE = "reported_done"
    CONFIRMED = "confirmed"


_ANSWERS = {
    Adviser.TWG: Role.TWG_CHAIR,
    Adviser.CWG: Role.CWG_CHAIR,
    Adviser.TECHNICAL_EDITORS: Role.TECHNICAL_EDITOR,
}
