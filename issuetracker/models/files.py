"""Files of a case. The bytes lie in a file store under their SHA-256."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.vocabulary import Visibility

_UNREAD = text("tells_of IS NULL")


class StoredFile(Base):
    """One file as it was given, under the name it was given."""

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    visibility: Mapped[str]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    uploaded_at: Mapped[datetime]
    # What in it tells whose it is: word, what it is, line; None until the clock has read it.
    tells_of: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        one_of("visibility", Visibility),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("size >= 0", name="size_counted"),
        CheckConstraint("name <> ''", name="name_given"),
        Index("ix_files_unread", "id", postgresql_where=_UNREAD, sqlite_where=_UNREAD),
    )


class FileGrant(Base):
    """A laboratory that received a file with an update or a script, and may fetch it (P-10, P-54)."""

    __tablename__ = "file_grants"

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True)
    laboratory_id: Mapped[int] = mapped_column(ForeignKey("laboratories.id"), primary_key=True)
