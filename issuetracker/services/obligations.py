"""Obligations after they are owed: acknowledged by a laboratory, or mended by a person (P-53, P-58)."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Case, Dispute, HistoryEntry, Letter, Obligation, Telling
from issuetracker.services import casework, history
from issuetracker.services.account_letters import ACCOUNT_LETTERS
from issuetracker.services.case_links import link_for, path_of
from issuetracker.services.desk import Desk
from issuetracker.services.disputes.access import reads_all
from issuetracker.services.errors import NotFound
from issuetracker.services.notice_links import relinked
from issuetracker.services.notice_sending import hold_back, telling_of
from notifications.outbox import NEEDS_A_PERSON, LetterState, ObligationState
from notifications.recipients import Addressee, Audience
from workflows import actions as act
from workflows import events as ev
from workflows.errors import InvalidValue, NotPossibleNow
from workflows.roles import HANDLERS, Actor, Role


def visible_obligations(actor: Actor) -> Select[Obligation]:
    """What this person may see of who was told what: OCA's handlers all, a laboratory what it is owed itself."""
    if actor.holds(*HANDLERS):
        return select(Obligation).where(or_(Obligation.dispute_id.is_(None), _of_a_dispute(actor)))
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        return select(Obligation).where(Obligation.laboratory_id == actor.laboratory_id)
    if actor.holds(Role.VENDOR) and actor.vendor_id is not None:
        own = and_(Obligation.vendor_id == actor.vendor_id, Obligation.dispute_id.is_not(None))
        return select(Obligation).where(own)
    return select(Obligation).where(false())


def _of_a_dispute(actor: Actor) -> ColumnElement[bool]:
    """Who was told what of a dispute is for those who read it whole (P-75)."""
    return Obligation.dispute_id.in_(select(Dispute.id).where(reads_all(actor)))


def find(session: Session, actor: Actor, obligation_id: int, *, lock: bool = False) -> Obligation:
    """An obligation that this person may see."""
    query = visible_obligations(actor).where(Obligation.id == obligation_id)
    if lock:  # read anew: somebody may have acknowledged it while this waited for the row
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"There is no obligation {obligation_id}.")
    return found


def acknowledge(session: Session, desk: Desk, obligation_id: int, actor: Actor, at: datetime) -> Obligation:
    """A laboratory acknowledges an update or a script; the case's history says so (P-10, P-54)."""
    found = find(session, actor, obligation_id)
    if found.to_acknowledge and found.case_id is None and found.release_id is not None:
        return _acknowledge_release(session, found, actor, at)
    if not found.to_acknowledge or found.case_id is None or found.event_seq is None:
        raise NotPossibleNow("Nothing is to be acknowledged here.", rule="P-54")
    case = session.scalar(select(Case).where(Case.id == found.case_id).with_for_update())
    assert case is not None, "an obligation's case exists"
    found = find(session, actor, obligation_id, lock=True)
    if found.acknowledged_at is not None:
        raise NotPossibleNow("This is acknowledged already.", rule="P-54")
    casework.perform(session, desk, case, _action(session, found), actor, at)
    found.acknowledged_at, found.acknowledged_by = at, actor.name
    found.state = ObligationState.ACKNOWLEDGED.value
    return found


def _acknowledge_release(session: Session, found: Obligation, actor: Actor, at: datetime) -> Obligation:
    """What was released by itself, and belongs to no case."""
    found = find(session, actor, found.id, lock=True)
    if found.acknowledged_at is not None:
        raise NotPossibleNow("This is acknowledged already.", rule="P-54")
    found.acknowledged_at, found.acknowledged_by = at, actor.name
    found.state = ObligationState.ACKNOWLEDGED.value
    return found


def of_release(session: Session, release_id: int, actor: Actor) -> Obligation:
    """What a laboratory is to acknowledge of a version; NotFound where there is nothing."""
    owed = visible_obligations(actor).where(Obligation.release_id == release_id, Obligation.to_acknowledge)
    found = session.scalars(owed.order_by(Obligation.id.desc()).limit(1)).one_or_none()
    if found is None:
        raise NotFound("Nothing of it is to be acknowledged.")
    return found


def _action(session: Session, obligation: Obligation) -> act.Action:
    row = session.execute(
        select(HistoryEntry.event, HistoryEntry.payload).where(
            HistoryEntry.case_id == obligation.case_id, HistoryEntry.seq == obligation.event_seq
        )
    ).one()
    match history.decode(row.event, row.payload):
        case ev.UpdateDistributed(update=number):
            return act.AcknowledgeUpdate(number)
        case ev.ScriptProvided(script=number):
            return act.AcknowledgeScript(number)
        case _:
            raise NotPossibleNow("Nothing is to be acknowledged here.", rule="P-54")


def send_again(
    session: Session, desk: Desk, obligation_id: int, address: str, actor: Actor, at: datetime
) -> Obligation:
    """A person sends an unmet obligation again, to a corrected address; a new letter, the same words.

    An `unclear` letter may have arrived: that a person decides is the point (P-58).
    """
    found = find(session, actor, obligation_id, lock=True)
    if ObligationState(found.state) not in NEEDS_A_PERSON:
        raise NotPossibleNow("This obligation does not wait for a person.", rule="P-58")
    if "@" not in address or any(char.isspace() for char in address):
        raise InvalidValue("Give one e-mail address.", field="address", rule="P-58")
    if found.letter in ACCOUNT_LETTERS and address != found.address:
        raise InvalidValue(
            "Its link is one person's alone and goes nowhere else; correct the person's address and invite again.",
            field="address",
        )
    post_again(session, desk, found, address, at)
    return found


