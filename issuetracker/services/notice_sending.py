"""A notice's sending stops and goes on: by a person, or where its check refuses a word (P-51, P-58).

A letter of a paused notice is `held` in the outbox, so that no worker takes it; one that is just leaving leaves.
"""

from datetime import datetime

from sqlalchemy import Select, Update, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Letter, Obligation, Telling
from issuetracker.services.errors import NotFound
from issuetracker.services.notice_letters import KINDS
from notifications.outbox import LetterState
from workflows.errors import NotPossibleNow
from workflows.roles import Actor


def locked(query: Select[Telling], *, skip: bool = False) -> Select[Telling]:
    """Notices with locked rows, read anew: under this lock it is asked whether one is paused, and letters turned."""
    return query.with_for_update(skip_locked=skip).execution_options(populate_existing=True)


def find(session: Session, number: str, *, lock: bool = False) -> Telling:
    """The notice of this number; NotFound where there is none."""
    query = select(Telling).where(Telling.number == number)
    found = session.scalar(locked(query) if lock else query)
    if found is None:
        raise NotFound(f"There is no notice {number}.")
    return found


def telling_of(session: Session, owed: Obligation) -> Telling | None:
    """The notice that an obligation belongs to, its row locked, if it is one of a notice."""
    if owed.letter not in KINDS:
        return None
    its = (Telling.case_id == owed.case_id, Telling.event_seq == owed.event_seq)
    return session.scalar(locked(select(Telling).where(*its)))


def pause(session: Session, telling: Telling, by: Actor, at: datetime, why: str = "") -> None:
    """Let no further letter of this notice leave; the caller has locked its row."""
    if telling.paused_at is not None:
        raise NotPossibleNow(f"{telling.number} is paused already.", rule="P-58")
    telling.paused_at, telling.paused_by, telling.paused_why = at, by.name, why
    session.flush()
    hold_back(session, telling)


def resume(session: Session, telling: Telling) -> None:
    """Let its letters leave again; the caller has locked its row."""
    if telling.paused_at is None:
        raise NotPossibleNow(f"{telling.number} is not paused.", rule="P-58")
    telling.paused_at, telling.paused_by, telling.paused_why = None, "", ""
    session.flush()
    session.execute(_turned(telling, LetterState.HELD, LetterState.QUEUED))


def hold_back(session: Session, telling: Telling) -> None:
    """Take what stands in the queue for this notice out of it; the caller has locked its row."""
    session.execute(_turned(telling, LetterState.QUEUED, LetterState.HELD))


def hold_back_paused(session: Session) -> None:
    """The same for every paused notice: what came back into the queue after a temporary refusal waits too."""
    # One that somebody else has locked is being paused or resumed just now.
    for telling in session.scalars(locked(select(Telling).where(Telling.paused_at.is_not(None)), skip=True)).all():
        hold_back(session, telling)


def _turned(telling: Telling, state: LetterState, becomes: LetterState) -> Update:
    """Letters of a notice turned from one state into another; one that a worker has in its hands is left to it."""
    which = (
        select(Letter.id)
        .join(Obligation, Obligation.id == Letter.obligation_id)
        .where(
            Obligation.case_id == telling.case_id,
            Obligation.event_seq == telling.event_seq,
            Obligation.letter.in_(KINDS),
            Letter.state == state.value,
            Letter.recipient != "",
        )
        .with_for_update(skip_locked=True, of=Letter)
    )
    return (
        update(Letter)
        .where(Letter.id.in_(which), Letter.state == state.value)
        .values(state=becomes.value)
        .execution_options(synchronize_session=False)
    )
