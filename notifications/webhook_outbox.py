"""Webhooks (whose system wants to hear of changes, and where) and what is on its way to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of


class WebhookState(StrEnum):
    """Whether a webhook is called; a failing one still is, and is active again when it accepts."""

    ACTIVE = "active"
    FAILING = "failing"
    REVOKED = "revoked"


class DeliveryState(StrEnum):
    """A delivery's way; `sending` whose lease has ended is tried again, as the receiver knows its webhook-id."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (DeliveryState.QUEUED.value, DeliveryState.SENDING.value)


class Webhook(Base):
    """An address of a person's system. The secret is kept as it is, because it signs; no longer than it does."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    url: Mapped[str]
    secret: Mapped[str]
    state: Mapped[str] = mapped_column(default=WebhookState.ACTIVE.value)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_attempt_at: Mapped[datetime | None]
    last_answer: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("state", WebhookState),
        CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_at_when_revoked"),
        CheckConstraint("(state = 'revoked') = (secret = '')", name="secret_while_it_signs"),
        Index(
            "ix_webhooks_called",
            "id",
            postgresql_where=text("state <> 'revoked'"),
            sqlite_where=text("state <> 'revoked'"),
        ),
    )


class WebhookDelivery(Base):
    """One call of one webhook about one change of a case or dispute, frozen when it happened; one id for all."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"))
    seq: Mapped[int]  # of the last event that the change recorded
    message_id: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=DeliveryState.QUEUED.value)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    claimed_by: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # what the receiver said last

    __table_args__ = (
        UniqueConstraint("webhook_id", "case_id", "seq", name="uq_webhook_deliveries_webhook_id_case_id_seq"),
        UniqueConstraint("webhook_id", "dispute_id", "seq", name="uq_webhook_deliveries_webhook_id_dispute_id_seq"),
        CheckConstraint("(case_id IS NULL) <> (dispute_id IS NULL)", name="about_one"),
        UniqueConstraint("message_id", name="uq_webhook_deliveries_message_id"),
        one_of("state", DeliveryState),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        Index(
            "ix_webhook_deliveries_due",
            "next_attempt_at",
            postgresql_where=text("state IN ('queued', 'sending')"),
            sqlite_where=text("state IN ('queued', 'sending')"),
        ),
    )
