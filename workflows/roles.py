"""Who takes part in the procedure (procedure.md, "Who takes part")."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role of Appendix D; a person may hold several."""

    TEST_LABORATORY = "test_laboratory"
    VENDOR = "vendor"
    TECHNICAL_EDITOR = "technical_editor"
    TWG_CHAIR = "twg_chair"
    CWG_CHAIR = "cwg_chair"
    TWG_MEMBER = "twg_member"
    CWG_MEMBER = "cwg_member"
    BOARD = "board"
    OCA_OFFICE = "oca_office"
    TOOL_PROVIDER = "tool_provider"

    @property
    def label(self) -> str:
        """The role as Appendix D writes it."""
        return _TITLES[self]


_TITLES = {
    Role.TEST_LABORATORY: "test laboratory",
    Role.VENDOR: "vendor",
    Role.TECHNICAL_EDITOR: "Technical Editor",
    Role.TWG_CHAIR: "TWG chair",
    Role.CWG_CHAIR: "CWG chair",
    Role.TWG_MEMBER: "TWG member",
    Role.CWG_MEMBER: "CWG member",
    Role.BOARD: "OCA Board",
    Role.OCA_OFFICE: "OCA office",
    Role.TOOL_PROVIDER: "OCTT provider",
}


class Group(StrEnum):
    """A working group of OCA that handles issues (D.2.2.2, D.2.2.3)."""

    TWG = "twg"
    CWG = "cwg"

    @property
    def chair(self) -> Role:
        """The only role that acts for this group."""
        return Role.TWG_CHAIR if self is Group.TWG else Role.CWG_CHAIR

    @property
    def member(self) -> Role:
        """The role that reads this group's cases."""
        return Role.TWG_MEMBER if self is Group.TWG else Role.CWG_MEMBER

    @property
    def other(self) -> "Group":
        """The group to which this one refers a case (P-30)."""
        return Group.CWG if self is Group.TWG else Group.TWG

    @property
    def label(self) -> str:
        """The group's abbreviation as written in the procedure."""
        return self.value.upper()


# OCA's own handlers of a case (P-97); members only read and comment.
HANDLERS = frozenset({Role.TECHNICAL_EDITOR, Role.TWG_CHAIR, Role.CWG_CHAIR, Role.BOARD, Role.OCA_OFFICE})
OCA_ROLES = HANDLERS | {Role.TWG_MEMBER, Role.CWG_MEMBER}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, with what the rules need to know of them.

    `person_id` is None for the service itself (reminders, passed due dates).
    """

    person_id: int | None
    name: str
    roles: frozenset[Role]
    laboratory_id: int | None = None
    vendor_id: int | None = None

    def holds(self, *roles: Role) -> bool:
        """True if the person holds any of the roles."""
        return not self.roles.isdisjoint(roles)


SERVICE = Actor(None, "Issue tracker", frozenset())
