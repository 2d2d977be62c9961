"""Imports of certificates: a file, what it would do line by line, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of


class ImportState(StrEnum):
    """Where an import stands. `waiting` and `confirmed` are the clock's to take up."""

    WAITING = "waiting"  # to be read
    CHECKED = "checked"  # nothing is wrong; somebody may confirm it
    WRONG = "wrong"  # some lines are wrong, or the file could not be read
    CONFIRMED = "confirmed"  # to be saved
    SAVED = "saved"
    DISCARDED = "discarded"


class LineKind(StrEnum):
    """What a line of an import would do; lines that change nothing are only counted."""

    NEW = "new"
    CORRECTED = "corrected"
    WRONG = "wrong"


class CertificateImport(Base):
    """One file. `plan_sha256` is the digest of what it would do, which is what a person confirms.

    `settings` has the mapping of columns and laboratories; `seen` what the file was found to be.
    """

    __tablename__ = "certificate_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)  # until it is saved or discarded
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default=ImportState.WAITING)
    uploaded_at: Mapped[datetime]
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    corrected: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    plan_sha256: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("state", ImportState),
        CheckConstraint("done <= total", name="done_at_most_total"),
        Index(
            "ix_certificate_imports_open",
            "id",
            postgresql_where=text("state IN ('waiting', 'confirmed')"),
            sqlite_where=text("state IN ('waiting', 'confirmed')"),
        ),
    )


class ImportLine(Base):
    """What one line would do; `details` is a list of [column, old value or what is wrong, new value]."""

    __tablename__ = "certificate_import_lines"

    import_id: Mapped[int] = mapped_column(ForeignKey("certificate_imports.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str]
    details: Mapped[list[Any]] = mapped_column(default=list)

    __table_args__ = (
        one_of("kind", LineKind),
        Index("ix_certificate_import_lines_kind", "import_id", "kind", "line"),
    )
