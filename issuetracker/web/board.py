"""The Board's inbox: severities, other issues, and what is done in the meantime (P-11, P-41, P-70)."""

from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Any

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, needs
from issuetracker.queries.board import MOST, PAGE, Kind, Matter, before_the_board, count_decided, decided_since
from issuetracker.queries.concerned import Applicable, Count, Reach, Reason
from issuetracker.queries.disputes import waiting_disputes
from issuetracker.services import casework, history
from issuetracker.services.access import find_case
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.casework import Dossier
from issuetracker.services.notices import condition_of
from issuetracker.web import acting
from issuetracker.web.case_shown import shown
from issuetracker.web.pages import page, said
from issuetracker.web.showing import Chip, chip
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor, now
from workflows.case_state import CaseState, Entry
from workflows.events import SeverityVoted
from workflows.procedure import PossibleAction, possible_actions
from workflows.roles import Role
from workflows.stages import SeverityStage
from workflows.versions import procedure
from workflows.working_days import WorkingCalendar

desk = Blueprint("board", __name__, url_prefix="/board")
FROM_HERE = ("approve-severity", "decide-other-issue", "set-board-date", "decide-interim-measure")
_BACK = timedelta(days=30)
_MOST, _KINDS = 100, 1_000  # reasons and certificates that are shown; kinds of certificates that are looked at


@desk.get("")
@needs(Permission.BOARD_READ)
def inbox() -> tuple[str, int]:
    """Everything that lies before the Board, and the one that is chosen."""
    return _page(db.session(), request.args.get("case", ""))


def _page(session: Session, number: str, form: acting.Form | None = None, status: int = 200) -> tuple[str, int]:
    known = calendars(session)
    calendar = in_force(known)
    found, more = before_the_board(session, actor())
    matters = [(matter, _chip(matter, calendar)) for matter in found if matter.kind is not Kind.MEANTIME]
    number = number or (matters[0][0].case.number if matters else "")
    since = now() - _BACK
    values: dict[str, Any] = {
        "matters": matters,
        "meantime": [matter for matter in found if matter.kind is Kind.MEANTIME],
        "chosen": number,
        "more_than": MOST if more else 0,
        "decided": turned(decided_since(session, since, place("decided")), PAGE, attrgetter("entry_id")),
        "decisions": count_decided(session, since),
        "sits": actor().holds(Role.BOARD),
        "disputes": waiting_disputes(session, actor()) if actor().holds(Role.BOARD) else [],
        "today": calendar.local_date(now()),
        "form": form,
        "shown": None,
    }
    if number:
        case = find_case(session, actor(), number)
        values |= _chosen(session, casework.folded(case, history.read(session, case.id), known), form)
    return page("board.html", status, **values)


def _chip(matter: Matter, calendar: WorkingCalendar) -> Chip | None:
    clock = matter.clock
    if clock is None:
        return None
    return chip(clock.due_at, clock.working_days, calendar, now(), indicative=clock.indicative)


def _chosen(session: Session, dossier: Dossier, form: acting.Form | None) -> dict[str, Any]:
    """The chosen case: its words, whom `high` would reach, and the forms that the Board can fill in."""
    state = dossier.state
    found = [p for p in possible_actions(dossier.state, actor()) if p.name in FROM_HERE]
    proposed = state.severity is SeverityStage.PROPOSED and state.proposal is not None
    return {
        "shown": shown(dossier, actor(), now()),
        "possible": found,
        "form": form or _first(session, dossier, found),
        "proposer": _proposer(dossier) if proposed else None,
        "proposed_by_me": proposed and state.proposer_id == actor().person_id,
        "votes": _votes(dossier) if proposed else [],
        "needed": procedure(state.procedure).severity_approvals,
        "reach": _reach(session, state) if proposed else None,
    }


@dataclass(frozen=True, slots=True)
class ToBeTold:
    """Whom severity high would reach (P-50): how many, for which reasons, and the first certificates."""

    count: Count
    reasons: list[Reason]
    others: int  # certificates that are not counted under these
    certificates: list[Applicable]


def _reach(session: Session, state: CaseState) -> ToBeTold:
    reach = Reach(session, condition_of(state))
    count, reasons = reach.count(), reach.reasons(_KINDS)[:_MOST]
    others = count.certificates - sum(reason.certificates for reason in reasons)
    return ToBeTold(count, reasons, others, reach.page("", _MOST)[:_MOST])


def _first(session: Session, dossier: Dossier, found: list[PossibleAction]) -> acting.Form | None:
    """The form that stands open: the one asked for, or what the case lies before the Board for."""
    wanted = request.args.get("do", "")
    chosen = next((p for p in found if p.name == wanted), None) or next(iter(sorted(found, key=_order)), None)
    return acting.empty_form(session, dossier, chosen) if chosen else None


def _order(possible: PossibleAction) -> int:
    return FROM_HERE.index(possible.name)


def _proposer(dossier: Dossier) -> Entry | None:
    found = [entry for entry in dossier.entries if entry.event is dossier.state.proposal]
    return found[-1] if found else None


def _votes(dossier: Dossier) -> list[tuple[str, str]]:
    """Who of the Board has approved this exact text, and which level (P-41)."""
    return [
        (entry.actor_name, entry.event.level.value)
        for entry in dossier.entries
        if isinstance(entry.event, SeverityVoted)
        and dossier.state.proposal is not None
        and entry.event.text_sha256 == dossier.state.proposal.text_sha256
    ]


@desk.post("/<string:number>/<string:action>")
@needs(Permission.CASES_ACT)
def decide(number: str, action: str) -> tuple[str, int] | Any:
    """Approve or decide from the inbox; the same path and the same refusals as from the case's page."""
    if action not in FROM_HERE:
        raise NoSuchPage
    with transaction() as session:
        case = find_case(session, actor(), number, lock=True)
        dossier = casework.load(session, case)
        possible = acting.find_possible(dossier, action)
        form, made = acting.filled_form(session, dossier, possible)
        if made is None or acting.looks() or (form.meanwhile and request.form.get("anyway") != "yes"):
            status = acting.status_of(made)
            return _page(session, number, form, status)
        acting.perform(session, case, dossier, made)
    said(f"{number}: {possible.title} – done.")
    return redirect(url_for("board.inbox"))
