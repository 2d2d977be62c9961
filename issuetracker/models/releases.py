"""Releases (P-57): what is current for laboratories, in versions that nothing changes, with files and cases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.releases import ReleaseKind


class Release(Base):
    """One version of a release.

    A row is never changed but for `sent_at`, and for `replaced_at` once the next version was sent: the database refuses
    anything else by a trigger (decision 45). What was said on a case (an update, a script, a bug of the OCTT) is
    repeated here with its `case_id`, the entry that says it, and its number in the case. Without `laboratory_ids` it is
    for all active laboratories. `details` has what only its kind has.
    """

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    available_on: Mapped[date]
    active_on: Mapped[date]
    final: Mapped[bool]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    laboratory_ids: Mapped[list[Any]] = mapped_column(default=list)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")  # why it was corrected or withdrawn
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    event_seq: Mapped[int | None]
    case_part: Mapped[int | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    sent_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("number", "version", name="uq_releases_number_version"),
        one_of("kind", ReleaseKind),
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("version >= 1", name="version_counts"),
        CheckConstraint("version = 1 OR reason <> ''", name="next_has_reason"),
        CheckConstraint("active_on >= available_on", name="active_once_available"),
        CheckConstraint("replaced_at IS NULL OR sent_at IS NOT NULL", name="replaced_once_sent"),
        Index("ix_releases_sent", "sent_at", "id"),
        Index("ix_releases_case", "case_id", "event_seq"),
    )


class ReleaseFile(Base):
    """A file of one version. The bytes lie in the store of all files."""

    __tablename__ = "release_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("size >= 0", name="size_counted"),
        CheckConstraint("name <> ''", name="name_given"),
    )


class ReleaseCase(Base):
    """A case that a version settles, or in whose words it names nobody."""

    __tablename__ = "release_cases"

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class Forwarding(Base):
    """A laboratory's own record that it has passed a release on to vendors in process; added, never changed."""

    __tablename__ = "release_forwardings"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), index=True)
    laboratory_id: Mapped[int] = mapped_column(ForeignKey("laboratories.id"))
    at: Mapped[datetime]
    by_name: Mapped[str]
    vendors: Mapped[int]
    whom: Mapped[str] = mapped_column(default="")

    __table_args__ = (CheckConstraint("vendors >= 1", name="vendors_counted"),)
