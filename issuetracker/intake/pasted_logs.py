"""Logs that people paste into a letter: OCPP-J arrays, lines with a time, JSON and XML, as blocks of whole lines."""

import re

_ARRAY = r"[<>\-= \t|]*\[\s*[2-6]\s*,\s*\""
_TIME = (
    r"[ \t>]*(?:\[|\()?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d|\d\d[-/.]\d\d[-/.]\d{4},? \d\d:\d\d|\d\d:\d\d:\d\d"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* +\d{1,2} \d\d:\d\d:\d\d)"
)
_MARKUP = r"[ \t]*<(?:\?xml|[A-Za-z][\w.-]*:[A-Za-z]|/[A-Za-z])"
_SURE = re.compile(rf"{_ARRAY}|{_MARKUP}|[ \t]*[\[{{]\s*\"|[ \t]*\"[\w.-]+\"\s*:", re.IGNORECASE)
_TIMED = re.compile(_TIME, re.IGNORECASE)
_GOES_ON = re.compile(r"[ \t]*[{}\[\]()<>\"'0-9,;]|\t| {2,}|From |(?:DEBUG|INFO|WARN|ERROR|TRACE|SEND|RECV|TX|RX)\b")
# The first character that is no mark tells of most lines of prose that they are none.
_ANY = re.compile(
    rf"\n(?=[<>\-= \t|]*[\[(<\djfmasond{{])(?:{_ARRAY}|{_TIME}|{_MARKUP}|[ \t]*[\[{{]\s*(?:\"|\n))", re.IGNORECASE
)


def without_logs(text: str) -> tuple[str, str]:
    """A text without its pasted logs, and the logs, each line as it was.

    A block begins with an OCPP-J array, JSON, XML or two lines with a time, and ends where prose begins.
    """
    if not _ANY.search("\n" + text):
        return text, ""
    prose: list[str] = []
    logs: list[str] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        end = _block_end(lines, at)
        (logs if end > at else prose).extend(lines[at : max(end, at + 1)])
        at = max(end, at + 1)
    return "\n".join(prose), "\n".join(logs)


def _block_end(lines: list[str], at: int) -> int:
    """Where the block of log lines that begins here ends; `at` itself if none does."""
    line = lines[at]
    opens = line.strip() in ("{", "[") and at + 1 < len(lines) and _SURE.match(lines[at + 1])
    timed = _TIMED.match(line) and (len(line) > 40 or (at + 1 < len(lines) and _TIMED.match(lines[at + 1])))
    if not (_SURE.match(line) or opens or timed):
        return at
    end = at + 1
    while end < len(lines) and (_is_more(lines[end]) or _gap(lines, end)):
        end += 1
    return end


def _is_more(line: str) -> bool:
    return bool(_SURE.match(line) or _TIMED.match(line) or _GOES_ON.match(line))


def _gap(lines: list[str], at: int) -> bool:
    """Whether a blank line stands between two lines of a log."""
    return (
        not lines[at].strip()
        and at + 1 < len(lines)
        and bool(_SURE.match(lines[at + 1]) or _TIMED.match(lines[at + 1]))
    )
