"""What each event does to a case's state: one small function per event; events without one change no stage."""

from workflows import events as ev
from workflows.effects import course, handling, maintenance, severity, telling
from workflows.effects.base import Effect

EFFECTS: dict[type[ev.Event], Effect] = {
    **course.EFFECTS,
    **handling.EFFECTS,
    **severity.EFFECTS,
    **maintenance.EFFECTS,
    **telling.EFFECTS,
}
