"""Figure 4 of Appendix D as we read it: its steps, and where each stands in the picture.

Nothing is placed by eye. A step's column is the order of its digit among 1, 2, 3, 5, 6; its row is its letter, and
without a letter the middle one. The exceptions come from "in parallel" (D.2.2.4): what digit 4 starts lies below the
handling, 4a with its consequence 6a (high), 4b with 6b (low); 4a stands under column 3 and 4b under column 5, who
decides it. 6c, which waits for everything above it, takes the middle row. Lines run only in the gutters between
columns and in two lanes: above the groups (2 to 5a) and below row c (3 to 6c).
"""

from dataclasses import dataclass

from workflows import actions as act
from workflows.actions import Action
from workflows.procedure import ARROWS
from workflows.roles import Role
from workflows.versions import ClockKind

WIDTH, HEIGHT = 1104, 647
BOX_WIDTH, BOX_HEIGHT = 176, 76
GUTTER = 44
LEFT, TOP = 24, 92
ROW_PITCH = BOX_HEIGHT + 24
MARGIN = 14  # of a group around its boxes
_DIGITS = "12356"
_PLACED = {"4a": (2, 3.55), "6a": (4, 3.55), "4b": (3, 4.55), "6b": (4, 4.55), "6c": (4, 1.0)}
_ROLES = list(Role)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number, its words as two lines, and the actions that do it.

    `raised_by` and `stated_in` are given only where no row of the tables does the step (1a, 1b, 1c, 6b).
    """

    number: str
    lines: tuple[str, ...]
    by: tuple[type[Action], ...] = ()
    clock: ClockKind | None = None
    raised_by: tuple[Role, ...] = ()
    stated_in: str = ""

    @property
    def title(self) -> str:
        """The step in words."""
        return " ".join(self.lines)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who does it: the roles of its rows in the tables, in the order of its actions."""
        found = [
            role
            for action in self.by
            for arrow in ARROWS
            if arrow.action is action and arrow.step == self.number
            for role in sorted(arrow.roles, key=_ROLES.index)
        ]
        return tuple(dict.fromkeys(found)) or self.raised_by

    @property
    def sources(self) -> tuple[str, ...]:
        """The paragraphs that the step's rows cite."""
        found = {arrow.source for arrow in ARROWS if arrow.action in self.by and arrow.step == self.number}
        return tuple(sorted(found)) or (self.stated_in,)

    @property
    def corner(self) -> tuple[int, int]:
        """The x and y of the box's upper left corner."""
        digit, letter = self.number[0], self.number[1:]
        column, row = _PLACED.get(self.number) or (_DIGITS.index(digit), "abc".index(letter or "b"))
        return LEFT + column * (BOX_WIDTH + GUTTER), round(TOP + row * ROW_PITCH)


_GROUP, _SEVERITY = ClockKind.WORKING_GROUP, ClockKind.SEVERITY

# In the order in which people read them, which is also the order of the drawing.
STEPS: dict[str, Step] = {
    step.number: step
    for step in (
        Step("1a", ("Raised during", "certification"), raised_by=(Role.TEST_LABORATORY,), stated_in="D.2.1, D.2.2"),
        Step("1b", ("Raised by the TWG",), raised_by=(Role.TWG_CHAIR,), stated_in="D.2.1"),
        Step(
            "1c",
            ("Raised by OCA", "outside the TWG"),
            raised_by=(Role.OCA_OFFICE, Role.TECHNICAL_EDITOR),
            stated_in="D.2.1",
        ),
        Step("2", ("Analysis: what, why,", "which outcome"), (act.RecordAnalysis,), ClockKind.ANALYSIS),
        Step("3a", ("TWG discusses", "and decides"), (act.DecideInGroup,), _GROUP),
        Step("3b", ("Erratum to the", "specification"), (act.RecordErratum,), _GROUP),
        Step("3c", ("CWG is contacted",), (act.ContactCwg,), _GROUP),
        Step("5a", ("CWG discusses", "and decides"), (act.DecideInGroup,), _GROUP),
        Step(
            "5b", ("Documents, test cases,", "OCTT, laboratories told"), (act.CompleteStep, act.ReportOcttFix), _GROUP
        ),
        Step(
            "4a",
            ("Severity: proposed,", "approved by the Board"),
            (act.ApproveSeverity, act.ProposeSeverity),
            _SEVERITY,
        ),
        Step("4b", ("Is the vendor", "certified?"), (act.DecideCertification,)),
        Step("6a", ("High: certified vendors", "are contacted"), (act.ContactCertifiedVendors,), _SEVERITY),
        Step("6b", ("Low: nobody is", "contacted"), stated_in="D.2.2.4"),
        Step("6c", ("Changes go to all", "laboratories"), (act.DistributeUpdate,)),
    )
}

