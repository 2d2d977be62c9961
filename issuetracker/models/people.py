"""People, their roles and their API keys."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from notifications.storage import Base, one_of
from workflows.roles import Role


class Person(Base):
    """Somebody with an account. Laboratory staff and vendors' contacts belong to exactly one party.

    `stamp` stands in every token made for this person and changes with the password, which makes them worthless.
    `totp_secret` and `recovery_codes` are encrypted with keys derived from the secret key.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    laboratory_id: Mapped[int | None] = mapped_column(ForeignKey("laboratories.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")  # in which times are shown
    theme: Mapped[str] = mapped_column(default="")  # as the system has it
    password: Mapped[str | None]  # argon2; None until the invitation is accepted
    stamp: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(16))
    totp_method: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_counter: Mapped[int | None]  # of the last code that was used; none is good twice
    recovery_codes: Mapped[list[Any]] = mapped_column(default=list)
    passkey_handle: Mapped[str | None]
    roles: Mapped[list["PersonRole"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (
        UniqueConstraint("email", name="uq_people_email"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index("ix_people_stamp", "stamp", unique=True),
        CheckConstraint("laboratory_id IS NULL OR vendor_id IS NULL", name="one_party"),
        CheckConstraint("theme IN ('', 'light', 'dark')", name="theme_known"),
    )


class PersonRole(Base):
    """A role that a person holds."""

    __tablename__ = "person_roles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[Person] = relationship(back_populates="roles")

    __table_args__ = (one_of("role", Role), Index("ix_person_roles_role", "role"))


class ApiKey(Base):
    """A key of a person's system. Only its SHA-256 is kept; the key has 256 random bits, so that suffices."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    key_sha256: Mapped[str]
    scopes: Mapped[str]  # space-separated, as in OAuth
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("key_sha256", name="uq_api_keys_key_sha256"),
        CheckConstraint("name <> ''", name="name_given"),
    )
