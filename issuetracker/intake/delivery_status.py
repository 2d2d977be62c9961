"""The machine-readable part of a delivery report (RFC 3464): who did not get it, and what the server said."""

import re
from dataclasses import dataclass

from issuetracker.intake import headers
from issuetracker.intake.headers import Headers
from issuetracker.intake.mail import BounceKind

_GROUPS = re.compile(rb"(?:\r?\n){2,}")
_MOST_GROUPS = 500
_SUCCESS = ("delivered", "relayed", "expanded")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Report:
    """What happened to whom."""

    kind: BounceKind
    recipients: tuple[str, ...]
    diagnosis: str = ""
    status: str = ""


def report(statuses: list[bytes]) -> Report | None:
    """What the parts say; None if they name nobody who has not got it."""
    groups = [_group(block) for status in statuses for block in _GROUPS.split(status.strip())[:_MOST_GROUPS]]
    told = [group for group in groups if group.first("final-recipient") or group.first("original-recipient")]
    failed = [group for group in told if _action(group) == "failed"]
    chosen = failed or [group for group in told if _action(group) == "delayed"]
    if not chosen:
        return None
    return Report(
        BounceKind.FAILED if failed else BounceKind.DELAYED,
        tuple(dict.fromkeys(address for group in chosen for address in _recipients(group))),
        next((said for group in chosen if (said := _diagnosis(group))), ""),
        " ".join(group.first("status") for group in chosen[:10]),
    )


def is_success(statuses: list[bytes]) -> bool:
    """True if every recipient that is named got it."""
    groups = [_group(block) for status in statuses for block in _GROUPS.split(status.strip())[:_MOST_GROUPS]]
    actions = [_action(group) for group in groups if group.first("final-recipient")]
    return bool(actions) and all(action in _SUCCESS for action in actions)


def _group(block: bytes) -> Headers:
    return headers.split(block, 0, len(block))[0]


def _action(group: Headers) -> str:
    """What was done; where a server does not say it, its status does."""
    said = group.first("action").split()
    if said:
        return said[0].strip(";").lower()
    status = _STATUS.search(group.first("status") or group.first("diagnostic-code"))
    return {"5": "failed", "4": "delayed", "2": "delivered"}.get(status[0][0] if status else "", "")


def _recipients(group: Headers) -> list[str]:
    """The addresses of one recipient: where it was going in the end, and what we had written."""
    found = []
    for name in ("final-recipient", "original-recipient"):
        address = group.first(name).rpartition(";")[2].strip().strip("<>").lower()
        if "@" in address and address not in found:
            found.append(address)
    return found


def _diagnosis(group: Headers) -> str:
    kind, semicolon, said = group.first("diagnostic-code").partition(";")
    return (said if semicolon else kind).strip()
