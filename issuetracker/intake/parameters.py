"""Content-Type and Content-Disposition: a value and its parameters, with names as RFC 2231 and as nobody allows."""

import re
from urllib.parse import unquote_to_bytes

from issuetracker.intake import charsets, words

_LONGEST = 8_000
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_ESCAPED = re.compile(r"\\(.)")
_NUMBERED = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")
_SLASHED = re.compile(r"[!-.0-~]+/[!-.0-~]+")


def value_and_parameters(header: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=utf-8` as value in lower case and parameters; the first of a name counts."""
    header = header[:_LONGEST]
    value, semicolon, _ = header.partition(";")
    value = value.strip().lower()
    if not semicolon:
        return value, {}
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _PARAMETER.findall(header):
        text = _unquoted(text)
        if "*" in name and (numbered := _NUMBERED.fullmatch(name)):
            number = int(numbered[2]) if numbered[2] else 0
            coded = bool(numbered[3]) or numbered[2] is None
            pieces.setdefault(numbered[1].lower(), {}).setdefault(number, (text, coded))
        else:
            found.setdefault(name.lower(), words.decoded(text))
    for name, numbers in pieces.items():
        found[name] = _joined([numbers[number] for number in sorted(numbers)])
    return value, found


def media_type(value: str) -> str:
    """A type as it may be compared; what is no type at all is plain text (RFC 2045, 5.2)."""
    return value if _SLASHED.fullmatch(value) else "text/plain"


def _unquoted(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return _ESCAPED.sub(r"\1", inner) if "\\" in inner else inner


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """The pieces of a value (RFC 2231): the first of the coded ones names the charset for all."""
    charset, content = "", b""
    for position, (text, coded) in enumerate(pieces):
        if coded and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if coded else text.encode("utf-8", "replace")
    return charsets.decode(content, charset)
