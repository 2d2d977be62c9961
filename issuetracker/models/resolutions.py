"""Resolutions that laboratories search before they file (P-08, P-62); anonymous by construction.

`resolutions` and `resolution_references` are the register that others read: none of their columns could hold a party
or lead to one. To which cases a resolution belongs is another table, which is read only among visible cases.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.vocabulary import Scope, Subject


class Resolution(Base):
    """A question and its answer, in words that name nobody."""

    __tablename__ = "resolutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    subject: Mapped[str | None]
    question: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    scope: Mapped[str]
    test_references: Mapped[list[Any]] = mapped_column(default=list)
    ocpp_version: Mapped[str] = mapped_column(default="")
    octt_version: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("resolutions.id"))

    __table_args__ = (
        UniqueConstraint("number", name="uq_resolutions_number"),
        one_of("scope", Scope),
        one_of("subject", Subject),
        CheckConstraint("superseded_by_id IS NULL OR superseded_by_id > id", name="superseded_by_a_later_one"),
        Index("ix_resolutions_made", "made_at", "id"),
        Index("ix_resolutions_superseded_by", "superseded_by_id"),
    )


class ResolutionReference(Base):
    """A test reference by which a resolution is found."""

    __tablename__ = "resolution_references"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolutions.id", ondelete="CASCADE"), primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_resolution_references_reference", "reference", "resolution_id"),)


class Tie(StrEnum):
    """How a resolution belongs to a case: the case left it, or cites it."""

    LEFT = "left"
    CITED = "cited"


class ResolutionCase(Base):
    """To which case a resolution belongs, by which entry; never leaves the circle of those who may see the case."""

    __tablename__ = "resolution_cases"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolutions.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    history_seq: Mapped[int] = mapped_column(primary_key=True)
    tie: Mapped[str]

    __table_args__ = (
        one_of("tie", Tie),
        Index("ix_resolution_cases_case", "case_id", "history_seq"),
        Index(
            "uq_resolution_cases_left",
            "resolution_id",
            unique=True,
            postgresql_where=text("tie = 'left'"),
            sqlite_where=text("tie = 'left'"),
        ),
    )
