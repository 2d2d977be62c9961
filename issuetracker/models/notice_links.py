"""Links by which a certified vendor reads its notice, without an account (6a)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base


class NoticeLink(Base):
    """One vendor's link to one notice; `edition` makes links of before worthless."""

    __tablename__ = "notice_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    telling_id: Mapped[int] = mapped_column(ForeignKey("tellings.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"))
    edition: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("telling_id", "vendor_id", name="uq_notice_links_telling_id_vendor_id"),
        CheckConstraint("edition >= 1", name="edition_counts"),
    )
