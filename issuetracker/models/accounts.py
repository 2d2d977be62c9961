"""How people get in: sign-ins, passkeys, links that are good once, wrong tries, and links to one case."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of


class SignIn(Base):
    """One sign-in on one device, until it ends. Only the SHA-256 of what the cookie holds is kept.

    `how` says by what: password and code, passkey, the organisation, a link from the command line, the demo.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str]
    how: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("token_sha256", name="uq_sign_ins_token_sha256"),)


class Passkey(Base):
    """A passkey of a person, with the attributes that Flask-Security reads and writes.

    `usage` is `first` (instead of password and code) or `secondary` (instead of the code).
    """

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    usage: Mapped[str]
    device_type: Mapped[str] = mapped_column(default="")
    backup_state: Mapped[bool] = mapped_column(default=False)
    transports: Mapped[list[Any]] = mapped_column(default=list)
    extensions: Mapped[str | None]
    created_at: Mapped[datetime]
    lastuse_datetime: Mapped[datetime] = mapped_column("last_used_at")

    __table_args__ = (
        UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
        UniqueConstraint("person_id", "name", name="uq_passkeys_person_id_name"),
        CheckConstraint("usage IN ('first', 'secondary')", name="usage_known"),
    )


class LinkKind(StrEnum):
    """What a link that is good once lets its holder do."""

    INVITATION = "invitation"  # choose a password, for the first time
    SIGN_IN = "sign_in"  # be let in, from the command line: the first administrator, and whoever locked themselves out


class AccountLink(Base):
    """A link by mail or from the command line that is good once, until it expires."""

    __tablename__ = "account_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    token_sha256: Mapped[str]
    made_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("token_sha256", name="uq_account_links_token_sha256"),
        one_of("kind", LinkKind),
    )


class WrongTry(Base):
    """A wrong password or code. `key_sha256` hides the account or address: people type passwords into any field."""

    __tablename__ = "wrong_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_sha256: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index("ix_wrong_tries_key_at", "key_sha256", "at"),)


class CaseLink(Base):
    """A vendor's contact without an account who follows one case or dispute; `edition` ends links of before."""

    __tablename__ = "case_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"))
    name: Mapped[str]
    email: Mapped[str]
    edition: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("case_id", "email", name="uq_case_links_case_id_email"),
        UniqueConstraint("dispute_id", "email", name="uq_case_links_dispute_id_email"),
        CheckConstraint("(case_id IS NULL) <> (dispute_id IS NULL)", name="of_one"),
        CheckConstraint("email = lower(email) AND email <> ''", name="email_lower"),
    )
