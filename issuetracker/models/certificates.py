"""Certificates, in the simplest form that 6a needs (P-50). A case never changes one (P-55)."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.report import DeviceType, OcppVersion


class Certificate(Base):
    """One issued certificate; its number is opaque text."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"), index=True)
    laboratory_id: Mapped[int | None] = mapped_column(ForeignKey("laboratories.id"))
    device: Mapped[str]
    device_type: Mapped[str]
    ocpp_version: Mapped[str]
    profiles: Mapped[list[Any]] = mapped_column(default=list)
    features: Mapped[list[Any]] = mapped_column(default=list)
    octt_version: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("number", name="uq_certificates_number"),
        one_of("device_type", DeviceType),
        one_of("ocpp_version", OcppVersion),
        Index("ix_certificates_applicability", "ocpp_version", "device_type"),
    )
