"""About sixty certificates over both OCPP versions, every device type, and the forms of number that exist."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.parties import Cast
from issuetracker.models import Certificate, Vendor
from issuetracker.services.certificates import correct, data_of
from workflows.certificates import CertificateKind, ProductSubtype, ProfileResult
from workflows.report import DeviceType, OcppVersion

_CORE, _SECURITY = "Core", "Advanced Security"
_PROFILES_201 = (
    (_CORE,),
    (_CORE, _SECURITY),
    (_CORE, _SECURITY, "Smart Charging"),
    (_CORE, _SECURITY, "Local Authorization List Management", "Reservation"),
    (_CORE, _SECURITY, "Smart Charging", "Advanced Device Management", "Advanced UI", "ISO 15118 Support"),
)
_PROFILES_16 = (
    (_CORE, "Firmware Management", "Remote Trigger"),
    (_CORE, "Firmware Management", "Smart Charging", "Reservation", "Local Authorization List Management"),
    (_CORE, "Firmware Management", "Security General", "Security Profile 2"),
)
_FEATURES_201 = (
    ("C-11", "C-30", "AQ-1"),
    ("C-11", "C-13", "C-50.2", "R-0", "SC-4"),
    ("C-30", "LA-0", "DM-0", "UI-0"),
    ("C-13", "SC-4", "ISO-4", "AQ-1"),
)
_DEVICES = (
    (DeviceType.CHARGING_STATION, "Wallbox {n}-AC22", "CS"),
    (DeviceType.CSMS, "Back end {n}.0", "CSMS"),
    (DeviceType.CHARGING_STATION, "Pillar {n} DC 150", "CS"),
    (DeviceType.SOFTWARE_STACK, "Embedded stack {n}.4", "CS"),
    (DeviceType.CHARGING_STATION, "Twin post {n}", "CS"),
)
_HARDWARE = (
    ("1 EVSE", "fixed cable", "RFID reader", "WiFi", "AC"),
    ("2 EVSE", "socket", "one RFID reader per EVSE", "mobile network", "AC"),
    ("1 EVSE", "fixed cable", "no token reader", "ethernet", "DC"),
)
_OCTT = ("Release_2024-04_v2", "Release_2025-09", "Release_2026-02")


def add_certificates(session: Session, cast: Cast, at: datetime, today: date) -> int:
    """Two certificates for each vendor, a third one for some, one of them corrected; returns how many."""
    laboratories = cast.active_laboratories()
    serial = count()
    for index, vendor in enumerate(session.scalars(select(Vendor).order_by(Vendor.id)).all()):
        for _ in range(3 if index % 9 == 0 else 2):
            number = next(serial)
            laboratory = laboratories[number % len(laboratories)]
            made = _certificate(number, vendor, laboratory, today)
            made.recorded_at, made.recorded_by = at - timedelta(days=30), "Saskia Janssen"
            session.add(made)
    session.flush()
    _correct_one(session, cast, at)
    return next(serial)


def _correct_one(session: Session, cast: Cast, at: datetime) -> None:
    """A record that was wrong has two versions."""
    row = session.scalars(select(Certificate).where(Certificate.ocpp_version == "2.0.1").limit(1)).one()
    data = replace(data_of(row), octt_version="Release_2025-09", model=f"{row.model} rev. 2")
    reason = "The laboratory’s list named another OCTT release than the report."
    correct(session, row.number, 1, data, reason, cast.actors["office"], at - timedelta(days=9))


def _certificate(n: int, vendor: Vendor, laboratory_id: int, today: date) -> Certificate:
    device_type, name, side = _DEVICES[n % len(_DEVICES)]
    # There is no certificate for a Software Stack on OCPP 1.6 (ch.6.2).
    old = n % 4 == 0 and device_type is not DeviceType.SOFTWARE_STACK
    profiles, issued = _PROFILES_16[n % 3] if old else _PROFILES_201[n % 5], today - timedelta(days=40 + 13 * n)
    station = device_type is DeviceType.CHARGING_STATION
    return Certificate(
        number=f"F01.OCA.0016.{1104 + n}.{side}" if old else f"OCA.0201.{n + 12:04d}.{side}",
        vendor_id=vendor.id,
        company=vendor.name,
        laboratory_id=laboratory_id,
        device=name.format(n=n + 1),
        device_type=device_type.value,
        ocpp_version=(OcppVersion.V16 if old else OcppVersion.V201).value,
        model=f"{1000 + 7 * n}-{'AB'[n % 2]}",
        kind=(CertificateKind.SUBSET if len(profiles) < 6 else CertificateKind.FULL).value,
        product_subtype=ProductSubtype.MODE_1_2_ONLY.value if station and n % 23 == 2 else None,
        hardware_features=list(_HARDWARE[n % 3]) if device_type is not DeviceType.CSMS else [],
        ocpp_edition="Edition 2" if old else ("Edition 2", "Edition 3")[n % 2],
        errata_level="" if old else ("2023-12", "2024-11", "2025-06")[n % 3],
        profiles=dict.fromkeys(profiles, ProfileResult.PASSED.value),
        features=[] if old else list(_FEATURES_201[n % 4]),
        octt_version=_OCTT[n % 3],
        # One in seven was recorded before versions were asked for.
        software_versions={} if n % 7 == 3 else {"OCPP software": f"{1 + n % 5}.{n % 9}.{n % 4}"},
        report_references=[f"TR-{issued.year}-{300 + n}"],
        tested_on=issued - timedelta(days=12 + n % 5),
        issued_on=issued,
    )
