"""Whom a vendor wants safety notices to reach (6a, P-50)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of

_LIVE = text("ended_at IS NULL")


class ContactRole(StrEnum):
    """What a contact is for; notices go to the first of this order that is usable."""

    FIRST = "safety_first"
    SECOND = "safety_second"
    TECHNICAL = "technical"


class NoticeContact(Base):
    """A vendor's contact for notices. `verified_at`: by a link in a mail; `bounced_at`: what was sent came back.

    A contact is ended, never deleted: who was asked and told stays readable. One that a vendor has proposed by its link
    is used only once it is verified, and then takes the place of the one used till then.
    """

    __tablename__ = "notice_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"), index=True)
    role: Mapped[str] = mapped_column(default=ContactRole.FIRST)
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime | None]  # when the latest link to verify it was mailed
    verified_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("role", ContactRole),
        CheckConstraint("address <> ''", name="address_given"),
        Index(
            "ix_notice_contacts_live",
            "vendor_id",
            "address",
            unique=True,
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        ),
    )
