"""A notice's vendors by what became of its letters, as the parts of one bar; the counts beside it say the same."""

from dataclasses import dataclass

from issuetracker.queries.notices import UNMET, Progress
from notifications.outbox import ObligationState

WIDTH = 1000
# What the filter calls it, its words, and the states behind it.
KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("acknowledged", "acknowledged", (ObligationState.ACKNOWLEDGED.value,)),
    ("accepted", "accepted, not acknowledged", (ObligationState.ACCEPTED.value,)),
    ("owed", "on their way", (ObligationState.OWED.value,)),
    ("needs_a_person", "need a person", UNMET),
)
STATES = {name: states for name, _, states in KINDS} | {state: (state,) for state in UNMET}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the bar."""

    name: str
    words: str
    count: int
    x: float
    width: float


def shares(found: Progress) -> tuple[Share, ...]:
    """The parts in their order; what is still unwritten is the rest of the bar."""
    made: list[Share] = []
    x = 0.0
    for name, words, states in KINDS:
        count = found.count(*states)
        width = WIDTH * count / found.total if found.total else 0.0
        made.append(Share(name, words, count, round(x, 1), round(width, 1)))
        x += width
    return tuple(made)
