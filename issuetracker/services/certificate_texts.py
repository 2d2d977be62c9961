"""A certificate's attributes as cells of a table: read in the spellings that occur, written in one."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from issuetracker.services.spreadsheets import Cell, Formula
from workflows.certificates import CertificateKind, ProductSubtype, ProfileResult
from workflows.report import DeviceType, OcppVersion

LONGEST = 500
MAIN = "OCPP software"  # the element whose version stands there without a name
_DEVICE_TYPES = {
    "cs": DeviceType.CHARGING_STATION,
    "charging station": DeviceType.CHARGING_STATION,
    "charge point": DeviceType.CHARGING_STATION,
    "csms": DeviceType.CSMS,
    "central system": DeviceType.CSMS,
    "charging station management system": DeviceType.CSMS,
    "charging station software stack": DeviceType.SOFTWARE_STACK,
    "charging station stack": DeviceType.SOFTWARE_STACK,
    "software stack": DeviceType.SOFTWARE_STACK,
}
_SUBTYPES = {
    "mode 1 2 only": ProductSubtype.MODE_1_2_ONLY,
    "mode 1/2-only charging station": ProductSubtype.MODE_1_2_ONLY,
    "mode 1/2 charging station": ProductSubtype.MODE_1_2_ONLY,
    "mode 1/2-only": ProductSubtype.MODE_1_2_ONLY,
}
_RESULTS = {"": ProfileResult.PASSED, "pass": ProfileResult.PASSED, "ok": ProfileResult.PASSED}
_RESULTS |= {"fail": ProfileResult.FAILED, "n/a": ProfileResult.NOT_APPLICABLE, "na": ProfileResult.NOT_APPLICABLE}
_DOCUMENT = re.compile(
    r"(?:ocpp)?[ -]*(1\.6|2\.0\.1)(?:[ -]?j)?(?:,? *(?:edition|ed\.?) *([0-9]+))?(?: *final)?"
    r"(?:,? *(?:incl\.?|including|with)? *errata *([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[\w.]+))?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,2})\.?(?:[T ]00:00(?::00)?)?")
_KOREAN = re.compile(r"(\d{4})년 *(\d{1,2})월 *(\d{1,2})일")
_DAY_FIRST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.? +([a-z]{3,9})\.?|([a-z]{3,9})\.? +(\d{1,2})),? +(\d{4})", re.IGNORECASE)
_ERROR = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC)[!?]?")


def plain(cell: Cell) -> str:
    """A cell as text. Raises ValueError for formulas, a spreadsheet's errors, and what no text has."""
    text = unicodedata.normalize("NFC", str(cell)).strip()
    if isinstance(cell, Formula):
        raise ValueError("holds a formula; put its value there")
    if _ERROR.fullmatch(text):
        raise ValueError(f"holds the error {text}")
    bad = next((c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t"), None)
    if bad is not None:
        raise ValueError(f"holds the control character U+{ord(bad):04X}")
    if len(text) > LONGEST * 10:
        raise ValueError("is too long")
    return text


def short(cell: Cell) -> str:
    """One line of text."""
    text = " ".join(plain(cell).split())
    if len(text) > LONGEST:
        raise ValueError("is too long")
    return text


def device_type(cell: Cell) -> DeviceType:
    """The device type, in the words of either OCPP version."""
    text = short(cell)
    found = _DEVICE_TYPES.get(text.casefold().replace("_", " "))
    if found is None:
        raise ValueError(f"“{text}” is no device type: charging station, CSMS or charging station software stack")
    return found


def document(cell: Cell) -> tuple[OcppVersion, str, str]:
    """OCPP version, edition and errata level, as “OCPP 2.0.1 Edition 3 FINAL incl. Errata 2024-11”."""
    text = short(cell)
    found = _DOCUMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}” is no OCPP version: 1.6 or 2.0.1")
    return OcppVersion(found[1]), f"Edition {found[2]}" if found[2] else "", found[3] or ""


def subtype(cell: Cell) -> ProductSubtype | None:
    """The product subtype, if any."""
    text = short(cell)
    if not text or text.casefold() in ("none", "-", "n/a"):
        return None
    found = _SUBTYPES.get(text.casefold().replace("_", " "))
    if found is None:
        raise ValueError(f"“{text}” is no product subtype: mode 1/2-only, or nothing")
    return found


def kind(cell: Cell) -> CertificateKind | None:
    """Full, subset or security, if it is said."""
    text = short(cell)
    words = [item for item in CertificateKind if item.value in text.casefold()]
    if text and len(words) != 1:
        raise ValueError(f"“{text}” is no kind of certificate: full, subset or security")
    return words[0] if words else None


def listed(cell: Cell) -> tuple[str, ...]:
    """Items separated by semicolons or lines; by commas where there is neither. Each once, in their order."""
    text = plain(cell)
    parts = re.split(r"[;\r\n]+" if re.search(r"[;\r\n]", text) else r",", text)
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def results(cell: Cell) -> dict[str, str]:
    """Profiles with their results: “Core: passed; Reservation”; without one it was passed."""
    found = {}
    for item in listed(cell):
        name, _, result = (part.strip() for part in item.partition(":"))
        words = result.casefold()
        known = _RESULTS.get(words) or next((r for r in ProfileResult if r.value.replace("_", " ") == words), None)
        if known is None:
            raise ValueError(f"“{result}” is no result of a profile: passed, not applicable, not tested or failed")
        found[name] = known.value
    return found


def software(cell: Cell) -> dict[str, str]:
    """Versions by element: “4.2.1”, or “controller: 4.2.1; modem: 1.0”."""
    found: dict[str, str] = {}
    for item in listed(cell):
        name, colon, version = (part.strip() for part in item.partition(":"))
        name, version = (name, version) if colon else (MAIN, name)
        if found.setdefault(name or MAIN, version) != version:
            raise ValueError(f"names two versions of {name}; write “element: version; element: version”")
    return found


def day(cell: Cell, *, month_first: bool | None = None) -> date:
    """A date in one of the forms that occur. `03/04/2025` means two things, so that the caller must say which."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    text = short(cell)
    try:
        return _day(text, month_first)
    except ValueError as error:
        raise ValueError(
            str(error) if "means" in str(error) else f"“{text}” is no date; write it as 2025-06-02"
        ) from None


def _day(text: str, month_first: bool | None) -> date:
    if found := _YEAR_FIRST.fullmatch(text) or _KOREAN.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "/" and month_first is None and first <= 12 and second <= 12 and first != second:
            raise ValueError(f"“{text}” means two days; say whether day or month comes first")
        months_first = second > 12 if month_first is None or found[2] != "/" else month_first
        return date(year, first, second) if months_first else date(year, second, first)
    if found := _NAMED.fullmatch(text):
        name, number = found[2] or found[3], found[1] or found[4]
        return date(int(found[5]), _MONTHS.index(name[:3].casefold()) + 1, int(number))
    raise ValueError("no date")


def written(value: Any) -> str:
    """A value as the export has it, which `import` reads again."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return _joined([f"{name}: {_words(item)}" for name, item in sorted(value.items())])
    if isinstance(value, list | tuple):
        return _joined(value)
    return _words(value) if isinstance(value, DeviceType | ProductSubtype | CertificateKind) else str(value)


def _joined(items: Sequence[str]) -> str:
    """One item that has commas keeps a semicolon after it, so that it is not read as several."""
    text = "; ".join(items)
    return f"{text};" if len(items) == 1 and "," in text else text


def _words(value: str) -> str:
    text = str(getattr(value, "value", value))
    return text.replace("_", " ") if text in {*ProfileResult, *DeviceType, *ProductSubtype} else text
