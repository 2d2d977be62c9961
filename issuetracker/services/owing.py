"""What is owed to whom: obligations with their letters in the outbox, whatever called for them (P-58)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from issuetracker.models import Case, Letter, Obligation
from issuetracker.services.desk import Desk
from notifications.messages import LetterKind
from notifications.outbox import LetterState, ObligationState
from notifications.recipients import Addressee
from notifications.rendering import Rendered
from notifications.storage import table_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter about to be owed."""

    kind: LetterKind
    addressee: Addressee
    event_seq: int
    rendered: Rendered
    calendar: str = ""
    answers: str = ""  # the Message-ID of the mail that it answers


Owed = tuple[Case | None, dict[str, Draft]]  # letters of one case by their unique keys
_OBLIGE = insert(table_of(Obligation)).returning(table_of(Obligation).c.id, sort_by_parameter_order=True)
_POST = insert(table_of(Letter))


def store(session: Session, desk: Desk, case: Case | None, drafts: dict[str, Draft], at: datetime) -> None:
    """Insert obligations and their letters, held where there is no address yet; two statements for any number."""
    store_all(session, desk, [(case, drafts)], at)


def store_all(session: Session, desk: Desk, owed: Sequence[Owed], at: datetime) -> None:
    """The same for several cases, in two statements as well."""
    written = [(case, key, draft) for case, drafts in owed for key, draft in drafts.items()]
    if not written:
        return
    ids = session.scalars(_OBLIGE, [_obligation(case, key, draft, at) for case, key, draft in written]).all()
    letters = [
        _letter(desk, case, key, draft, obligation_id, at)
        for (case, key, draft), obligation_id in zip(written, ids, strict=True)
    ]
    session.execute(_POST, letters)


def _obligation(case: Case | None, key: str, draft: Draft, at: datetime) -> dict[str, Any]:
    who = draft.addressee
    state = ObligationState.OWED if who.address else ObligationState.NO_ADDRESS
    return {
        "unique_key": key,
        "case_id": case.id if case else None,
        "event_seq": draft.event_seq,
        "letter": draft.kind.name,
        "audience": draft.kind.audience.value,
        "party": who.party,
        "person_id": who.person_id,
        "laboratory_id": who.laboratory_id,
        "vendor_id": who.vendor_id,
        "address": who.address,
        "state": state.value,
        "to_acknowledge": draft.kind.to_acknowledge,
        "created_at": at,
        "acknowledged_by": "",
    }


def _letter(desk: Desk, case: Case | None, key: str, draft: Draft, obligation_id: int, at: datetime) -> dict[str, Any]:
    return {
        "unique_key": key,
        "obligation_id": obligation_id,
        "case_id": case.id if case else None,
        "recipient": draft.addressee.address,
        "recipient_name": draft.addressee.name,
        "message_id": f"<{secrets.token_hex(12)}@{desk.mail_domain}>",
        "thread_id": draft.answers or (f"<{case.number.lower()}@{desk.mail_domain}>" if case else ""),
        "subject": draft.rendered.subject,
        "body": draft.rendered.body,
        "html": draft.rendered.html,
        "calendar": draft.calendar,
        "created_at": at,
        "next_attempt_at": at,
        "state": (LetterState.QUEUED if draft.addressee.address else LetterState.HELD).value,
        "attempts": 0,
        "claimed_by": "",
        "answer": "",
    }
