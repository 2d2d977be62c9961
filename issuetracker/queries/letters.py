"""Obligations with their letters: what went wrong first, and everything else a page at a time (P-53, P-58)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Letter, Obligation
from issuetracker.services.obligations import visible_obligations
from notifications.outbox import NEEDS_A_PERSON
from workflows.roles import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation with its case's number and its letters, oldest first."""

    obligation: Obligation
    number: str
    letters: tuple[Letter, ...]

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


def obligations_page(session: Session, actor: Actor, state: str, letter: str, before: int | None) -> list[Owed]:
    """Obligations, newest first, with one more than a page to see whether there is a next."""
    query = visible_obligations(actor).order_by(Obligation.id.desc()).limit(PAGE + 1)
    if state:
        query = query.where(Obligation.state == state)
    if letter:
        query = query.where(Obligation.letter == letter)
    if before is not None:
        query = query.where(Obligation.id < before)
    return _with_letters(session, session.scalars(query).all())


def one(session: Session, obligation: Obligation) -> Owed:
    """One obligation."""
    return _with_letters(session, [obligation])[0]


def _with_letters(session: Session, found: Sequence[Obligation]) -> list[Owed]:
    if not found:
        return []
    letters: dict[int, list[Letter]] = {}
    for letter in session.scalars(
        select(Letter).where(Letter.obligation_id.in_([item.id for item in found])).order_by(Letter.id)
    ):
        letters.setdefault(letter.obligation_id or 0, []).append(letter)
    cases = {item.case_id for item in found if item.case_id is not None}
    numbers = {row.id: row.number for row in session.execute(select(Case.id, Case.number).where(Case.id.in_(cases)))}
    return [Owed(item, numbers.get(item.case_id or 0, ""), tuple(letters.get(item.id, ()))) for item in found]
