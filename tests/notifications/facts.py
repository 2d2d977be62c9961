"""The facts that the app gives to a letter about an occasion."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from notifications.messages import LETTERS, LetterKind
from notifications.recipients import Addressee, Audience
from tests.notifications import occasions_handling, occasions_questions, occasions_severity, occasions_telling
from tests.notifications.invented import CALENDAR, CALLS, DESK, FILED_AT, HEADING, NUMBER, Call
from tests.notifications.occasion import Occasion
from workflows import events as ev
from workflows.case_state import CaseState, Entry
from workflows.clocks import Clock, ClockState, clocks
from workflows.folding import apply, begin, fold
from workflows.stages import HandlingStage
from workflows.versions import ClockKind
from workflows.vocabulary import Scope

OCCASIONS: tuple[Occasion, ...] = (
    *occasions_handling.OCCASIONS,
    *occasions_questions.OCCASIONS,
    *occasions_severity.OCCASIONS,
    *occasions_telling.OCCASIONS,
)

# Events that tell nobody need no occasion; named here so that the two lists are seen to be complete together.
RESOLUTION = ev.ResolutionRecorded("The station stores first.", Scope.GENERAL, ("TC_B_12_CS",), "2.0.1", "")

RECIPIENTS = {
    Audience.LABORATORY: Addressee("KSGA", "김서연", "seoyeon.kim@ksga.example", laboratory_id=3),
    Audience.VENDOR: Addressee("Nordwärts", "Zoë Müller-Bergström", "zoe@nordwaerts.example", vendor_id=5),
    # The laboratory of the case is one of all laboratories: the hardest case for a letter that names nobody.
    Audience.ALL_LABORATORIES: Addressee("KSGA", "김서연", "seoyeon.kim@ksga.example", laboratory_id=3),
    Audience.SCRIPT_LABORATORIES: Addressee("KSGA", "김서연", "seoyeon.kim@ksga.example", laboratory_id=3),
    Audience.TOOL_PROVIDER: Addressee("Test Tools", "Łukasz Wójcik", "octt@tools.example", person_id=40),
    Audience.CERTIFIED_VENDORS: Addressee(
        "Ærø Lading ApS",
        "Søren Ærø",
        "soeren@aeroe.example",
        vendor_id=9,
        certificates=("OCA.0201.0053.CS", "OCA.0201.0069.CS"),
    ),
}

OFFICIAL = Addressee("Renée d'Août", "Renée d'Août", "renee@oca.example", person_id=20)


def entries(events: tuple[ev.Event, ...], actor: str = "Jürgen Österreich") -> list[Entry]:
    """A history, ten minutes from one event to the next."""
    return [
        Entry(seq, FILED_AT + timedelta(minutes=10 * (seq - 1)), 20 + seq, actor, "P-00", CALENDAR.version, event)
        for seq, event in enumerate(events, 1)
    ]


def state_before(occasion: Occasion) -> CaseState:
    """The state when the event happened; that of a filing is the state it begins."""
    if isinstance(occasion.event, ev.IssueRaised):
        return begin(occasion.event)
    state = begin(occasion.before[0])  # type: ignore[arg-type]
    for entry in entries(occasion.before)[1:]:
        state = apply(state, entry.event, entry.actor_id)
    return state


def letters() -> list[tuple[str, Occasion, LetterKind]]:
    """Every letter of every occasion: a name, the occasion, and the letter as the table has it."""
    return [
        (f"{occasion.name}, to {kind.audience.value}", occasion, kind)
        for occasion in OCCASIONS
        for kind in LETTERS[type(occasion.event)]
        if kind.when is None or kind.when(state_before(occasion), occasion.event)
    ]


def facts_for(occasion: Occasion, kind: LetterKind) -> dict[str, Any]:
    """The facts that the app gives to this letter, and no other."""
    facts: dict[str, Any] = {
        "number": NUMBER,
        "recipient": RECIPIENTS.get(kind.audience, OFFICIAL),
        "event": occasion.event,
        "event_name": type(occasion.event).__name__,
        "link": "",
        "desk": DESK,
    }
    if kind.anonymous:
        link = f"{DESK}/o/7Jq2mZ" if kind.to_acknowledge else ""
        of_notices = {"notice": HEADING} if kind.name == "notice" else {}
        return facts | of_notices | {"public": occasion.public, "files": occasion.files, "obligation_link": link}
    history = entries((*occasion.before, occasion.event, *occasion.after))
    state = fold(history)
    all_clocks = clocks(history, {CALENDAR.version: CALENDAR})
    return facts | {
        "link": f"{DESK}/cases/{NUMBER}",
        "state": state,
        "actor": occasion.actor,
        "clock": concerned(occasion.event, all_clocks),
        "clocks": tuple(clock for clock in all_clocks if clock.state is ClockState.RUNNING),
        "call": called(occasion.event, state),
        "body": occasion.body,
        "earlier": occasion.earlier,
    }


def concerned(event: ev.Event, all_clocks: tuple[Clock, ...]) -> Clock | None:
    """The clock that a letter is about."""
    running = [clock for clock in all_clocks if clock.state is ClockState.RUNNING]
    if isinstance(event, ev.CaseAssigned):
        return min(running, key=lambda clock: clock.due_at, default=None)
    match event:
        case ev.DueDatePassed():
            return next(clock for clock in all_clocks if clock.key == event.clock)
        case ev.DueDateMoved():  # as counted in the new calendar
            found = next(clock for clock in all_clocks if clock.key == event.clock)
            return replace(found, due_at=event.new_due_at)
        case ev.SeverityProposed() | ev.SeverityApproved():
            return next((clock for clock in running if clock.kind is ClockKind.SEVERITY), None)
    group = getattr(event, "group", None)
    if group is not None:
        return next((clock for clock in running if clock.group is group), None)
    return next((clock for clock in running if clock.kind is ClockKind.ANALYSIS), None)


def called(event: ev.Event, state: CaseState) -> Call | None:
    """The call on whose agenda the case stands in the group that the event names."""
    group = getattr(event, "group", None)
    if group is None or state.handling(group) is HandlingStage.NOT_OPENED:
        return None
    call = state.call(group)
    return CALLS[call.call_id] if call else None
