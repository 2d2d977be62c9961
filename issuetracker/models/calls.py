"""Calls of the working groups: recurring series, single calls, and what stands on their agendas."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.roles import Group


class CallSeries(Base):
    """A recurring call. `rule` is an iCalendar RRULE, `first_at_local` a wall-clock time in `zone`."""

    __tablename__ = "call_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    working_group: Mapped[str]
    title: Mapped[str]
    rule: Mapped[str]
    first_at_local: Mapped[str]  # ISO 8601 without offset: a call at 15:00 stays at 15:00 over a DST night
    zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    minutes: Mapped[int]
    join_how: Mapped[str] = mapped_column(default="")
    exceptions: Mapped[list[Any]] = mapped_column(default=list)  # local dates on which there is no call

    __table_args__ = (one_of("working_group", Group), CheckConstraint("minutes > 0", name="minutes_positive"))


class WorkingGroupCall(Base):
    """One call; `series_id` is None for an extra call (P-12)."""

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("call_series.id"))
    working_group: Mapped[str]
    title: Mapped[str]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    join_how: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)  # iCalendar's count of changes

    __table_args__ = (
        one_of("working_group", Group),
        UniqueConstraint("working_group", "starts_at", name="uq_calls_working_group_starts_at"),
        Index("ix_calls_starts", "starts_at"),
    )


class AgendaItem(Base):
    """A case on a call's agenda, in order. A copy of what the case's history says, with the chair's order and note."""

    __tablename__ = "agenda_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    position: Mapped[int]
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("call_id", "case_id", name="uq_agenda_items_call_id_case_id"),)
