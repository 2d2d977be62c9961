"""Large circles of recipients, told in the background in batches, with progress."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base


class Telling(Base):
    """The notices of one event of 6a. Vendors are told in the order of their ids; `last_vendor_id` is how far it is.

    `applicability` is the condition of the approved text, by which certificates recorded later are matched. `number` is
    what its letters call it (`OCA-2026-0042-N1`). While `paused_at` stands, none of its letters leaves.
    """

    __tablename__ = "tellings"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    event_seq: Mapped[int]
    total: Mapped[int]
    told: Mapped[int] = mapped_column(default=0)
    last_vendor_id: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    applicability: Mapped[dict[str, Any] | None]
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[str] = mapped_column(default="")
    paused_why: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("case_id", "event_seq", name="uq_tellings_case_id_event_seq"),
        CheckConstraint("told <= total", name="told_at_most_total"),
        Index("ix_tellings_number", "number", unique=True),
        Index(
            "ix_tellings_open",
            "id",
            postgresql_where=text("finished_at IS NULL"),
            sqlite_where=text("finished_at IS NULL"),
        ),
    )


class TellingCertificate(Base):
    """A certificate that a telling concerns."""

    __tablename__ = "telling_certificates"

    telling_id: Mapped[int] = mapped_column(ForeignKey("tellings.id"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"))

    __table_args__ = (Index("ix_telling_certificates_vendor", "telling_id", "vendor_id"),)
