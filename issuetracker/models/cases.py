"""A case: the row that lists and filters read. Its truth is the history; this is a verified copy."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.report import Origin
from workflows.stages import STAGES, Track
from workflows.vocabulary import Subject
from workflows.waiting import WAITS

# Where "My work" looks: the stages of each track that wait for somebody (workflows.waiting).
WORK = {
    track: tuple(dict.fromkeys(wait.stage for wait in WAITS if wait.track is track))
    for track in Track
    if track in {wait.track for wait in WAITS}
}


def _work_index(track: Track) -> Index:
    listed = ", ".join(f"'{stage}'" for stage in WORK[track])
    condition = text(f"{track.value}_stage IN ({listed})")
    return Index(f"ix_cases_work_{track.value}", "due_at", "id", postgresql_where=condition, sqlite_where=condition)


class Case(Base):
    """One issue. The columns from `case_stage` to `board_matter_stage` are the stages of its tracks.

    `version` counts the changes; a change made on an older version is refused. `due_at` is the earliest due
    moment of its running clocks, `due_at` far in the future (`NO_DUE`) when none runs, so that one index sorts all.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str]
    procedure: Mapped[str]
    laboratory_id: Mapped[int | None] = mapped_column(ForeignKey("laboratories.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    summary: Mapped[str]
    ocpp_version: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    severity: Mapped[str] = mapped_column(default="")
    subject: Mapped[str | None]  # of a question
    board_due_on: Mapped[date | None]  # the Board's own date for another issue
    report: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    ticket_of: Mapped[str] = mapped_column(default="")  # number of the case on whose ticket its OCTT bug is
    history_seq: Mapped[int] = mapped_column(default=0)
    history_head: Mapped[str] = mapped_column(default="")

    case_stage: Mapped[str]
    analysis_stage: Mapped[str]
    twg_stage: Mapped[str]
    cwg_stage: Mapped[str]
    severity_stage: Mapped[str]
    certification_stage: Mapped[str]
    maintenance_stage: Mapped[str]
    distribution_stage: Mapped[str]
    board_matter_stage: Mapped[str]

    __table_args__ = (
        UniqueConstraint("number", name="uq_cases_number"),
        one_of("origin", Origin),
        one_of("subject", Subject),
        CheckConstraint("(origin = 'question') = (subject IS NOT NULL)", name="a_question_has_a_subject"),
        *(one_of(f"{track.value}_stage", STAGES[track]) for track in Track),
        CheckConstraint(
            "origin <> '1a' OR (laboratory_id IS NOT NULL AND vendor_id IS NOT NULL)",
            name="raised_in_certification_has_parties",
        ),
        CheckConstraint("(case_stage = 'closed') = (closed_at IS NOT NULL)", name="closed_at_when_closed"),
        CheckConstraint("version >= 1", name="version_counts"),
        CheckConstraint("duplicate_of_id IS NULL OR duplicate_of_id <> id", name="not_its_own_duplicate"),
        Index("ix_cases_stage_due", "case_stage", "due_at", "id"),
        Index("ix_cases_laboratory_due", "laboratory_id", "case_stage", "due_at", "id"),
        Index("ix_cases_vendor_due", "vendor_id", "case_stage", "due_at", "id"),
        *(_work_index(track) for track in WORK),
        Index("ix_cases_assignee_due", "assignee_id", "case_stage", "due_at", "id"),
        Index(
            "ix_cases_ticket_of",
            "ticket_of",
            postgresql_where=text("ticket_of <> ''"),
            sqlite_where=text("ticket_of <> ''"),
        ),
        Index(
            "ix_cases_board_due",
            "board_due_on",
            postgresql_where=text("board_due_on IS NOT NULL"),
            sqlite_where=text("board_due_on IS NOT NULL"),
        ),
        Index("ix_cases_received", "received_at", "id"),
        Index("ix_cases_changed", "changed_at", "id"),
        Index(
            "ix_cases_twg_due",
            "due_at",
            "id",
            postgresql_where=text("twg_stage <> 'not_opened'"),
            sqlite_where=text("twg_stage <> 'not_opened'"),
        ),
        Index(
            "ix_cases_cwg_due",
            "due_at",
            "id",
            postgresql_where=text("cwg_stage <> 'not_opened'"),
            sqlite_where=text("cwg_stage <> 'not_opened'"),
        ),
        Index(
            "ix_cases_maintenance_due",
            "due_at",
            "id",
            postgresql_where=text("maintenance_stage <> 'not_opened'"),
            sqlite_where=text("maintenance_stage <> 'not_opened'"),
        ),
    )


class CaseTestReference(Base):
    """A canonical test reference of a case, in a column of its own because full-text search would split it."""

    __tablename__ = "case_test_references"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_case_test_references_reference", "reference", "case_id"),)
