"""What the office did to people and parties; only ever added to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of


class Subject(StrEnum):
    """Whom a change of the office is about."""

    PERSON = "person"
    LABORATORY = "laboratory"
    VENDOR = "vendor"


class Deed(StrEnum):
    """What the office did."""

    ADDED = "added"
    CHANGED = "changed"
    INVITED = "invited"
    LET_IN_NO_MORE = "let_in_no_more"
    LET_IN_AGAIN = "let_in_again"
    SESSIONS_ENDED = "sessions_ended"
    SECOND_FACTOR_RESET = "second_factor_reset"


class DeskEvent(Base):
    """One deed of the office: who, when, to whom; `changes` has old and new value by the field's name.

    Names are kept as they were, and nothing points at the rows of people or parties: what was done stays readable.
    """

    __tablename__ = "desk_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int]
    deed: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (
        one_of("subject", Subject),
        one_of("deed", Deed),
        Index("ix_desk_events_subject", "subject", "subject_id", "id"),
    )
