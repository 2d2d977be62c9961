"""An event that is told, with what comes before and after it."""

from dataclasses import dataclass, field

from tests.notifications.invented import File, Offered, Public
from workflows import events as ev


@dataclass(frozen=True)
class Occasion:
    """An action's events: the one that is told comes after `before` and is followed by `after`."""

    name: str
    before: tuple[ev.Event, ...]
    event: ev.Event
    after: tuple[ev.Event, ...] = ()
    actor: str = "Jürgen Österreich"
    body: str = ""
    files: tuple[File, ...] = ()
    public: Public = field(default_factory=Public)
    earlier: tuple[Offered, ...] = ()
