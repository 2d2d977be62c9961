"""The issue template of D.4 as a value, with what steps 3 to 6 need besides (P-01, P-03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class TestType(StrEnum):
    """Source: D.4."""

    CONFORMANCE = "conformance_test"
    PERFORMANCE = "performance_measurement"

    __test__ = False  # a word of the template, not a test class for pytest


class OcppVersion(StrEnum):
    """Versions eligible for certification (ch.2)."""

    V16 = "1.6"
    V201 = "2.0.1"


class DeviceType(StrEnum):
    """Source: ch.7.3."""

    CHARGING_STATION = "charging_station"
    CSMS = "csms"
    SOFTWARE_STACK = "charging_station_software_stack"


class Origin(StrEnum):
    """Steps 1a, 1b, 1c of Figure 4: during certification, by the TWG, by OCA outside the TWG (D.2.1).

    A question (ch.7.3, ch.9, ch.11) begins at none of them.
    """

    CERTIFICATION = "1a"
    TWG = "1b"
    OCA = "1c"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Contact:
    """Contact details of D.4; each may be empty at intake."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """An issue as reported.

    Texts are as written by the reporter; an empty string or tuple means "not given", which P-03 allows at
    intake for everything that P-04 does not name.
    """

    summary: str
    vendor_name: str = ""
    vendor_contact: Contact = Contact()
    laboratory_name: str = ""
    laboratory_contact: Contact = Contact()
    test_types: tuple[TestType, ...] = ()
    test_references: tuple[str, ...] = ()
    description: str = ""
    applicable_documentation: str = ""
    ocpp_version: OcppVersion | None = None
    device_type: DeviceType | None = None
    device: str = ""
    certification_profiles: tuple[str, ...] = ()
    octt_version: str = ""
    blocks_certification: bool | None = None


# The most characters of each field, of each of several; a contact's with a dot.
MOST: Mapping[str, int] = MappingProxyType(
    {
        "summary": 300,
        "vendor_name": 200,
        "laboratory_name": 200,
        **{
            f"{party}_contact.{part}": most
            for party in ("vendor", "laboratory")
            for part, most in (("name", 200), ("email", 254), ("phone", 60))
        },
        "test_references": 300,
        "description": 100_000,
        "applicable_documentation": 20_000,
        "device": 200,
        "certification_profiles": 100,
        "octt_version": 100,
    }
)
MOST_REFERENCES = 50
MOST_PROFILES = 20


def missing_to_start(report: Report, origin: Origin) -> dict[str, str]:
    """What is missing before handling can start: field name → sentence. Empty when nothing is (P-04)."""
    missing: dict[str, str] = {}
    asks = origin is Origin.QUESTION
    if not report.summary.strip():
        missing["summary"] = f"Give a one-line summary of the {'question' if asks else 'issue'}."
    if origin is Origin.CERTIFICATION and not report.laboratory_name.strip():
        missing["laboratory_name"] = "Name the test laboratory."
    if origin is Origin.CERTIFICATION and not report.vendor_name.strip():
        missing["vendor_name"] = "Name the vendor whose device is tested."
    if asks and not report.description.strip():
        missing["description"] = "Write the question."
    elif not any(ref.strip() for ref in report.test_references) and not report.description.strip():
        missing["test_references"] = "Give the test reference or a description; one of the two is needed."
        missing["description"] = "Give a description or the test reference; one of the two is needed."
    return missing
