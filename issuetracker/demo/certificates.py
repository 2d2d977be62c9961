"""About sixty certificates over both OCPP versions, every device type, and the forms of number that exist."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.parties import Cast
from issuetracker.models import Certificate, Vendor
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
_OCTT = ("Release_2024-04_v2", "Release_2025-09", "Release_2026-02")


def add_certificates(session: Session, cast: Cast, today: date) -> int:
    """Two certificates for each vendor, a third one for some; returns how many."""
    laboratories = cast.active_laboratories()
    serial = count()
    for index, vendor in enumerate(session.scalars(select(Vendor).order_by(Vendor.id)).all()):
        for _ in range(3 if index % 9 == 0 else 2):
            number = next(serial)
            session.add(_certificate(number, vendor.id, laboratories[number % len(laboratories)], today))
    session.flush()
    return next(serial)


def _certificate(n: int, vendor_id: int, laboratory_id: int, today: date) -> Certificate:
    device_type, name, side = _DEVICES[n % len(_DEVICES)]
    # There is no certificate for a Software Stack on OCPP 1.6 (ch.6.2).
    old = n % 4 == 0 and device_type is not DeviceType.SOFTWARE_STACK
    return Certificate(
        number=f"F01.OCA.0016.{1104 + n}.{side}" if old else f"OCA.0201.{n + 12:04d}.{side}",
        vendor_id=vendor_id,
        laboratory_id=laboratory_id,
        device=name.format(n=n + 1),
        device_type=device_type.value,
        ocpp_version=(OcppVersion.V16 if old else OcppVersion.V201).value,
        profiles=list(_PROFILES_16[n % 3] if old else _PROFILES_201[n % 5]),
        features=[] if old else list(_FEATURES_201[n % 4]),
        octt_version=_OCTT[n % 3],
        issued_on=today - timedelta(days=40 + 13 * n),
    )
