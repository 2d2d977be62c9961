"""What is owed to whom: obligations with their letters in the outbox, whatever called for them (P-58)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from issuetracker.models import Case, Dispute, Letter, Obligation, Release
from issuetracker.services.desk import Desk
from issuetracker.services.given_rows import Row, filled, parameters
from notifications.dispute_messages import DisputeLetter
from notifications.messages import LetterKind
from notifications.outbox import LetterState, ObligationState
from notifications.recipients import Addressee
from notifications.rendering import Rendered
from notifications.storage import table_of


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a letter; its bytes lie in the store of all files."""

    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter about to be owed."""

    kind: LetterKind | DisputeLetter
    addressee: Addressee
    event_seq: int
    rendered: Rendered
    calendar: str = ""
    answers: str = ""  # the Message-ID of the mail that it answers
    release_id: int | None = None  # what it brings to a laboratory
    attachments: tuple[Attached, ...] = ()


About = Case | Dispute | Release | None
Owed = tuple[About, dict[str, Draft]]  # letters of one case or dispute by their unique keys
_OBLIGATIONS, _LETTERS = table_of(Obligation), table_of(Letter)
_OBLIGE = insert(_OBLIGATIONS).returning(_OBLIGATIONS.c.id, sort_by_parameter_order=True)
_POST = insert(_LETTERS)
_OBLIGED = filled(_OBLIGATIONS).returning(_OBLIGATIONS.c.id, _OBLIGATIONS.c.unique_key).cte("obliged")
_OBLIGE_AND_POST = filled(_LETTERS, of=_OBLIGED, key="unique_key", obligation_id=_OBLIGED.c.id)


def store(session: Session, desk: Desk, about: About, drafts: dict[str, Draft], at: datetime) -> None:
    """Insert obligations and their letters, held where there is no address yet; one statement for any number.

    On SQLite two, since it can use in no insert what another returns.
    """
    store_all(session, desk, [(about, drafts)], at)


def store_all(session: Session, desk: Desk, owed: Sequence[Owed], at: datetime) -> None:
    """The same for several cases or disputes, in as few."""
    rows = rows_of(desk, owed, at)
    obligations, letters = rows.values()
    if not obligations:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_OBLIGE_AND_POST, parameters(rows))
        return
    ids = session.scalars(_OBLIGE, obligations)
    session.execute(_POST, [{**row, "obligation_id": known} for row, known in zip(letters, ids, strict=True)])


def rows_of(desk: Desk, owed: Sequence[Owed], at: datetime) -> dict[Table, list[Row]]:
    """The obligations, and for each in the same order its letter."""
    written = [(about, key, draft) for about, drafts in owed for key, draft in drafts.items()]
    return {
        _OBLIGATIONS: [_obligation(about, key, draft, at) for about, key, draft in written],
        _LETTERS: [_letter(desk, about, key, draft, at) for about, key, draft in written],
    }


def _ids(about: About) -> dict[str, int | None]:
    return {
        "case_id": about.id if isinstance(about, Case) else None,
        "dispute_id": about.id if isinstance(about, Dispute) else None,
    }


def _obligation(about: About, key: str, draft: Draft, at: datetime) -> Row:
    who = draft.addressee
    state = ObligationState.OWED if who.address else ObligationState.NO_ADDRESS
    return {
        "unique_key": key,
        **_ids(about),
        "release_id": draft.release_id,
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


def _letter(desk: Desk, about: About, key: str, draft: Draft, at: datetime) -> Row:
    return {
        "unique_key": key,
        **_ids(about),
        "recipient": draft.addressee.address,
        "recipient_name": draft.addressee.name,
        "message_id": f"<{secrets.token_hex(12)}@{desk.mail_domain}>",
        "thread_id": draft.answers or (f"<{about.number.lower()}@{desk.mail_domain}>" if about else ""),
        "subject": draft.rendered.subject,
        "body": draft.rendered.body,
        "calendar": draft.calendar,
        "attachments": [{name: getattr(file, name) for name in Attached.__slots__} for file in draft.attachments],
        "created_at": at,
        "next_attempt_at": at,
        "state": (LetterState.QUEUED if draft.addressee.address else LetterState.HELD).value,
        "attempts": 0,
        "claimed_by": "",
        "answer": "",
    }
