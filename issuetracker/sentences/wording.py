"""Values in words: days, moments, sizes, choices of the procedure."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from workflows.working_days import SEAT


@lru_cache(maxsize=1024)
def day(value: date | None, *, short: bool = False, long: bool = False) -> str:
    """A day that somebody must keep, always with its weekday."""
    if value is None:
        return "–"
    if long:
        return value.strftime(f"%A {value.day} %B {value.year}")
    return value.strftime(f"%a {value.day} %b" if short else f"%a {value.day} %b {value.year}")


def seat_day(at: datetime, *, long: bool = False) -> str:
    """The day of a due moment, at OCA's seat."""
    return day(at.astimezone(SEAT).date(), short=not long, long=long)


def size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1000:
        return f"{count} bytes"
    for unit, scale in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if count < scale * 1000 or unit == "GB":
            break
    return f"{count / scale:.1f} {unit}" if count < scale * 100 else f"{count / scale:.0f} {unit}"


def seat_moment(at: datetime | None) -> str:
    """A moment at OCA's seat, for what is printed and read anywhere."""
    if at is None:
        return ""
    local = at.astimezone(SEAT)
    return local.strftime(f"%a {local.day} %b {local.year} %H:%M")


_PLAIN = {
    "1a": "raised during certification",
    "1b": "raised by the TWG",
    "1c": "raised by OCA",
    "octt": "OCTT",
    "octt_bug": "OCTT bug",
    "csms": "CSMS",
    "twg": "TWG",
    "cwg": "CWG",
    "no_address": "no contact",
    "awaiting_octt_fix": "awaits the OCTT fix",
    "test_cases": "test cases",
    "vendor_implementation": "vendor’s implementation",
    "parties": "laboratory and vendor",
    "oca": "OCA only",
}


def words(value: Any) -> str:
    """A choice of the procedure in words: `not_an_issue` → `not an issue`."""
    text = str(getattr(value, "value", value) or "")
    return _PLAIN.get(text, text.replace("_", " "))
