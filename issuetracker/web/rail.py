"""A case in the procedure as a rail: the trunk (1, 2) and a lane for each parallel track, drawn from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from issuetracker.sentences.wording import day, words
from issuetracker.services.casework import Dossier
from issuetracker.web.showing import Chip, clock_chip
from workflows import events as ev
from workflows.clocks import Clock
from workflows.figure_layout import STEPS
from workflows.figure_states import StepState, step_states
from workflows.questions import timed
from workflows.roles import Group
from workflows.versions import ClockKind
from workflows.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class RailStep:
    """One step with where the case stands with it; `more` says when, or by whom."""

    number: str
    title: str
    state: str
    more: str
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """One parallel track: its steps and its clock, if it has one."""

    title: str
    who: str
    steps: tuple[RailStep, ...]
    chip: Chip | None
    note: str


@dataclass(frozen=True, slots=True)
class Rail:
    """The whole rail."""

    trunk: tuple[RailStep, ...]
    trunk_chip: Chip | None
    lanes: tuple[Lane, ...]


_LANES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("TWG", "TWG chair", ("3a", "3b", "3c")),
    ("CWG", "CWG chair", ("5a", "5b")),
    ("Severity", "chair, Board, desk", ("4a", "6a", "6b")),
    ("Certification", "CWG chair", ("4b",)),
    ("All laboratories", "certification desk", ("6c",)),
)
_SAID = {StepState.NOW: "Now", StepState.OPEN: "To come", StepState.NONE: "Not in this case"}


def rail(dossier: Dossier, clocks: Sequence[Clock], calendar: WorkingCalendar, at: datetime) -> Rail:
    """The rail of a case at a moment."""
    states = step_states(dossier.state)
    dates = _done_on(dossier, calendar)
    if dossier.state.subject is not None:
        return _of_question(dossier, clocks, calendar, at)
    trunk = tuple(_step(number, states, dates) for number in (dossier.state.origin.value, "2"))
    latest = {_lane_of(clock): clock for clock in clocks}
    lanes = []
    for title, who, numbers in _LANES:
        if all(states[number] is StepState.NONE for number in numbers):
            continue
        clock = latest.get(title)
        chip = clock_chip(clock, calendar, at) if clock else None
        steps = tuple(_step(number, states, dates) for number in numbers)
        lanes.append(Lane(title, who, steps, chip, _note(clock, chip, title)))
    analysis = latest.get("Analysis")
    return Rail(trunk, clock_chip(analysis, calendar, at) if analysis else None, tuple(lanes))


def _of_question(dossier: Dossier, clocks: Sequence[Clock], calendar: WorkingCalendar, at: datetime) -> Rail:
    """A question has one step in each group that it has come to: the answer."""
    states, dates = step_states(dossier.state), _done_on(dossier, calendar)
    assert dossier.state.subject is not None, "a question has a subject"
    asked = RailStep("?", f"A question about {dossier.state.subject.label}", StepState.DONE.value, "asked")
    latest, lanes = {_lane_of(clock): clock for clock in clocks}, []
    for group, number in ((Group.TWG, "3a"), (Group.CWG, "5a")):
        if states[number] is not StepState.NONE:
            clock = latest.get(group.label)
            chip = clock_chip(clock, calendar, at) if clock else None
            step = replace(_step(number, states, dates), title=f"{group.label} answers")
            note = _note(clock, chip, group.label) if timed(dossier.state) else "No maximum time"
            lanes.append(Lane(group.label, f"{group.label} chair", (step,), chip, note))
    return Rail((asked,), None, tuple(lanes))


def _lane_of(clock: Clock) -> str:
    if clock.group is not None:
        return clock.group.label
    return "Severity" if clock.kind is ClockKind.SEVERITY else "Analysis"


def _note(clock: Clock | None, chip: Chip | None, title: str) -> str:
    if clock is None or chip is None:
        return "No maximum time" if title in ("Certification", "All laboratories") else "Not started"
    if chip.look in ("done", "stopped"):
        return f"of {clock.working_days} working days"
    return f"of {clock.working_days}, until {day(chip.due, short=True)}"


def _step(number: str, states: dict[str, StepState], dates: dict[str, tuple[date, str]]) -> RailStep:
    state = states[number]
    more = _SAID.get(state, "done")
    if state is StepState.DONE and number in dates:
        on, said = dates[number]
        more = f"{said} {day(on, short=True)}".strip()
    return RailStep(number, STEPS[number].title, state.value, more, number == "6b")


def _done_on(dossier: Dossier, calendar: WorkingCalendar) -> dict[str, tuple[date, str]]:
    """When each step was last done, and with what."""
    found: dict[str, tuple[date, str]] = {}
    for entry in dossier.entries:
        number, said = _done_by(entry.event)
        if number:
            found[number] = (calendar.local_date(entry.at), said)
    return found


def _done_by(event: ev.Event) -> tuple[str, str]:
    match event:
        case ev.IssueRaised(origin=origin):
            return origin.value, ""
        case ev.AnalysisRecorded(outcome=outcome) | ev.AnalysisRevised(outcome=outcome):
            return "2", f"{words(outcome)},"
        case ev.GroupDecided(group=group, decision=decision):
            return ("3a" if group is Group.TWG else "5a"), f"{words(decision)}"
        case ev.QuestionAnswered(group=group):
            return ("3a" if group is Group.TWG else "5a"), "answered"
        case ev.ErratumWritten(kind=kind):
            return "3b", words(kind)
        case ev.CwgContacted():
            return "3c", ""
        case ev.StepCompleted() | ev.StepNotNecessary() | ev.LaboratoriesInformed():
            return "5b", ""
        case ev.SeverityApproved(level=level):
            return "4a", f"{level.value}"
        case ev.CertifiedVendorsContacted(certificates=certificates):
            return "6a", f"{len(certificates)} certificates,"
        case ev.NobodyContacted():
            return "6b", "recorded"
        case ev.CertificationDecided(certified=certified):
            return "4b", "certified," if certified else "not certified,"
        case ev.UpdateDistributed():
            return "6c", ""
        case _:
            return "", ""
