"""Obligations (who must be told what) and the outbox (what is on its way to whom); P-53, P-58."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of, seldom


class ObligationState(StrEnum):
    """Where an obligation stands; `no_address` and `failed` need a person."""

    OWED = "owed"
    ACCEPTED = "accepted"  # by the mail server
    BOUNCED = "bounced"
    ACKNOWLEDGED = "acknowledged"
    NO_ADDRESS = "no_address"
    FAILED = "failed"
    UNCLEAR = "unclear"  # the connection ended before the server's answer: accepted or not, nobody knows


class LetterState(StrEnum):
    """A letter's way through the outbox."""

    HELD = "held"  # written, but its party has no address yet, or its notice is paused
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNCLEAR = "unclear"
    CANCELLED = "cancelled"


NEEDS_A_PERSON = (ObligationState.BOUNCED, ObligationState.NO_ADDRESS, ObligationState.FAILED, ObligationState.UNCLEAR)


class Obligation(Base):
    """One party who must be told one thing, until it has been."""

    __tablename__ = "obligations"

    id: Mapped[int] = mapped_column(primary_key=True)
    unique_key: Mapped[str]  # case number, event and party: told once
    case_id: Mapped[int | None] = mapped_column(index=True)
    dispute_id: Mapped[int | None]
    release_id: Mapped[int | None]
    event_seq: Mapped[int | None]
    letter: Mapped[str]
    audience: Mapped[str]
    party: Mapped[str]  # as people read it
    person_id: Mapped[int | None]
    laboratory_id: Mapped[int | None]
    vendor_id: Mapped[int | None]
    address: Mapped[str]
    state: Mapped[str] = mapped_column(default=ObligationState.OWED)
    to_acknowledge: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("unique_key", name="uq_obligations_unique_key"),
        one_of("state", ObligationState),
        seldom("obligations", "dispute_id"),
        seldom("obligations", "release_id"),
        CheckConstraint("state <> 'no_address' OR address = ''", name="no_address_is_empty"),
        Index(
            "ix_obligations_of_laboratories",
            "laboratory_id",
            "id",
            postgresql_where=text("release_id IS NOT NULL"),
            sqlite_where=text("release_id IS NOT NULL"),
        ),
        Index(
            "ix_obligations_needing_a_person",
            "id",
            postgresql_where=text("state IN ('bounced', 'no_address', 'failed', 'unclear')"),
            sqlite_where=text("state IN ('bounced', 'no_address', 'failed', 'unclear')"),
        ),
        Index(
            "ix_obligations_to_acknowledge",
            "letter",
            "accepted_at",
            postgresql_where=text("to_acknowledge AND acknowledged_at IS NULL"),
            sqlite_where=text("to_acknowledge AND acknowledged_at IS NULL"),
        ),
    )


class Letter(Base):
    """One message to one address, frozen when the thing happened; one Message-ID for all attempts."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    unique_key: Mapped[str]
    obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligations.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(index=True)
    dispute_id: Mapped[int | None]
    recipient: Mapped[str]
    recipient_name: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str]
    thread_id: Mapped[str] = mapped_column(default="")  # Message-ID that all letters of a case refer to
    subject: Mapped[str]
    body: Mapped[str]
    calendar: Mapped[str] = mapped_column(default="")  # an iCalendar invitation, where there is one
    attachments: Mapped[list[Any]] = mapped_column(default=list)  # of each file name, media_type, sha256 (`Attached`)
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=LetterState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    claimed_by: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # what the mail server said last

    __table_args__ = (
        UniqueConstraint("unique_key", name="uq_outbox_unique_key"),
        UniqueConstraint("message_id", name="uq_outbox_message_id"),
        one_of("state", LetterState),
        seldom("outbox", "dispute_id"),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        CheckConstraint("state IN ('held', 'cancelled') OR recipient <> ''", name="recipient_given"),
        Index(
            "ix_outbox_due",
            "state",
            "next_attempt_at",
            postgresql_where=text("state IN ('queued', 'sending')"),
            sqlite_where=text("state IN ('queued', 'sending')"),
        ),
    )
