"""The words by which the texts of a case are found; a verified copy, kept beside the texts and never shown."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from notifications.storage import Base, one_of
from workflows.vocabulary import Visibility


def as_vector(words: frozenset[str] | None) -> str | None:
    """Words as PostgreSQL reads a `tsvector`."""
    return None if words is None else " ".join(f"'{word}'" for word in sorted(words))


class Words(TypeDecorator[frozenset[str]]):
    """A set of words: a `tsvector` without positions on PostgreSQL, the words in order on SQLite.

    Words hold letters and digits only, so that neither database's syntax has a say in them.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """What the column is made of."""
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: frozenset[str] | None, dialect: Dialect) -> str | None:
        """To the database."""
        if dialect.name == "postgresql":
            return as_vector(value)
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str] | None:
        """From the database."""
        return None if value is None else frozenset(word.strip("'") for word in value.split())


class TextKind(StrEnum):
    """Which text of a case a row has the words of."""

    REPORT = "report"
    ANALYSIS = "analysis"
    MESSAGE = "message"
    FILE = "file"
    RESOLUTION = "resolution"


class CaseWords(Base):
    """The words of one text. `visibility` and `author_id` say who reads it whole, `parties` also for the report.

    `neutral` has the words that members of the groups read (P-99), of texts that they read at all. `history_seq` is
    the entry that the text came with; the report's is the latest that changed it.
    """

    __tablename__ = "case_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    kind: Mapped[str]
    history_seq: Mapped[int]
    visibility: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    words: Mapped[frozenset[str]] = mapped_column(Words)
    neutral: Mapped[frozenset[str] | None] = mapped_column(Words)

    __table_args__ = (
        UniqueConstraint("case_id", "history_seq", name="uq_case_words_case_id_history_seq"),
        one_of("kind", TextKind),
        one_of("visibility", Visibility),
        CheckConstraint("neutral IS NULL OR kind = 'report'", name="members_read_the_report"),
        # SQLite's index is a table of its own (`case_words_index`, FTS5), kept by triggers of the migration.
        Index("ix_case_words_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
        Index("ix_case_words_neutral", "neutral", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )
