"""What is owed to whom: obligations with their letters in the outbox, whatever called for them (P-58)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from issuetracker.models import Case, Dispute, Letter, Obligation
from issuetracker.services.desk import Desk
from notifications.dispute_messages import DisputeLetter
from notifications.messages import LetterKind
from notifications.outbox import LetterState, ObligationState
from notifications.recipients import Addressee
from notifications.rendering import Rendered
from notifications.storage import table_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter about to be owed."""

    kind: LetterKind | DisputeLetter
    addressee: Addressee
    event_seq: int
    rendered: Rendered
    calendar: str = ""


About = Case | Dispute | None
Owed = tuple[About, dict[str, Draft]]  # letters of one case or dispute by their unique keys
_OBLIGE = insert(table_of(Obligation)).returning(table_of(Obligation).c.id, sort_by_parameter_order=True)
_POST = insert(table_of(Letter))


def store(session: Session, desk: Desk, about: About, drafts: dict[str, Draft], at: datetime) -> None:
    """Insert obligations and their letters, held where there is no address yet; two statements for any number."""
    store_all(session, desk, [(about, drafts)], at)


def store_all(session: Session, desk: Desk, owed: Sequence[Owed], at: datetime) -> None:
    """The same for several cases or disputes, in two statements as well."""
    written = [(about, key, draft) for about, drafts in owed for key, draft in drafts.items()]
    if not written:
        return
    ids = session.scalars(_OBLIGE, [_obligation(about, key, draft, at) for about, key, draft in written]).all()
    letters = [
        _letter(desk, about, key, draft, obligation_id, at)
        for (about, key, draft), obligation_id in zip(written, ids, strict=True)
    ]
    session.execute(_POST, letters)


def _ids(about: About) -> dict[str, int | None]:
    return {
        "case_id": about.id if isinstance(about, Case) else None,
        "dispute_id": about.id if isinstance(about, Dispute) else None,
    }


def _obligation(about: About, key: str, draft: Draft, at: datetime) -> dict[str, Any]:
    who = draft.addressee
    state = ObligationState.OWED if who.address else ObligationState.NO_ADDRESS
    return {
        "unique_key": key,
        **_ids(about),
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


def _letter(desk: Desk, about: About, key: str, draft: Draft, obligation_id: int, at: datetime) -> dict[str, Any]:
    return {
        "unique_key": key,
        "obligation_id": obligation_id,
        **_ids(about),
        "recipient": draft.addressee.address,
        "recipient_name": draft.addressee.name,
        "message_id": f"<{secrets.token_hex(12)}@{desk.mail_domain}>",
        "thread_id": f"<{about.number.lower()}@{desk.mail_domain}>" if about else "",
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