def post_again(
    session: Session, desk: Desk, found: Obligation, address: str, at: datetime, *, name: str | None = None
) -> None:
    """Owe an obligation's words to another address, or once more to the same; the caller has locked its row.

    `name` is whose address it is, where it is another person's than the first letter's.
    """
    first = session.scalar(select(Letter).where(Letter.obligation_id == found.id).order_by(Letter.id).limit(1))
    count = session.scalar(select(func.count()).where(Letter.obligation_id == found.id)) or 0
    assert first is not None, "every obligation has a letter, held where there was no address"
    if first.state == LetterState.HELD.value:
        first.state = LetterState.CANCELLED.value
    key = f"{found.unique_key}:again-{count}"
    telling = telling_of(session, found)
    own = _relink(session, desk, found, address, telling=telling, at=at)
    session.add(
        Letter(
            unique_key=key,
            obligation_id=found.id,
            case_id=found.case_id,
            dispute_id=found.dispute_id,
            recipient=address,
            recipient_name=first.recipient_name if name is None else name,
            thread_id=first.thread_id,
            subject=first.subject,
            message_id=f"<{secrets.token_hex(12)}@{desk.mail_domain}>",
            body=own(first.body),
            calendar=first.calendar,
            attachments=first.attachments,
            created_at=at,
            next_attempt_at=at,
        )
    )
    found.address, found.state = address, ObligationState.OWED.value
    session.flush()
    if telling is not None and telling.paused_at is not None:
        hold_back(session, telling)


def _relink(
    session: Session, desk: Desk, found: Obligation, address: str, *, telling: Telling | None, at: datetime
) -> Callable[[str], str]:
    """How a text gets the links of whoever it goes to now."""
    if telling is None:
        return _with_own_link(session, desk, found, address, at)
    if found.vendor_id is None:
        return _as_it_is
    elsewhere = bool(found.address) and address != found.address  # whoever was reached by mistake has the old link
    last = _last_letter(session, found).body if elsewhere else ""
    return relinked(session, desk, telling, found.vendor_id, at, last_sent=last)


def _last_letter(session: Session, found: Obligation) -> Letter:
    query = select(Letter).where(Letter.obligation_id == found.id).order_by(Letter.id.desc()).limit(1)
    return session.scalars(query).one()


def _with_own_link(session: Session, desk: Desk, found: Obligation, address: str, at: datetime) -> Callable[[str], str]:
    """Puts the new address's own link to the case where the letter has one: the first one is its reader's alone."""
    of = _followed(session, found)
    if of is None:
        return _as_it_is
    name = address if address != found.address else found.party
    link = link_for(session, desk, of, Addressee(found.party, name, address, vendor_id=found.vendor_id), at)
    plain, followed = re.escape(f"{desk.base_url}{path_of(of.number)}"), re.escape(f"{desk.base_url}/follow/")
    links = re.compile(rf"{plain}(?![\w-])|{followed}\.?[\w-]+\.[\w-]+")
    return lambda text: links.sub(lambda _: link, text)


def _as_it_is(text: str) -> str:
    return text


def _followed(session: Session, found: Obligation) -> Case | Dispute | None:
    """The case or dispute that the letter's reader follows by a link, if they may be a vendor's contact."""
    if found.dispute_id is not None and found.vendor_id is not None:
        return session.get(Dispute, found.dispute_id)
    if found.case_id is not None and found.audience == Audience.VENDOR.value:
        return session.get(Case, found.case_id)
    return None


def settle_by_hand(session: Session, obligation_id: int, how: str, actor: Actor, at: datetime) -> Obligation:
    """A person has told the party otherwise, or found that an unclear letter did arrive; who says so is kept."""
    found = find(session, actor, obligation_id, lock=True)
    if ObligationState(found.state) not in NEEDS_A_PERSON:
        raise NotPossibleNow("This obligation does not wait for a person.", rule="P-58")
    found.state = ObligationState.ACCEPTED.value
    found.accepted_at = at
    found.acknowledged_by = f"{actor.name}: {how}"
    return found


def needing_a_person(session: Session, limit: int = 200) -> list[Obligation]:
    """Obligations that wait for a person, oldest first; also letters given up."""
    states = [state.value for state in NEEDS_A_PERSON]
    return list(
        session.scalars(select(Obligation).where(Obligation.state.in_(states)).order_by(Obligation.id).limit(limit))
    )


def unmet(session: Session) -> int:
    """How many obligations wait for a person."""
    states = [state.value for state in NEEDS_A_PERSON]
    return session.scalar(select(func.count()).select_from(Obligation).where(Obligation.state.in_(states))) or 0


def waiting(session: Session) -> int:
    """Letters that are still on their way."""
    states = (LetterState.QUEUED.value, LetterState.SENDING.value)
    return (
        session.scalar(select(func.count()).select_from(Letter).where(or_(*(Letter.state == s for s in states)))) or 0
    )


def cancel_queued(session: Session, at: datetime) -> int:
    """Send nothing that is still queued, or waits for a paused notice, for example after a restore, when nobody knows
    what had left since the backup.

    Each obligation becomes `unclear` and waits for a person, who sends it again or settles it.
    """
    ids = session.scalars(
        update(Letter)
        .where(Letter.state.in_([LetterState.QUEUED.value, LetterState.HELD.value]), Letter.recipient != "")
        .values(state=LetterState.CANCELLED.value, finished_at=at, answer="cancelled by the operator")
        .returning(Letter.obligation_id)
    ).all()
    for start in range(0, len(ids), 1000):
        session.execute(
            update(Obligation)
            .where(Obligation.id.in_([i for i in ids[start : start + 1000] if i is not None]))
            .values(state=ObligationState.UNCLEAR.value)
        )
    return len(ids)
