"""Certificates recorded after a notice went out, to which the approved notice applies too (P-50)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of


class Settlement(StrEnum):
    """How such a certificate was settled."""

    TOLD = "told"
    SET_ASIDE = "set_aside"  # with a reason


class NoticeMatch(Base):
    """An approved notice (the entry of 6a in its case) that applies to a certificate recorded later.

    It needs a person until the vendor was told or a reason is given.
    """

    __tablename__ = "notice_matches"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    event_seq: Mapped[int]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    number: Mapped[str]
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"))
    why: Mapped[str]
    found_at: Mapped[datetime]
    settlement: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("case_id", "event_seq", "number", name="uq_notice_matches_case_id_event_seq_number"),
        one_of("settlement", Settlement),
        CheckConstraint("(settlement IS NULL) = (settled_at IS NULL)", name="settled_at_when_settled"),
        CheckConstraint("settlement IS NULL OR settlement = 'told' OR reason <> ''", name="set_aside_for_a_reason"),
        Index(
            "ix_notice_matches_open",
            "case_id",
            postgresql_where=text("settlement IS NULL"),
            sqlite_where=text("settlement IS NULL"),
        ),
    )
