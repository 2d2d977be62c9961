"""Lines of a log as the page shows them: OCPP-J messages made readable, faults marked."""

import json
import re
from dataclasses import dataclass

from issuetracker.services.log_reading import Line

_MESSAGE = re.compile(r"\[\s*([2-4])\s*,\s*\"")
_FAULT = re.compile(r"\b(error|fail(ed|ure)?|exception|fault|timeout)\b", re.IGNORECASE)
_KINDS = {2: "CALL", 3: "CALLRESULT", 4: "CALLERROR"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with the OCPP-J message in it, if there is one."""

    line: Line
    kind: str = ""
    action: str = ""
    pretty: str = ""
    fault: bool = False


def shown(line: Line) -> Shown:
    """Read a line for people; what is no message stays as it is."""
    found = _MESSAGE.search(line.text)
    if found is None:
        return Shown(line, fault=bool(_FAULT.search(line.text)))
    try:
        message, _ = json.JSONDecoder().raw_decode(line.text, found.start())
        pretty = _sendable(json.dumps(message[-1], indent=2, ensure_ascii=False))
    except (ValueError, RecursionError):
        return Shown(line, fault=bool(_FAULT.search(line.text)))
    if not isinstance(message, list) or len(message) < 3 or message[0] not in _KINDS:
        return Shown(line)
    kind = _KINDS[message[0]]
    action = _sendable(str(message[2])[:80]) if message[0] in (2, 4) else ""
    return Shown(line, kind, action, pretty, fault=message[0] == 4)


def _sendable(text: str) -> str:
    """JSON may escape half a surrogate pair, which no page can carry."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
