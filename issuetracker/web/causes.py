"""What an action would cause, in words, before it is done: stages, clocks, and who is told at which address."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from issuetracker.queries.concerned import Count, Reach
from issuetracker.sentences.wording import day, words
from issuetracker.services.casework import Dossier
from issuetracker.services.foretelling import Foretold, foretell
from issuetracker.services.notices import condition_of
from workflows.case_state import Entry
from workflows.clocks import Clock, ClockState
from workflows.events import SeverityApproved, SeverityProposed, SeverityVoted
from workflows.stages import Track
from workflows.standing import WORDS
from workflows.vocabulary import Level
from workflows.working_days import WorkingCalendar

_TRACKS = {
    Track.ANALYSIS: "Analysis",
    Track.TWG: "TWG",
    Track.CWG: "CWG",
    Track.SEVERITY: "Severity",
    Track.CERTIFICATION: "Certification",
    Track.MAINTENANCE: "OCTT maintenance",
    Track.DISTRIBUTION: "All laboratories",
    Track.BOARD_MATTER: "Board",
    Track.CASE: "Case",
}


@dataclass(frozen=True, slots=True)
class Causes:
    """Lines of “What this will cause”."""

    stages: tuple[str, ...]
    clocks: tuple[str, ...]
    told: tuple[Foretold, ...]
    reach: Count | None = None

    @property
    def outside(self) -> int:
        """To how many outside OCA a letter goes."""
        return len({item.address or item.party for item in self.told if item.outside})


def causes(
    session: Session, before: Dossier, new: Sequence[Entry], after: Dossier, calendar: WorkingCalendar
) -> Causes:
    """What the new entries change and whom they tell."""
    stages = tuple(
        f"{_TRACKS[track]}: {_stage(track, after.state.stage(track))}"
        for track in Track
        if before.state.stage(track) != after.state.stage(track)
    )
    known = {clock.key: clock for clock in before.clocks}
    clocks = tuple(_clock(clock, calendar) for clock in after.clocks if known.get(clock.key) != clock)
    return Causes(stages, clocks, tuple(foretell(session, before, new, after)), _reach(session, new, after))


def _reach(session: Session, new: Sequence[Entry], after: Dossier) -> Count | None:
    """How many would have to be told where a high severity is proposed or approved (P-50)."""
    levels = [e.event.level for e in new if isinstance(e.event, SeverityProposed | SeverityApproved | SeverityVoted)]
    return Reach(session, condition_of(after.state)).count() if Level.HIGH in levels else None


def _stage(track: Track, stage: str) -> str:
    return WORDS.get(track, {}).get(stage, words(stage)).removeprefix(f"{_TRACKS[track]}: ")


def _clock(clock: Clock, calendar: WorkingCalendar) -> str:
    name = clock.group.label if clock.group else words(clock.kind)
    due = day(calendar.local_date(clock.due_at))
    if clock.state is ClockState.RUNNING:
        indicative = ", indicative" if clock.indicative else ""
        return f"Clock {name}: {clock.working_days} working days, until {due}{indicative}"
    return f"Clock {name} {'stops' if clock.state is ClockState.STOPPED else 'ends'}"
