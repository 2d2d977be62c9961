"""How one setting is read: as text, a number, a list or a secret. What is wrong with it is added to a list."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path

PREFIX = "ISSUETRACKER_"


def number(given: Mapping[str, str], name: str, default: float, wrong: list[str]) -> float:
    """A number, or its default."""
    try:
        return float(given.get(name, default))
    except ValueError:
        wrong.append(f"{PREFIX}{name} must be a number, not {given[name]!r}")
        return default


def listed(text: str) -> tuple[str, ...]:
    """What stands between commas, without what is empty."""
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def secret(given: Mapping[str, str], name: str, wrong: list[str]) -> str:
    """A secret, given itself or as the file that it stands in (`…_FILE`)."""
    path = given.get(f"{name}_FILE")
    if not path:
        return given.get(name, "")
    if name in given:
        wrong.append(f"{PREFIX}{name} and {PREFIX}{name}_FILE are the same thing: give one of them")
    return secret_in(Path(path), f"{PREFIX}{name}_FILE", wrong)


def secret_in(path: Path, named_by: str, wrong: list[str]) -> str:
    """The secret that stands in a file, without the line end that editors add."""
    try:
        return path.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        wrong.append(f"{named_by} names {path}, which cannot be read: {getattr(error, 'strerror', error)}")
        return ""


def is_loopback(host: str) -> bool:
    """True for this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
