"""Disputes (D.3): their rows as verified copies of their histories, the parties' words, and their evidence."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from issuetracker.models.history import EntryColumns
from notifications.storage import Base, one_of
from workflows.disputes.vocabulary import ActionStage, Adviser, DisputeStage, Ending, Owner, Side


class Dispute(Base):
    """One dispute between a laboratory and a vendor. Its truth is its history; every column but the first is a copy.

    `laboratory_asked_until` and `vendor_asked_until` are when a statement of theirs is wished, while it is awaited;
    `due_on` is the Board's own date (P-74).
    """

    __tablename__ = "disputes"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    reporter: Mapped[str]
    laboratory_id: Mapped[int] = mapped_column(ForeignKey("laboratories.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"))
    subject: Mapped[str]
    stage: Mapped[str]
    ending: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    due_on: Mapped[date | None]
    laboratory_asked_until: Mapped[date | None]
    vendor_asked_until: Mapped[date | None]
    history_seq: Mapped[int] = mapped_column(default=0)
    history_head: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("number", name="uq_disputes_number"),
        one_of("reporter", Side),
        one_of("stage", DisputeStage),
        CheckConstraint(
            f"ending = '' OR ending IN ({', '.join(repr(ending.value) for ending in Ending)})", name="ending_known"
        ),
        CheckConstraint("(stage = 'ended') = (ending <> '')", name="ending_when_ended"),
        CheckConstraint("subject <> ''", name="subject_given"),
        CheckConstraint("version >= 1", name="version_counts"),
        Index("ix_disputes_stage", "stage", "id"),
        Index("ix_disputes_laboratory", "laboratory_id", "id"),
        Index("ix_disputes_vendor", "vendor_id", "id"),
    )


class DisputeEntry(EntryColumns, Base):
    """One event of a dispute, in the same shape and the same chain as those of cases."""

    __tablename__ = "dispute_history"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))

    __table_args__ = (
        UniqueConstraint("dispute_id", "seq", name="uq_dispute_history_dispute_id_seq"),
        Index("ix_dispute_history_at", "at"),
        CheckConstraint("seq >= 1", name="seq_counts"),
        CheckConstraint("length(hash) = 64", name="hash_is_sha256"),
    )


class DisputeRecusal(Base):
    """A Board member who does not sit (P-76): a copy, so that every query on disputes can leave them out."""

    __tablename__ = "dispute_recusals"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class DisputeAdviser(Base):
    """Whom the Board has asked for advice (P-75): a copy. `awaited` while a question of theirs is not answered."""

    __tablename__ = "dispute_advisers"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), primary_key=True)
    adviser: Mapped[str] = mapped_column(primary_key=True)
    awaited: Mapped[bool]

    __table_args__ = (one_of("adviser", Adviser),)


class DisputeCase(Base):
    """A case that a dispute is linked with (P-05): a copy. By number, as the history has it."""

    __tablename__ = "dispute_cases"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), primary_key=True)
    case_number: Mapped[str] = mapped_column(primary_key=True, index=True)


class DisputeCorrective(Base):
    """A corrective action of a decision (P-73): a copy, found by its date."""

    __tablename__ = "dispute_correctives"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    owner: Mapped[str]
    due_on: Mapped[date]
    stage: Mapped[str]

    __table_args__ = (
        one_of("owner", Owner),
        one_of("stage", ActionStage),
        Index("ix_dispute_correctives_due", "due_on"),
    )


class DisputeStatement(Base):
    """A party's own words. Their digest stands in the history under `history_seq`."""

    __tablename__ = "dispute_statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    history_seq: Mapped[int]
    side: Mapped[str]
    body: Mapped[str]

    __table_args__ = (
        UniqueConstraint("dispute_id", "history_seq", name="uq_dispute_statements_dispute_id_history_seq"),
        one_of("side", Side),
        CheckConstraint("body <> ''", name="body_given"),
    )


class DisputeFile(Base):
    """Evidence of one side. The bytes lie in the store of all files; the history has the digest."""

    __tablename__ = "dispute_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    side: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    uploaded_at: Mapped[datetime]

    __table_args__ = (
        one_of("side", Side),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("size >= 0", name="size_counted"),
        CheckConstraint("name <> ''", name="name_given"),
    )
