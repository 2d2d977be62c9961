"""An agenda as one reader sees it: each case with its clock, its analysis in short, what was decided in the call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from issuetracker.models import Case, WorkingGroupCall
from issuetracker.queries.agenda import AgendaLine, agenda, following_call
from issuetracker.sentences.wording import day, seat_day, words
from issuetracker.services import casework, history
from issuetracker.services.access import neutral
from issuetracker.services.anonymity import neutral_text
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.casework import Dossier
from issuetracker.web.showing import Chip, chip
from workflows import events as ev
from workflows.case_state import Entry
from workflows.procedure import PossibleAction, possible_actions
from workflows.roles import Actor, Group
from workflows.stages import HandlingStage, SeverityStage
from workflows.working_days import WorkingCalendar

# What is recorded from an agenda; all else belongs to the case's own page.
FROM_HERE = ("decide-in-group", "answer-question", "propose-severity", "refer-question", "place-on-agenda", "expedite")
_SEVERITY = {
    SeverityStage.PROPOSED: "proposed, before the Board",
    SeverityStage.APPROVED_HIGH: "approved, vendors to be contacted",
    SeverityStage.VENDORS_CONTACTED: "approved, vendors contacted",
    SeverityStage.APPROVED_LOW: "approved",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What the group decided on a case in this call."""

    text: str
    argumentation: str
    then: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Line:
    """One case of an agenda. `gone` says where it is if it left this call; `due` is set where it comes too early."""

    number: str
    position: int
    summary: str
    vendor: str
    references: tuple[str, ...]
    note: str
    chip: Chip | None
    fits: str
    due: date | None
    analysis: str
    asks: bool
    decided: Decided | None
    gone: str
    severity: str
    invited: bool
    can: tuple[str, ...]

    @property
    def undecided(self) -> bool:
        """True while the case waits for a decision in this call."""
        return self.decided is None and not self.gone


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads which call when; `following` is the day of the group's next call, `say` what makes a text readable."""

    call: WorkingGroupCall
    actor: Actor
    at: datetime
    following: date | None
    hidden: bool
    say: Callable[[str], str]


def agenda_lines(
    session: Session, actor: Actor, call: WorkingGroupCall, at: datetime, *, passed_on: bool = False
) -> list[Line]:
    """The cases of a call in the chair's order, in six queries for any length.

    Whoever holds the page reads what they may; what is `passed_on` is neutral whoever made it (P-99).
    """
    found = agenda(session, actor, call)
    known = calendars(session)
    entries = history.read_several(session, [line.case.id for line in found])
    following = following_call(session, call)
    next_day = in_force(known).local_date(following) if following else None
    made = []
    for line in found:
        dossier = casework.folded(line.case, entries[line.case.id], known)
        hidden = passed_on or neutral(actor, line.case)
        say = _words_for(line.case, hidden=hidden)
        made.append(_line(line, dossier, Reading(call, actor, at, next_day, hidden, say)))
    return made


def _line(line: AgendaLine, dossier: Dossier, reading: Reading) -> Line:
    case, clock, call, say = line.case, line.clock, reading.call, reading.say
    group, calendar = Group(call.working_group), in_force(dossier.calendars)
    waits = _waits_here(dossier, group, call.id)
    decided = None if waits else _decided(dossier.entries, group, call.id, say)
    fits, late = "", None
    if clock is not None and waits:
        due = calendar.local_date(clock.due_at)
        fits = _fits(due, calendar.local_date(call.starts_at), reading.following)
        late = due if not clock.indicative and due < calendar.local_date(call.starts_at) else None
    return Line(
        case.number,
        line.item.position,
        say(case.summary),
        line.vendor or "",
        line.test_references,
        say(line.item.note),
        chip(clock.due_at, clock.working_days, calendar, reading.at, indicative=clock.indicative) if clock else None,
        fits,
        late,
        say(_analysis(dossier.entries)),
        dossier.state.subject is not None,
        decided,
        "" if waits or decided else _gone(dossier, group, call.id, calendar),
        _severity(dossier),
        not reading.hidden and _invited(dossier.entries, call.id),
        tuple(possible.name for possible in possible_here(dossier, reading.actor, group, call.id)),
    )


