"""Clocks as rows, so that a sweep costs what is due; and the calendars by which they count."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.clocks import ClockState
from workflows.versions import ClockKind


class RunningClock(Base):
    """A clock of a case, running or not; a copy of what the history says, except the reminders.

    `next_reminder_at` is None when nothing is left to remind of.
    """

    __tablename__ = "clocks"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    key: Mapped[str]
    kind: Mapped[str]
    working_group: Mapped[str] = mapped_column(default="")
    holder: Mapped[str]
    started_at: Mapped[datetime]
    working_days: Mapped[int]
    calendar: Mapped[int]
    due_at: Mapped[datetime]
    indicative: Mapped[bool]
    state: Mapped[str]
    ended_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    next_reminder_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("case_id", "key", name="uq_clocks_case_id_key"),
        one_of("kind", ClockKind),
        one_of("state", ClockState),
        Index(
            "ix_clocks_next_reminder",
            "next_reminder_at",
            postgresql_where=text("next_reminder_at IS NOT NULL"),
            sqlite_where=text("next_reminder_at IS NOT NULL"),
        ),
        Index(
            "ix_clocks_running_due",
            "due_at",
            postgresql_where=text("state = 'running'"),
            sqlite_where=text("state = 'running'"),
        ),
        Index(  # reports look at what ended within some months
            "ix_clocks_ended",
            "ended_at",
            postgresql_where=text("ended_at IS NOT NULL"),
            sqlite_where=text("ended_at IS NOT NULL"),
        ),
    )


class CalendarVersion(Base):
    """A frozen calendar (P-92): once written, never changed; a change is a new version."""

    __tablename__ = "calendar_versions"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str]
    data: Mapped[str]  # as workflows.frozen_calendar writes it
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