# What rows of the tables name as their step although the picture has no box for it.
OUTSIDE_THE_FIGURE = {
    "": "at any time",
    "board": "other issues, by the Board",
    "close": "closing",
}


def edges(number: str) -> tuple[int, int, int, int, int, int]:
    """Left, middle and right x, then top, middle and bottom y of a step's box."""
    x, y = STEPS[number].corner
    return x, x + BOX_WIDTH // 2, x + BOX_WIDTH, y, y + BOX_HEIGHT // 2, y + BOX_HEIGHT


def group_frame(number: str) -> tuple[int, int, int, int]:
    """The x, y, width and height of the group whose column holds a step of the upper rows."""
    x = edges(number)[0] - MARGIN
    return x, TOP - 50, BOX_WIDTH + 2 * MARGIN, 2 * ROW_PITCH + BOX_HEIGHT + MARGIN + 50


def parallel_frame() -> tuple[int, int, int, int]:
    """The x, y, width and height of the group of what runs in parallel."""
    x, y = edges("4a")[0] - MARGIN, edges("4a")[3] - 50
    return x, y, edges("6b")[2] + MARGIN - x, edges("6b")[5] + MARGIN - y


def lines() -> tuple[tuple[str, bool], ...]:
    """The path of each line, and whether it ends in an arrow head."""
    gutter = {number: edges(number)[2] + GUTTER // 2 for number in ("1a", "2", "3a", "5b")}
    lane_above, lane_below = 26, edges("3c")[5] + MARGIN + 13

    def side(number: str) -> tuple[int, int, int]:
        left, _, right, _, middle, _ = edges(number)
        return left - 2, middle, right

    def down(upper: str, lower: str) -> tuple[str, bool]:
        return f"M{edges(upper)[1]} {edges(upper)[5]}V{edges(lower)[3] - 2}", True

    two, three, five = side("2"), side("3a"), side("5a")
    severity, certified, high, low = side("4a"), side("4b"), side("6a"), side("6b")
    before_six = gutter["5b"]
    return (
        *((f"M{side(raised)[2]} {side(raised)[1]}H{gutter['1a']}V{two[1]}", False) for raised in ("1a", "1c")),
        (f"M{side('1b')[2]} {two[1]}H{two[0]}", True),
        (f"M{two[2]} {two[1]}H{gutter['2']}V{three[1]}H{three[0]}", True),
        (f"M{gutter['2']} {three[1]}V{lane_above}H{gutter['3a']}V{five[1]}H{five[0]}", True),
        (f"M{gutter['2']} {two[1]}V{severity[1]}H{severity[0]}", True),
        (f"M{gutter['2']} {severity[1]}V{certified[1]}H{certified[0]}", True),
        *(down(upper, lower) for upper, lower in (("3a", "3b"), ("3b", "3c"), ("5a", "5b"))),
        (f"M{side('3c')[2]} {side('3c')[1]}H{gutter['3a']}V{five[1]}", False),
        (f"M{side('5b')[2]} {side('5b')[1]}H{side('6c')[0]}", True),
        (
            f"M{edges('3c')[1]} {edges('3c')[5] + MARGIN}V{lane_below}H{edges('6c')[1]}V{edges('6c')[5] + 2}",
            True,
        ),
        (f"M{severity[2]} {severity[1]}H{high[0]}", True),
        (f"M{before_six} {severity[1]}V{low[1]}H{low[0]}", True),
    )
