"""Which column of a file is which attribute of a certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuetracker.services.errors import InvalidFields
from issuetracker.services.parties import folded

# Attribute → what headers call it; the first is what the export writes.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "certificate number", "certificate no", "certificate", "certificate id"),
    "vendor": ("vendor",),
    "company": ("company", "company name", "manufacturer", "certified company", "organisation", "organization"),
    "laboratory": ("laboratory", "test laboratory", "lab", "test lab", "test laboratory name"),
    "device": ("device", "device name", "product", "product name", "name of device"),
    "model": ("model", "model name", "type designation"),
    "device_type": ("device type", "type", "product type", "dut type"),
    "product_subtype": ("product subtype", "subtype"),
    "kind": ("kind", "certificate type", "certificate kind", "full or subset"),
    "hardware_features": ("hardware features", "hardware feature set", "feature set", "hardware"),
    "ocpp_version": ("ocpp version", "ocpp", "protocol version", "specification"),
    "ocpp_edition": ("ocpp edition", "edition"),
    "errata_level": ("errata level", "errata", "errata version"),
    "profiles": ("profiles", "certification profiles", "certificate profiles", "certified profiles", "test results"),
    "features": ("features", "optional features", "declared features", "declared optional features"),
    "software_versions": (
        "software versions",
        "ocpp software version",
        "ocpp software versions",
        "software version",
        "firmware version",
        "software",
    ),
    "octt_version": ("octt version", "octt release", "octt", "test tool", "test tool version", "test tool reference"),
    "report_references": ("report references", "test report", "test report reference", "report", "test report number"),
    "tested_on": ("tested on", "test date", "date of test", "tested"),
    "issued_on": ("issued on", "issue date", "date of issue", "issued", "certification date", "date"),
    "reason": ("reason", "reason of correction"),
}
_REQUIRED = ("number", "device", "device_type", "ocpp_version", "issued_on")
_BY_HEADER = {header: attribute for attribute, headers in HEADERS.items() for header in headers}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each attribute stands, by its column; columns that are none are `left_out`."""

    at: Mapping[str, int]
    left_out: tuple[str, ...]


def columns_of(header: Sequence[str], given: Mapping[str, str]) -> Columns:
    """The columns that a header names; `given` says of a header which attribute it is, "" for none.

    Raises InvalidFields for an attribute that stands twice, one that is needed and missing, and words of `given`
    that are not there.
    """
    said = {_key(name): attribute for name, attribute in given.items()}
    wrong = {
        f"column {name}": f"“{attribute}” is no attribute of a certificate: {', '.join(HEADERS)}."
        for name, attribute in given.items()
        if attribute and attribute not in HEADERS
    }
    wrong |= {f"column {name}": "The file has no such column." for name in given if _key(name) not in map(_key, header)}
    at: dict[str, int] = {}
    left_out = []
    for index, name in enumerate(header):
        attribute = said.get(_key(name), _BY_HEADER.get(_key(name), ""))
        if not attribute:
            left_out.append(name)
        elif attribute in at:
            wrong[f"column {name}"] = f"This is {_words(attribute)} too; say which of the two columns it is."
        else:
            at[attribute] = index
    missing = [_words(name) for name in _REQUIRED if name not in at]
    if "vendor" not in at and "company" not in at:
        missing.append("vendor or company")
    if missing:
        wrong["line 1"] = f"The header lacks: {', '.join(missing)}."
    if wrong:
        raise InvalidFields(wrong)
    return Columns(at, tuple(name for name in left_out if name.strip()))


def _words(attribute: str) -> str:
    return attribute.replace("_", " ")


def _key(header: str) -> str:
    return folded(header.replace("_", " ").replace("-", " ").strip(" :*"))
