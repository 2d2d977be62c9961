"""Laboratories (ch.7.6) and vendors."""

from datetime import date

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

    Whom notices reach stands in `notice_contacts`. What the vendor permits and what it is have a date, a reference
    and whoever recorded them.
    """

    __tablename__ = "vendors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded_name: Mapped[str]
    oca_member: Mapped[bool] = mapped_column(default=False)
    member_since: Mapped[date | None]
    member_reference: Mapped[str] = mapped_column(default="")
    member_recorded_by: Mapped[str] = mapped_column(default="")
    may_be_named: Mapped[bool] = mapped_column(default=False)  # written permission, ch.10
    permission_on: Mapped[date | None]
    permission_reference: Mapped[str] = mapped_column(default="")
    permission_recorded_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("folded_name", name="uq_vendors_folded_name"),
        CheckConstraint("name <> ''", name="name_given"),
    )
