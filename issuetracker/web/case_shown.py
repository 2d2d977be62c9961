"""A case as one reader sees it: gathered once, with few queries, for the page to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row, Select, and_, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from issuetracker.models import InboundState, Message, Obligation, StoredFile
from issuetracker.queries.directory import matches_of_case
from issuetracker.queries.mails import Undelivered, originals, undelivered
from issuetracker.queries.one_case import Parties
from issuetracker.queries.resolutions import OfCase, of_case
from issuetracker.queries.similar import Similar, similar_cases
from issuetracker.sentences.cases import TOLD_TO_PARTIES, sentence, text_of
from issuetracker.services.access import neutral, said_to, seen_visibilities, visible_files
from issuetracker.services.addresses import Holders
from issuetracker.services.anonymity import seen_report
from issuetracker.services.calendars import in_force
from issuetracker.services.casework import Dossier
from issuetracker.services.notice_letters import number_of
from issuetracker.services.obligations import visible_obligations
from issuetracker.services.resolutions import mentions_any
from issuetracker.web.dates import Why, why
from issuetracker.web.rail import Rail, rail
from issuetracker.web.readers import Reader, readers
from notifications.outbox import NEEDS_A_PERSON
from workflows import events as ev
from workflows.arrows import action_name
from workflows.case_state import CaseState, Entry
from workflows.clocks import Clock, ClockState
from workflows.figure import figure
from workflows.procedure import others_actions
from workflows.report import Report
from workflows.roles import HANDLERS, Actor, Role
from workflows.stages import CaseStage
from workflows.test_references import read_all
from workflows.versions import procedure
from workflows.waiting import Wait, waits_of

_MOST_OBLIGATIONS = 300
_NEEDS_A_PERSON = frozenset(state.value for state in NEEDS_A_PERSON)
# What the page says of each obligation and each message.
_OBLIGATION: tuple[Any, ...] = (
    Obligation.id,
    Obligation.letter,
    Obligation.party,
    Obligation.address,
    Obligation.state,
    func.coalesce(Obligation.acknowledged_at, Obligation.accepted_at, Obligation.created_at).label("since"),
    and_(Obligation.to_acknowledge, Obligation.acknowledged_at.is_(None)).label("to_acknowledge"),
)
_MESSAGE: tuple[Any, ...] = (
    Message.id,
    Message.history_seq,
    Message.author_name,
    Message.at,
    Message.visibility,
    Message.body,
)
_NOBODY = Parties(None, None, None, left_out=False, filer=None)


@dataclass(frozen=True, slots=True)
class Said:
    """One entry between the beginning and now: a message with its files, or what happened."""

    at: datetime
    message: Row[Any] | None
    files: tuple[StoredFile, ...]
    text: str
    mail: StoredFile | None = None
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page of a case draws; a page that only names the case has what has no default."""

    dossier: Dossier
    report: Report
    lead: str
    rail: Rail
    hidden: bool
    warnings: tuple[str, ...]
    whys: tuple[Why, ...]
    parties: Parties = _NOBODY
    talk: tuple[Said, ...] = ()
    files: tuple[StoredFile, ...] = ()
    filed_by_mail: StoredFile | None = None
    obligations: tuple[Row[Any], ...] = ()
    matches: tuple[Any, ...] = ()
    more_obligations: bool = False
    unmet: int = 0
    undelivered: Mapping[int, Undelivered] = field(default_factory=dict)
    similar: tuple[Similar, ...] = ()
    readers: tuple[Reader, ...] = ()
    resolutions: tuple[OfCase, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    recent: tuple[Entry, ...] = ()
    figure: Markup = Markup("")

    @property
    def state(self) -> CaseState:
        """The case's state."""
        return self.dossier.state

    @property
    def assignee(self) -> str:
        """Who takes the case up; empty where nobody does (P-15)."""
        given = (entry.event for entry in reversed(self.dossier.entries) if isinstance(entry.event, ev.CaseAssigned))
        last = next(given, None)
        return last.name if last and last.person_id == self.state.assignee_id else ""

    @property
    def notices(self) -> tuple[str, ...]:
        """The numbers of the notices of 6a that the case has sent."""
        sent = [entry for entry in self.dossier.entries if isinstance(entry.event, ev.CertifiedVendorsContacted)]
        return tuple(number_of(self.dossier.case, ordinal) for ordinal in range(1, len(sent) + 1))

    @property
    def number(self) -> str:
        """The case's number."""
        return self.dossier.case.number


def shown(dossier: Dossier, actor: Actor, at: datetime) -> Shown:
    """The case as this person sees it, without its parties and conversation; asks nothing of the database."""
    state = dossier.state
    calendar = in_force(dossier.calendars)
    today = calendar.local_date(at)
    report = seen_report(state, actor)
    running = [clock for clock in dossier.clocks if clock.state is ClockState.RUNNING]
    return Shown(
        dossier,
        report,
        _lead(dossier, running),
        rail(dossier, dossier.clocks, calendar, at),
        neutral(actor, state),
        tuple(read_all(report.test_references, report.device_type, report.ocpp_version).warnings),
        tuple(why(clock, dossier, today) for clock in running or dossier.clocks[-1:]),
    )


def whole(session: Session, dossier: Dossier, parties: Parties, actor: Actor, at: datetime) -> Shown:
    """The case as this person sees it, with everything that its own page draws."""
    base, state, case = shown(dossier, actor, at), dossier.state, dossier.case
    attached = any(isinstance(entry.event, ev.FileAttached) for entry in dossier.entries)
    files = tuple(session.scalars(visible_files(actor, case))) if attached else ()
    handler, mails = actor.holds(*HANDLERS), originals(session, case.id, files)
    owed: tuple[Row[Any], ...] = ()
    if handler or actor.holds(Role.TEST_LABORATORY):
        owed = tuple(session.connection().execute(_owed(actor), {"case": case.id}).all())
    unmet = [item.id for item in owed if item.state in _NEEDS_A_PERSON]
    version = procedure(state.procedure)
    talk = _talk(session, dossier, actor, files, mails)
    bodies = (said.message.body for said in talk if said.message)
    mentioned = mentions_any((entry.event for entry in dossier.entries), bodies)
    return replace(
        base,
        parties=_NOBODY if base.hidden else parties,
        talk=talk,
        filed_by_mail=next((file for file in files if mails.get(file.id) == InboundState.FILED), None),
        files=files,
        obligations=owed[:_MOST_OBLIGATIONS],
        more_obligations=len(owed) > _MOST_OBLIGATIONS,
        matches=tuple(matches_of_case(session, case.id)) if handler and parties.left_out else (),
        unmet=len(unmet),
        undelivered=undelivered(session, unmet, actor) if handler else {},
        similar=tuple(similar_cases(session, actor, case.id, base.report)),
        resolutions=tuple(of_case(session, actor, case.id)) if mentioned else (),
        readers=readers(session, dossier, actor, seen_visibilities(actor, state), _holders(session, dossier, parties)),
        others=tuple(_others(state, actor)) if handler else (),
        recent=dossier.entries[::-1][:8] if handler else (),
        figure=Markup(figure(version, state, f"{case.number} on {at:%A %d %B %Y}")),  # noqa: S704  (escapes itself)
    )


@lru_cache(maxsize=128)
def _owed(actor: Actor) -> Select[Any]:
    """The obligations of a case that this person may see; those that need a person come first."""
    return (
        visible_obligations(actor)
        .with_only_columns(*_OBLIGATION)
        .where(Obligation.case_id == bindparam("case"))
        .order_by(Obligation.state.not_in(sorted(_NEEDS_A_PERSON)), Obligation.id)
        .limit(literal_column(str(_MOST_OBLIGATIONS + 1)))
    )


@lru_cache(maxsize=128)
def _said(actor: Actor, seen: tuple[str, ...]) -> Select[Any]:
    """The conversation of a case, for whoever sees these visibilities on it."""
    return select(*_MESSAGE).where(Message.case_id == bindparam("case"), said_to(actor, seen)).order_by(Message.id)


def _holders(session: Session, dossier: Dossier, parties: Parties) -> Holders:
    """Who is told of the case, with whoever filed it, who has been asked for already."""
    found, case = Holders(session), dossier.case
    if case.filed_by is not None and case.laboratory_id is not None:
        found.learn_filer(case.filed_by, case.laboratory_id, parties.filer)
    return found


def _talk(
    session: Session, dossier: Dossier, actor: Actor, files: Sequence[StoredFile], mails: Mapping[int, str]
) -> tuple[Said, ...]:
    """Messages with their files, and between them what happened that this reader is told of."""
    state, handler, by_id = dossier.state, actor.holds(*HANDLERS), {file.id: file for file in files}
    with_message = {
        entry.seq: entry.event.file_ids for entry in dossier.entries if isinstance(entry.event, ev.MessageAdded)
    }
    said = _said(actor, seen_visibilities(actor, state))
    found = [
        _message(message, [by_id[i] for i in with_message.get(message.history_seq, ()) if i in by_id], mails)
        for message in session.connection().execute(said, {"case": dossier.case.id}).all()
    ]
    quiet = (ev.MessageAdded, ev.FileAttached)
    for entry in () if neutral(actor, state) else dossier.entries:
        if isinstance(entry.event, TOLD_TO_PARTIES) or (handler and not isinstance(entry.event, quiet)):
            found.append(Said(entry.at, None, (), _happened(entry), None, text_of(entry.event)))
    return tuple(sorted(found, key=lambda said: said.at))


def _happened(entry: Entry) -> str:
    return f"{entry.actor_name} {sentence(entry.event)}"


def _message(message: Row[Any], files: Sequence[StoredFile], mails: Mapping[int, str]) -> Said:
    """A message with its files; the mail as which it came stands apart from them."""
    mail = next((file for file in files if file.id in mails), None)
    return Said(message.at, message, tuple(file for file in files if file is not mail), "", mail)


def _lead(dossier: Dossier, running: Sequence[Clock]) -> str:
    """Where the case stands and by when, in plain words."""
    state = dossier.state
    if state.case is CaseStage.CLOSED:
        return f"Closed: {state.closing.value.replace('_', ' ')}." if state.closing else "Closed."
    calendar = in_force(dossier.calendars)
    said = []
    for wait in waits_of(state):
        who = " or ".join(sorted(role.label for role in wait.roles))
        clock = next((c for c in running if _measures(c, wait)), None)
        until = ""
        if clock is not None:
            due = calendar.local_date(clock.due_at)
            until = f" until the end of {due:%A} {due.day} {due:%B}" + (" (indicative)" if clock.indicative else "")
        said.append(f"The {who} has{until}: {wait.asked[0].lower()}{wait.asked[1:]}.")
    return " ".join(said[:3]) or "Nothing is left to do; a Technical Editor closes the case with its resolution."


def _measures(clock: Clock, wait: Wait) -> bool:
    return clock.kind is wait.clock and (clock.group is None or clock.group.value == wait.track.value)


def _others(state: CaseState, actor: Actor) -> list[tuple[str, str]]:
    """What the tables allow now to others, and to whom; only what moves the case."""
    moves = {wait.action for wait in waits_of(state)}
    names = {action_name(action): (action.__doc__ or "").strip() for action in moves}
    return [
        (names[name], " or ".join(sorted(role.label for role in roles)))
        for name, roles in dict(others_actions(state, actor)).items()
        if name in names
    ]
