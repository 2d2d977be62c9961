"""Counters for numbers that people cite, and answers kept for repeated requests."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base


class Counter(Base):
    """The last number given in a series, for example `OCA-2026`."""

    __tablename__ = "counters"

    series: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class IdempotentRequest(Base):
    """What a creation answered to an `Idempotency-Key`, so that a repeated POST makes nothing twice."""

    __tablename__ = "idempotent_requests"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_sha256: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"))
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (CheckConstraint("(case_id IS NULL) <> (dispute_id IS NULL)", name="made_one"),)
