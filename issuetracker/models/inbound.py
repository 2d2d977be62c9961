"""Mail that came in: each message whole, with what became of it; and whose mail is believed or not wanted."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of


class InboundState(StrEnum):
    """What became of a mail. Only `received` waits for the program, only `IN_QUARANTINE` for a person."""

    RECEIVED = "received"  # kept, not yet read
    FILED = "filed"
    APPENDED = "appended"
    INCOMPLETE = "incomplete"  # its sender was told what is missing; a reply completes it
    QUARANTINED = "quarantined"
    DISPUTE = "dispute"  # came to the address for disputes
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    DUPLICATE = "duplicate"
    DISCARDED = "discarded"


class Cause(StrEnum):
    """Why a mail is in quarantine."""

    UNKNOWN_SENDER = "unknown_sender"
    NOT_AUTHENTICATED = "not_authenticated"
    NOT_A_PARTY = "not_a_party"
    ONLY_A_NUMBER = "only_a_number"  # a case's number in the subject is no proof
    VENDOR_DIRECTLY = "vendor_directly"
    SAME_MESSAGE_ID = "same_message_id"
    BOUNCE_OF_NOTHING = "bounce_of_nothing"
    AUTOMATIC = "automatic"  # of a list or in bulk, with a filled template
    BLOCKED = "blocked"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"  # left in its mailbox; its header is kept
    ENCRYPTED = "encrypted"  # nobody here has the key; a sender who is known was told
    NOT_POSSIBLE = "not_possible"  # the procedure refuses what the mail asks
    FAILED = "failed"  # the program could not read it; `mail reprocess` after a fix


IN_QUARANTINE = (InboundState.QUARANTINED, InboundState.INCOMPLETE, InboundState.DISPUTE)
_FIRST = f"state <> '{InboundState.DUPLICATE}'"
_WAITING = f"state = '{InboundState.RECEIVED}'"
_FOR_PEOPLE = f"state IN ({', '.join(repr(state.value) for state in IN_QUARANTINE)})"


class InboundMail(Base):
    """One mail as a door handed it over. Its bytes lie in the file store under `sha256`.

    `verdict` is what was found at reception about who vouches for the sender (`intake.authentication.Verdict`); empty
    where nobody has asked. `content_sha256` is over Message-ID and body, which stay the same when one mail comes by
    two ways. `taken_at` is when the mail server took it: from there clocks run (P-07). `done_by` is the person who
    decided, if one did.
    """

    __tablename__ = "inbound_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    size: Mapped[int]
    content_sha256: Mapped[str]
    message_id: Mapped[str] = mapped_column(default="")
    door: Mapped[str]
    envelope_from: Mapped[str] = mapped_column(default="")
    envelope_to: Mapped[list[Any]] = mapped_column(default=list)
    client: Mapped[str] = mapped_column(default="")
    helo: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime]
    stored_at: Mapped[datetime]
    not_before: Mapped[datetime]  # when it is read, or read again
    sender: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    verdict: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default=InboundState.RECEIVED)
    cause: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # a sentence
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    dispute_id: Mapped[int | None] = mapped_column(index=True)  # that a person has reported out of it
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_mails.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")  # why that person did so

    __table_args__ = (
        UniqueConstraint("sha256", name="uq_inbound_mails_sha256"),
        one_of("state", InboundState),
        CheckConstraint(f"(state = '{InboundState.RECEIVED}') = (done_at IS NULL)", name="done_at_when_done"),
        CheckConstraint(f"state <> '{InboundState.QUARANTINED}' OR cause <> ''", name="cause_when_quarantined"),
        CheckConstraint(
            f"state NOT IN ('{InboundState.FILED}', '{InboundState.APPENDED}') OR case_id IS NOT NULL",
            name="case_when_filed",
        ),
        # The same mail by two ways is taken in once; two doors at once cannot both be first.
        Index(
            "ix_inbound_mails_content_sha256",
            "content_sha256",
            unique=True,
            postgresql_where=text(_FIRST),
            sqlite_where=text(_FIRST),
        ),
        Index("ix_inbound_mails_message_id", "message_id"),
        Index("ix_inbound_mails_sender", "sender", "stored_at"),
        Index("ix_inbound_mails_stored", "stored_at", "id"),
        Index("ix_inbound_mails_state", "state", "id"),
        Index(
            "ix_inbound_mails_waiting", "not_before", "id", postgresql_where=text(_WAITING), sqlite_where=text(_WAITING)
        ),
        Index("ix_inbound_mails_for_people", "id", postgresql_where=text(_FOR_PEOPLE), sqlite_where=text(_FOR_PEOPLE)),
    )


class MailSource(Base):
    """An address, or a domain as `@desk.example`, whose mail is a laboratory's or a vendor's, or is not wanted.

    A person with an account needs no row. `blocked` is only ever of one who is not a party.
    """

    __tablename__ = "mail_sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    pattern: Mapped[str]
    laboratory_id: Mapped[int | None] = mapped_column(ForeignKey("laboratories.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"))
    blocked: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("pattern", name="uq_mail_sources_pattern"),
        CheckConstraint("pattern = lower(pattern) AND pattern LIKE '%@%'", name="pattern_is_an_address"),
        CheckConstraint(
            "(CASE WHEN laboratory_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN vendor_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN blocked THEN 1 ELSE 0 END) = 1",
            name="one_meaning",
        ),
    )


class MailAnswer(Base):
    """An automatic answer that was written: one for each address, cause and day."""

    __tablename__ = "mail_answers"

    address: Mapped[str] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)  # 2026-11-25, in UTC
    mail_id: Mapped[int] = mapped_column(ForeignKey("inbound_mails.id"))
    letter_key: Mapped[str]  # of the letter in the outbox

    __table_args__ = (Index("ix_mail_answers_letter_key", "letter_key", unique=True),)
