"""Histories of cases and disputes, append-only and hash-chained, and the daily head over all chains (P-96)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base


class EntryColumns:
    """One event. `hash` covers everything in the row and the hash before it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    actor_name: Mapped[str]
    rule: Mapped[str]
    calendar: Mapped[int]
    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


# The events that make an interim measure, few among many (P-10 … P-12).
INTERIM_CONDITION = "event IN ('ScriptProvided', 'InterimMeasureDecided', 'Expedited')"


class HistoryEntry(EntryColumns, Base):
    """One event of a case."""

    __tablename__ = "history"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))

    __table_args__ = (
        UniqueConstraint("case_id", "seq", name="uq_history_case_id_seq"),
        Index("ix_history_at", "at"),
        Index(
            "ix_history_interim",
            "event",
            "id",
            postgresql_where=text(INTERIM_CONDITION),
            sqlite_where=text(INTERIM_CONDITION),
        ),
        CheckConstraint("seq >= 1", name="seq_counts"),
        CheckConstraint("length(hash) = 64", name="hash_is_sha256"),
    )


class HistoryHead(Base):
    """One hash over everything that was added to any history up to the end of a day at OCA's seat.

    To be kept outside the service: a history that is rewritten later no longer gives it.
    """

    __tablename__ = "history_heads"

    day: Mapped[date] = mapped_column(primary_key=True)
    entries: Mapped[int]
    until: Mapped[datetime]
    previous_head: Mapped[str]
    head: Mapped[str]
    made_at: Mapped[datetime]
