"""What people keep at their own desk: lists that they come back to, and texts that they have begun."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base


class SavedView(Base):
    """A list of cases under a name: the part of the address after the question mark."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str]
    query: Mapped[str]

    __table_args__ = (
        UniqueConstraint("person_id", "name", name="uq_saved_views_person_id_name"),
        CheckConstraint("name <> ''", name="name_given"),
    )


class Draft(Base):
    """Texts of a form that was begun and not sent; kept for thirty days, seen by their writer only.

    `place` is the address of the form, `texts` its fields by name.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    place: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    texts: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("person_id", "place", name="uq_drafts_person_id_place"),
        Index("ix_drafts_saved_at", "saved_at"),
    )
