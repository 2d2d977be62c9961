"""The certification directory: certificates in their versions (ch.8.2.1, 8.2.4). A case never changes one (P-55)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from notifications.storage import Base, one_of
from workflows.certificates import CertificateKind, ProductSubtype, ProfileResult
from workflows.report import DeviceType, OcppVersion

_CURRENT = text("replaced_at IS NULL")


_MARKS = (("p", "profiles"), ("f", "features"), ("h", "hardware_features"))


def mark(kind: str, value: str = "") -> str:
    """A value of a list as `marks` has it; without a value, that the list has anything."""
    return f"|{kind}:{value.strip().casefold().replace('|', ' ')}|"


def _marks(context: Any) -> str:
    """The lists of a row about to be inserted, one after the other: of profiles, those that were passed."""
    values, found = context.get_current_parameters(), []
    for kind, name in _MARKS:
        items = values.get(name) or ()
        if items:
            found.append(mark(kind))
        held = [n for n, result in items.items() if result == ProfileResult.PASSED] if kind == "p" and items else items
        found += [mark(kind, item) for item in held]
    return "".join(found)


class Certificate(Base):
    """One version of an issued certificate, as it was recorded; its number is opaque text.

    A row is never changed but for `replaced_at`, set once when a correction becomes the next version: the database
    refuses anything else by a trigger (decision 31). `company` and `device` are as printed on the certificate,
    whatever the vendor is called today. `profiles` has each profile's result, `software_versions` each element's
    version. `marks` repeats the lists folded, so that SQL finds a value in one pass.
    """

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"), index=True)
    laboratory_id: Mapped[int | None] = mapped_column(ForeignKey("laboratories.id"))
    company: Mapped[str] = mapped_column(default="")
    device: Mapped[str]
    model: Mapped[str] = mapped_column(default="")
    device_type: Mapped[str]
    product_subtype: Mapped[str | None]
    kind: Mapped[str | None]
    hardware_features: Mapped[list[Any]] = mapped_column(default=list)
    ocpp_version: Mapped[str]
    ocpp_edition: Mapped[str] = mapped_column(default="")
    errata_level: Mapped[str] = mapped_column(default="")
    profiles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    features: Mapped[list[Any]] = mapped_column(default=list)
    software_versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    octt_version: Mapped[str] = mapped_column(default="")
    report_references: Mapped[list[Any]] = mapped_column(default=list)
    tested_on: Mapped[date | None]
    issued_on: Mapped[date]
    marks: Mapped[str] = mapped_column(default=_marks)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # why it was corrected
    replaced_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("number", "version", name="uq_certificates_number_version"),
        CheckConstraint("number <> ''", name="number_given"),
        CheckConstraint("version >= 1", name="version_counts"),
        CheckConstraint("version = 1 OR reason <> ''", name="correction_has_reason"),
        # For OCPP 1.6 no Software Stack is certified (ch.6.2.4).
        CheckConstraint(
            "ocpp_version <> '1.6' OR device_type <> 'charging_station_software_stack'", name="no_stack_on_16"
        ),
        one_of("device_type", DeviceType),
        one_of("product_subtype", ProductSubtype),
        one_of("kind", CertificateKind),
        one_of("ocpp_version", OcppVersion),
        Index("ix_certificates_current", "number", unique=True, postgresql_where=_CURRENT, sqlite_where=_CURRENT),
        Index("ix_certificates_applicability", "ocpp_version", "device_type"),
    )
