"""Laboratories (ch.7.6) and vendors."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base


class Laboratory(Base):
    """An authorised test laboratory; `update_address` is where distributions (6c) go."""

    __tablename__ = "laboratories"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    update_address: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        UniqueConstraint("name", name="uq_laboratories_name"),
        CheckConstraint("name <> ''", name="name_given"),
    )


class Vendor(Base):
    """A manufacturer or developer. `folded_name` is the name under which it is found again.

    `notice_address` is the contact for 6a; empty shows as an obligation without an address, never skipped.
    """

    __tablename__ = "vendors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded_name: Mapped[str]
    oca_member: Mapped[bool] = mapped_column(default=False)
    may_be_named: Mapped[bool] = mapped_column(default=False)  # written permission, ch.10
    notice_name: Mapped[str] = mapped_column(default="")
    notice_address: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("folded_name", name="uq_vendors_folded_name"),
        CheckConstraint("name <> ''", name="name_given"),
    )
