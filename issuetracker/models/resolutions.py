"""Resolutions that laboratories search before they file (P-08, P-62); anonymous by construction."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.vocabulary import Scope


class Resolution(Base):
    """The answer of a decided case, in words that name nobody. `case_id` never leaves OCA."""

    __tablename__ = "resolutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    history_seq: Mapped[int]
    text: Mapped[str]
    scope: Mapped[str]
    test_references: Mapped[list[Any]] = mapped_column(default=list)
    ocpp_version: Mapped[str] = mapped_column(default="")
    octt_version: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("number", name="uq_resolutions_number"),
        UniqueConstraint("case_id", "history_seq", name="uq_resolutions_case_id_history_seq"),
        one_of("scope", Scope),
        Index("ix_resolutions_made", "made_at", "id"),
    )
