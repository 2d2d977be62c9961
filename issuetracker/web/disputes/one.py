"""The list of disputes, and one dispute on one page: the Board reads both sides beside each other, a party its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.disputes import PAGE, dispute_lines, waiting_disputes
from issuetracker.sentences.disputes import ADVISERS, dispute_sentence, words_of
from issuetracker.services.disputes.access import recused_from
from issuetracker.services.disputes.evidence import find_evidence
from issuetracker.services.disputes.reading import Sheet, Word, board, letters, sheet
from issuetracker.services.errors import Recused
from issuetracker.web.disputes import desk
from issuetracker.web.disputes.acting import title_of
from issuetracker.web.files import given_out
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor, now
from workflows.case_state import Entry
from workflows.disputes import events as ev
from workflows.disputes.seeing import Reading
from workflows.disputes.vocabulary import DisputeStage, Side

STEPS = (
    (DisputeStage.REPORTED, "Reported"),
    (DisputeStage.ADMITTED, "Admissible, statements"),
    (DisputeStage.PROPOSED, "Decision before the Board"),
    (DisputeStage.DECIDED, "Corrective actions"),
    (DisputeStage.ENDED, "Ended"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as the page tells it: who, what, and the words that came with it."""

    entry: Entry
    who: str
    what: str
    words: str


@desk.get("")
@needs(Permission.DISPUTES_READ)
def all_disputes() -> tuple[str, int]:
    """The disputes that this person may see: what waits for them first, then all, newest first."""
    session = db.session()
    before = request.args.get("before", "")
    after = int(before) if before.isdecimal() and len(before) < 10 else None
    ended = {"open": False, "ended": True}.get(request.args.get("state", "open"))
    lines = dispute_lines(session, actor(), ended=ended, after=after)
    return page(
        "disputes/list.html",
        lines=lines[:PAGE],
        older=lines[PAGE - 1].id if len(lines) > PAGE else None,
        waiting=waiting_disputes(session, actor()) if after is None else [],
        recused=recused_from(session, actor()),
        state=request.args.get("state", "open"),
        may_report=granted(Permission.DISPUTES_REPORT, actor().roles),
    )


@desk.get("/<string:dispute>")
@needs(Permission.DISPUTES_READ)
def read(dispute: str) -> tuple[str, int]:
    """One dispute, as its reader may see it; whoever is recused reads only that they are."""
    session = db.session()
    try:
        found = sheet(session, actor(), dispute)
    except Recused:
        return page("disputes/recused.html", number=dispute)
    return page("disputes/dispute.html", **shown(session, found))


def shown(session: Session, found: Sheet) -> dict[str, Any]:
    """Everything that the page draws."""
    seen, state = found.seen, found.seen.state
    everything = seen.reading is Reading.ALL
    return {
        "sheet": found,
        "number": found.dispute.number,
        "all": everything,
        "advises": seen.reading is Reading.ADVISER,
        "lead": _lead(found),
        "sides": [(side, found.names[side], _of(found, side)) for side in _order(found)],
        "given_at": {entry.seq: entry for entry in found.docket.entries},
        "history": [_said(found, entry) for entry in reversed(seen.entries)],
        "decision": _last(seen.entries, ev.DisputeDecided),
        "answers": _answers(seen.entries),
        "proposal": state.proposal if everything else None,
        "proposer": _proposer(found) if everything else "",
        "members": board(session, found.docket) if everything else (),
        "told": letters(session, actor(), found),
        "steps": _steps(found),
        "advisers": ADVISERS,
        "titles": {arrow.name: title_of(arrow.action) for arrow in found.possible},
        "today": found.docket.calendar.local_date(now()),
        "dates": _dates(found),
        "may_file": granted(Permission.CASES_FILE, actor().roles),
    }


def _order(found: Sheet) -> list[Side]:
    """A party's own side stands first; for the Board, the reporter's."""
    if not found.names:
        return []
    first = found.seen.side or found.seen.state.reporter
    return [first, first.other]


def _of(found: Sheet, side: Side) -> list[Word]:
    return [word for word in found.words if word.statement.side is side]


def _said(found: Sheet, entry: Entry) -> Said:
    author = found.seen.author(entry)
    who = found.names[author] if isinstance(author, Side) else author or "OCA"
    return Said(entry, who, dispute_sentence(entry.event), words_of(entry.event))


def _last(entries: tuple[Entry, ...], kind: type[ev.DisputeDecided]) -> Entry | None:
    return next((entry for entry in reversed(entries) if isinstance(entry.event, kind)), None)


def _answers(entries: tuple[Entry, ...]) -> dict[int, Entry]:
    return {entry.event.advice: entry for entry in entries if isinstance(entry.event, ev.AdviceGiven)}


def _proposer(found: Sheet) -> str:
    proposed = [entry for entry in found.docket.entries if entry.event is found.seen.state.proposal]
    return proposed[-1].actor_name if proposed else ""


def _steps(found: Sheet) -> list[tuple[str, str]]:
    """The stages with done, now or open; a party's line has no step that is the Board's own."""
    stage = found.seen.stage
    line = [step for step in STEPS if found.seen.reading is Reading.ALL or step[0] is not DisputeStage.PROPOSED]
    place = [name for name, _ in line].index(stage)
    return [
        (label, "done" if number < place else "now" if number == place and stage is not DisputeStage.ENDED else state)
        for number, (_, label) in enumerate(line)
        for state in ("done" if number <= place else "open",)
    ]


def _dates(found: Sheet) -> list[tuple[str, date, int]]:
    """The Board's own dates that are still open, with the working days that are left."""
    calendar, today = found.docket.calendar, found.docket.calendar.local_date(now())
    dated = [("Decision wished by", found.seen.state.due_on)]
    dated += [
        (f"Statement wished of {' and '.join(found.names[side] for side in sorted(item.awaited))}", item.due_on)
        for item in found.seen.rounds
        if item.awaited and found.seen.stage in (DisputeStage.ADMITTED, DisputeStage.PROPOSED)
    ]
    return [(what, day, calendar.working_days_until(today, day)) for what, day in dated if day is not None]


def _lead(found: Sheet) -> str:
    """Where it stands, in one sentence for this reader."""
    if found.seen.reading is Reading.ADVISER:
        return "The Board asks for your advice. You read the question and exactly the statements named in it."
    state = found.seen.state
    match found.seen.stage:
        case DisputeStage.REPORTED:
            return "The Board decides whether it is admissible. No maximum time is given."
        case DisputeStage.ADMITTED:
            return "Admissible; the Board handles it. Neither party reads the other’s statements until they are shared."
        case DisputeStage.PROPOSED:
            return "A decision lies before the Board, as an exact text."
        case DisputeStage.DECIDED:
            return "Decided; the procedure has ended. Corrective actions are followed to their end."
        case DisputeStage.ENDED:
            how = state.ending.value.replace("_", " ") if state.ending else ""
            return f"Ended: {how}."


@desk.get("/<string:dispute>/files/<int:evidence_id>")
@needs(Permission.DISPUTES_READ)
def evidence(dispute: str, evidence_id: int) -> Response:
    """Evidence under the name that it was given; always a download."""
    return given_out(find_evidence(db.session(), actor(), dispute, evidence_id))


def place_of(number: str, action: str) -> str:
    """The address of an action's form, under which its draft is kept."""
    return url_for("disputes_desk.act", dispute=number, action=action)