def possible_here(dossier: Dossier, actor: Actor, group: Group, call_id: int) -> list[PossibleAction]:
    """What this person can record on a case from a call's agenda: for that group only, and in that call only."""
    found = [
        possible
        for possible in possible_actions(dossier.state, actor)
        if possible.name in FROM_HERE
        and possible.arrow.fixed.get("group") is group
        and (possible.name == "propose-severity" or _waits_here(dossier, group, call_id))
    ]
    return sorted(found, key=lambda possible: FROM_HERE.index(possible.name))


def _waits_here(dossier: Dossier, group: Group, call_id: int) -> bool:
    stands = dossier.state.call(group)
    return dossier.state.handling(group) is HandlingStage.ON_AGENDA and stands is not None and stands.call_id == call_id


def _words_for(case: Case, *, hidden: bool) -> Callable[[str], str]:
    """Texts as they may be read: members are competitors of the vendor (P-99)."""
    return (lambda text: neutral_text(case, text)) if hidden else (lambda text: text)


def _invited(entries: Sequence[Entry], call_id: int) -> bool:
    return any(isinstance(e.event, ev.VendorInvited) and e.event.call_id == call_id for e in entries)


def _fits(due: date, here: date, following: date | None) -> str:
    """Whether a decision in this call, or in the next one, is before the due date (P-35)."""
    if due < here:
        return f"Due {day(due, short=True)}, before this call"
    if following is None:
        return f"Until {day(due, short=True)}; no later call is planned"
    if following <= due:
        return f"Until {day(due, short=True)}; the call on {day(following, short=True)} fits too"
    return f"Until {day(due, short=True)}; the call on {day(following, short=True)} would be too late"


def _analysis(entries: Sequence[Entry]) -> str:
    """What the last analysis says the issue is, and its cause; of a question, its own words."""
    raised = entries[0].event
    if isinstance(raised, ev.IssueRaised) and raised.subject is not None:
        return f"A question about {raised.subject.label}. {raised.report.description}"
    found = [e.event for e in entries if isinstance(e.event, ev.AnalysisRecorded | ev.AnalysisRevised)]
    return f"{found[-1].issue.rstrip()} Cause: {found[-1].cause}" if found else ""


def _decided(entries: Sequence[Entry], group: Group, call_id: int, say: Callable[[str], str]) -> Decided | None:
    """The decision of this call, with where it sent the case."""
    for index in range(len(entries) - 1, -1, -1):
        entry = entries[index]
        if isinstance(entry.event, ev.QuestionAnswered) and entry.event.call_id == call_id:
            return Decided("Answered", say(entry.event.answer), "", entry.at, entry.actor_name)
        if isinstance(entry.event, ev.GroupDecided) and entry.event.group is group and entry.event.call_id == call_id:
            then = " ".join(_then(after) for after in entries[index + 1 :] if after.at == entry.at)
            text = words(entry.event.decision).capitalize()
            return Decided(text, say(entry.event.argumentation), then.strip(), entry.at, entry.actor_name)
    return None


def _then(entry: Entry) -> str:
    match entry.event:
        case ev.PlacedOnAgenda(group=group, starts_at=at):
            return f"On the agenda of the {group.label} call of {seat_day(at)}."
        case ev.SeverityLapsed():
            return "The severity lapses."
        case _:
            return ""


def _gone(dossier: Dossier, group: Group, call_id: int, calendar: WorkingCalendar) -> str:
    """Where a case is that left this call without a decision."""
    stands = dossier.state.call(group)
    if stands is not None and stands.call_id != call_id:
        return f"Moved to the call of {day(calendar.local_date(stands.starts_at))}."
    return f"No longer before the {group.label}."


def _severity(dossier: Dossier) -> str:
    """The severity in a word, empty until there is a proposal."""
    state = dossier.state
    level = state.level if state.severity is not SeverityStage.PROPOSED else state.proposal and state.proposal.level
    said = _SEVERITY.get(state.severity)
    return f"{level.value.capitalize()}, {said}" if level and said else ""
