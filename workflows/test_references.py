"""Test references as people write them (`tc_e_22_cs`, `TC_E_22/24/25_CS`) read into the OCTT's own form.

What cannot be read stays as written: a wrong guess is worse than none, and the numbering grows with every
OCTT release, so nothing here refuses.
"""

import re
from dataclasses import dataclass

from workflows.report import DeviceType, OcppVersion

_SHAPE = re.compile(
    r"""\bTC[\s_\-.]?
        (?: (?P<block>[A-S])[_\-\s.]?(?P<number>\d{1,3}(?:/\d{1,3})*)   # 2.0.1: TC_E_22_CS, TC_E_22/24_CS
          | (?P<old>\d{3})(?:[_.](?P<variant>\d{1,2}))? )               # 1.6: TC_001_CSMS, TC_042.1
        (?:[_\-\s](?P<side>CSMS|CS)\b)?(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class TestReferenceReading:
    """One text read: canonical references in order, and warnings for people."""

    references: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    __test__ = False


def read_test_references(text: str) -> tuple[str, ...]:
    """All test references in `text`, canonical, first mention first; the trimmed text itself if none is readable."""
    stripped = text.strip()
    return mentioned_references(text) or ((stripped,) if stripped else ())


def mentioned_references(text: str) -> tuple[str, ...]:
    """All test references that can be read in the beginning of `text`, canonical, first mention first."""
    beginning = text[:2000]
    if "tc" not in beginning.lower():  # most texts have none, and to look for the shape takes long
        return ()
    found: dict[str, None] = {}
    for match in _SHAPE.finditer(beginning):
        side = f"_{match['side'].upper()}" if match["side"] else ""
        if match["old"]:
            variant = f"_{match['variant']}" if match["variant"] else ""
            found[f"TC_{match['old']}{variant}{side}"] = None
        else:
            for number in match["number"].split("/"):
                found[f"TC_{match['block'].upper()}_{number.zfill(2)}{side}"] = None
    return tuple(found)


def read_all(texts: tuple[str, ...], device: DeviceType | None, version: OcppVersion | None) -> TestReferenceReading:
    """Read several entries; warn, never refuse, where side or numbering disagrees with device type or version."""
    references = tuple(dict.fromkeys(ref for text in texts for ref in read_test_references(text)))
    return TestReferenceReading(references, tuple(_warnings(references, device, version)))


def _warnings(references: tuple[str, ...], device: DeviceType | None, version: OcppVersion | None) -> list[str]:
    warnings = []
    for ref in references:
        if device is DeviceType.CSMS and ref.endswith("_CS"):
            warnings.append(f"{ref} tests a Charging Station, but the device under test is a CSMS.")
        if device not in (None, DeviceType.CSMS) and ref.endswith("_CSMS"):
            warnings.append(f"{ref} tests a CSMS, but the device under test is not one.")
        is_16 = re.match(r"TC_\d", ref) is not None
        if version is OcppVersion.V16 and re.match(r"TC_[A-S]_", ref):
            warnings.append(f"{ref} is numbered as OCPP 2.0.1 test cases are, but the report says OCPP 1.6.")
        if version is OcppVersion.V201 and is_16:
            warnings.append(f"{ref} is numbered as OCPP 1.6 test cases are, but the report says OCPP 2.0.1.")
    return warnings
