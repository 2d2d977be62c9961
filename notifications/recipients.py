"""Who is told: audiences as the procedure names them, and the people behind them as the app knows them."""

from dataclasses import dataclass
from enum import StrEnum

from workflows.roles import Role


class Audience(StrEnum):
    """A circle of recipients. Everything said to one of `ANONYMOUS` names no party (P-51)."""

    LABORATORY = "laboratory"
    VENDOR = "vendor"
    TECHNICAL_EDITORS = "technical_editors"
    CHAIR = "chair"  # of the group that the event names
    CHAIRS_HANDLING = "chairs_handling"  # of each group that has the case
    TWG_CHAIR = "twg_chair"
    CWG_CHAIR = "cwg_chair"
    BOARD = "board"
    OFFICE = "office"
    ASSIGNEE = "assignee"  # to whom the event gives the case
    HOLDER = "holder"  # of the step that a clock measures
    TOOL_PROVIDER = "tool_provider"
    ALL_LABORATORIES = "all_laboratories"
    SCRIPT_LABORATORIES = "script_laboratories"
    CERTIFIED_VENDORS = "certified_vendors"
    REPORTER = "reporter"  # the party that reported a dispute
    OTHER_PARTY = "other_party"  # of a dispute: not the one whose act the event is
    PARTIES_ASKED = "parties_asked"
    BOARD_SITTING = "board_sitting"  # who is not recused from the dispute, without whoever has just acted
    RECUSED_MEMBER = "recused_member"
    HANDLERS = "handlers"
    ADVISERS = "advisers"  # of the role that the Board asks
    PERSON = "person"  # one person, about their account or their own link


ANONYMOUS = frozenset(
    {Audience.TOOL_PROVIDER, Audience.ALL_LABORATORIES, Audience.SCRIPT_LABORATORIES, Audience.CERTIFIED_VENDORS}
)

ROLE_OF = {
    Audience.TECHNICAL_EDITORS: Role.TECHNICAL_EDITOR,
    Audience.TWG_CHAIR: Role.TWG_CHAIR,
    Audience.CWG_CHAIR: Role.CWG_CHAIR,
    Audience.BOARD: Role.BOARD,
    Audience.OFFICE: Role.OCA_OFFICE,
    Audience.TOOL_PROVIDER: Role.TOOL_PROVIDER,
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """One party to be told. An empty address is an obligation that shows, never one that is skipped (P-58)."""

    party: str
    name: str
    address: str
    person_id: int | None = None
    laboratory_id: int | None = None
    vendor_id: int | None = None
    certificates: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What makes this addressee one and the same: the address, or the party where there is none."""
        return self.address.lower() or f"party:{self.party}"
