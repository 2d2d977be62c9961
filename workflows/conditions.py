"""A condition on what certificates say, as data: frozen with the Board's approved text (P-41, P-50)."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.report import DeviceType, Report


class Kind(StrEnum):
    """What a condition asks."""

    ALL = "all"
    ANY = "any"
    NOT = "not"
    IN = "in"  # an attribute is one of the values
    HAS = "has"  # a list has one of the values
    WITHIN = "within"  # a version or date lies between bounds


class Attribute(StrEnum):
    """What can be asked of a certificate."""

    OCPP_VERSION = "ocpp_version"
    OCPP_EDITION = "ocpp_edition"
    ERRATA_LEVEL = "errata_level"
    DEVICE_TYPE = "device_type"
    PRODUCT_SUBTYPE = "product_subtype"
    KIND = "kind"
    LABORATORY = "laboratory"
    OCTT_VERSION = "octt_version"
    PROFILES = "profiles"
    FEATURES = "features"
    HARDWARE_FEATURES = "hardware_features"
    SOFTWARE_VERSION = "software_version"
    TESTED_ON = "tested_on"
    ISSUED_ON = "issued_on"


A = Attribute
DATES = frozenset({A.TESTED_ON, A.ISSUED_ON})
LISTS = frozenset({A.PROFILES, A.FEATURES, A.HARDWARE_FEATURES})
VERSIONS = frozenset({A.OCPP_EDITION, A.ERRATA_LEVEL, A.OCTT_VERSION, A.SOFTWARE_VERSION})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `parts` for all, any, not; `attribute` with `values` for in and has; bounds for within.

    `element` names the software element whose version is meant; without it each is looked at. `at_least` and
    `at_most` are inside, `below` is outside.
    """

    kind: Kind
    parts: tuple["Condition", ...] = ()
    attribute: Attribute | None = None
    values: tuple[str, ...] = ()
    element: str = ""
    at_least: str = ""
    at_most: str = ""
    below: str = ""


def of_report(report: Report) -> Condition:
    """The condition that a report gives: version, device type, and profiles where it names any.

    A Charging Station and a Software Stack run the same tests.
    """
    parts = []
    if report.ocpp_version is not None:
        parts.append(Condition(Kind.IN, attribute=A.OCPP_VERSION, values=(report.ocpp_version.value,)))
    if report.device_type is not None:
        same: tuple[str, ...] = (report.device_type.value,)
        if report.device_type is not DeviceType.CSMS:
            same = (DeviceType.CHARGING_STATION.value, DeviceType.SOFTWARE_STACK.value)
        parts.append(Condition(Kind.IN, attribute=A.DEVICE_TYPE, values=same))
    if report.certification_profiles:
        parts.append(Condition(Kind.HAS, attribute=A.PROFILES, values=report.certification_profiles))
    return Condition(Kind.ALL, tuple(parts))


def asked_of(condition: Condition) -> frozenset[Attribute]:
    """The attributes that a condition looks at."""
    found = {condition.attribute} if condition.attribute else set()
    return frozenset(found.union(*(asked_of(part) for part in condition.parts)))


def canonical(condition: Condition) -> str:
    """The condition as one text, the same for the same condition: what a digest is made of."""
    return json.dumps(to_data(condition), sort_keys=True, separators=(",", ":"))


def to_data(condition: Condition) -> dict[str, Any]:
    """The condition as JSON has it, without what is empty."""
    data: dict[str, Any] = {"kind": condition.kind.value}
    if condition.parts or condition.kind in (Kind.ALL, Kind.ANY, Kind.NOT):
        data["parts"] = [to_data(part) for part in condition.parts]
    if condition.attribute:
        data["attribute"] = condition.attribute.value
    if condition.values:
        data["values"] = list(condition.values)
    for name in ("element", "at_least", "at_most", "below"):
        if getattr(condition, name):
            data[name] = getattr(condition, name)
    return data
