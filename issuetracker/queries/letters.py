"""Obligations with their letters: what went wrong first, and everything else a page at a time (P-53, P-58)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Dispute, Letter, Obligation
from issuetracker.queries.mails import bounces_of
from issuetracker.services.obligations import visible_obligations
from notifications.outbox import NEEDS_A_PERSON, LetterState
from workflows.roles import Actor

PAGE = 50
WAITING = (LetterState.QUEUED.value, LetterState.SENDING.value, LetterState.HELD.value)


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation with the number of its case or dispute, and its letters, oldest first."""

    obligation: Obligation
    number: str
    letters: tuple[Letter, ...]
    reports: Mapping[int, int] = field(default_factory=dict)  # a letter's id: the mail that says it did not arrive

    @property
    def answer(self) -> str:
        """What the mail server last said."""
        return next((letter.answer for letter in reversed(self.letters) if letter.answer), "")


def needing_a_person(session: Session, actor: Actor, most: int = 100) -> list[Owed]:
    """What waits for a person, oldest first; three queries."""
    query = (
        visible_obligations(actor)
        .where(Obligation.state.in_([state.value for state in NEEDS_A_PERSON]))
        .order_by(Obligation.id)
        .limit(most)
    )
    return _with_letters(session, session.scalars(query).all())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which obligations a list shows; `words` are part of a party or address, or a case's number."""

    states: tuple[str, ...] = ()
    letter: str = ""
    words: str = ""

    @property
    def everything(self) -> bool:
        """True if nothing narrows the list."""
        return not (self.states or self.letter or self.words)


def obligations_page(session: Session, actor: Actor, wanted: Wanted, before: int | None) -> list[Owed]:
    """Obligations, newest first, with one more than a page to see whether there is a next."""
    query = visible_obligations(actor).order_by(Obligation.id.desc()).limit(PAGE + 1)
    if wanted.states:
        query = query.where(Obligation.state.in_(wanted.states))
    if wanted.letter:
        query = query.where(Obligation.letter == wanted.letter)
    if wanted.words:
        number = select(Case.id).where(Case.number == wanted.words.upper()).scalar_subquery()
        parts = (column.icontains(wanted.words, autoescape=True) for column in (Obligation.party, Obligation.address))
        dispute = select(Dispute.id).where(Dispute.number == wanted.words.upper()).scalar_subquery()
        query = query.where(or_(Obligation.case_id == number, Obligation.dispute_id == dispute, *parts))
    if before is not None:
        query = query.where(Obligation.id < before)
    return _with_letters(session, session.scalars(query).all())


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A letter of the outbox that has not left, with its case's number and what kind of letter it is."""

    letter: Letter
    kind: str
    number: str


def outbox_page(session: Session, actor: Actor, state: str, after: int) -> list[OnItsWay]:
    """Letters that have not left, oldest first, with one more than a page."""
    visible = visible_obligations(actor).with_only_columns(Obligation.id).subquery()
    rows = session.execute(
        select(Letter, Obligation.letter, func.coalesce(Case.number, Dispute.number, "").label("number"))
        .join(Obligation, Obligation.id == Letter.obligation_id)
        .outerjoin(Case, Case.id == Letter.case_id)
        .outerjoin(Dispute, Dispute.id == Letter.dispute_id)
        .where(Obligation.id.in_(select(visible.c.id)), Letter.state.in_([state] if state else WAITING))
        .where(Letter.id > after)
        .order_by(Letter.id)
        .limit(PAGE + 1)
    )
    return [OnItsWay(letter, kind, number) for letter, kind, number in rows]


def outbox_counts(session: Session) -> dict[str, int]:
    """How many letters are in each state that has not left."""
    rows = session.execute(
        select(Letter.state, func.count().label("letters")).where(Letter.state.in_(WAITING)).group_by(Letter.state)
    )
    return {row.state: row.letters for row in rows}


def one(session: Session, obligation: Obligation, actor: Actor) -> Owed:
    """One obligation, with the mails that report on its letters, for whoever sees mails."""
    found = _with_letters(session, [obligation])[0]
    return replace(found, reports=bounces_of(session, [letter.id for letter in found.letters], actor))


def letters_of(session: Session, obligation_ids: Sequence[int]) -> dict[int, tuple[Letter, ...]]:
    """The letters of obligations, oldest first."""
    letters: dict[int, list[Letter]] = {}
    query = select(Letter).where(Letter.obligation_id.in_(obligation_ids)).order_by(Letter.id)
    for letter in session.scalars(query) if obligation_ids else ():
        letters.setdefault(letter.obligation_id or 0, []).append(letter)
    return {obligation_id: tuple(found) for obligation_id, found in letters.items()}


def _with_letters(session: Session, found: Sequence[Obligation]) -> list[Owed]:
    letters = letters_of(session, [item.id for item in found])
    cases = _numbers(session, Case, {item.case_id for item in found if item.case_id is not None})
    disputes = _numbers(session, Dispute, {item.dispute_id for item in found if item.dispute_id is not None})
    return [
        Owed(item, cases.get(item.case_id or 0, "") or disputes.get(item.dispute_id or 0, ""), letters.get(item.id, ()))
        for item in found
    ]


def _numbers(session: Session, model: type[Case] | type[Dispute], ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(model.id, model.number).where(model.id.in_(ids))) if ids else ()
    return {row.id: row.number for row in rows}
