"""The conversation of a case; who sees an entry stands on the entry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.vocabulary import Visibility


class Message(Base):
    """One entry. Its digest stands in the history under `history_seq`."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    history_seq: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str]
    at: Mapped[datetime]
    visibility: Mapped[str]
    body: Mapped[str]

    __table_args__ = (
        UniqueConstraint("case_id", "history_seq", name="uq_messages_case_id_history_seq"),
        one_of("visibility", Visibility),
        CheckConstraint("body <> ''", name="body_given"),
    )
