"""What an issued certificate says (ch.8.2.1, 8.2.4; Appendices A and B). No case changes one (P-55)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.report import DeviceType, OcppVersion


class ProductSubtype(StrEnum):
    """A Charging Station that is limited in a way that affects OCPP (ch.6.2.3)."""

    MODE_1_2_ONLY = "mode_1_2_only"


class CertificateKind(StrEnum):
    """How much of the specification a certificate covers (ch.6.2); security ones are of before June 2024."""

    FULL = "full"
    SUBSET = "subset"
    SECURITY = "security"


class ProfileResult(StrEnum):
    """What the test of a certification profile came to."""

    PASSED = "passed"
    NOT_APPLICABLE = "not_applicable"
    NOT_TESTED = "not_tested"
    FAILED = "failed"


_SHARED = ("Local Authorization List Management", "Smart Charging", "Reservation")
# The certification profiles of Appendices A and B. Others are accepted too: a closed list breaks at the next release.
PROFILES: Mapping[OcppVersion, tuple[str, ...]] = {
    OcppVersion.V16: (
        "Core",
        "Firmware Management",
        *_SHARED,
        "Remote Trigger",
        "Security General",
        "Security Profile 1",
        "Security Profile 2",
        "Security Profile 3",
    ),
    OcppVersion.V201: (
        "Core",
        "Advanced Security",
        *_SHARED,
        "Advanced Device Management",
        "Advanced UI",
        "ISO 15118 Support",
    ),
}


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What can be asked of a certificate. Empty means that it is not recorded, which is not the same as "no" (P-50).

    `laboratory` is the short name; `profiles` has each profile's result, `software_versions` each element's version.
    """

    device_type: DeviceType
    ocpp_version: OcppVersion
    product_subtype: ProductSubtype | None = None
    kind: CertificateKind | None = None
    hardware_features: tuple[str, ...] = ()
    ocpp_edition: str = ""
    errata_level: str = ""
    profiles: Mapping[str, str] | None = None
    features: tuple[str, ...] = ()
    software_versions: Mapping[str, str] | None = None
    octt_version: str = ""
    laboratory: str = ""
    tested_on: date | None = None
    issued_on: date | None = None
