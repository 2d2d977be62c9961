"""Encoded words of headers (RFC 2047) as they really come: split inside characters, cut off, without padding."""

import re
from binascii import Error, a2b_base64, a2b_qp

from issuetracker.intake import charsets

# Blanks inside are wrong and common; a word may also be cut off by the end of its header.
_WORD = re.compile(
    r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([BbQq])\?([^?]{0,20000}|[^?]{0,2000}\?[^=][^?]{0,2000})(?:\?=|\?$|$)"
)
_BETWEEN = re.compile(r"[ \t\r\n]*")


def decoded(value: str) -> str:
    """A header's value as people read it."""
    if "=?" not in value:
        return value
    out: list[str] = []
    run: list[bytes] = []
    charset, at = "", 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        together = bool(run) and not between.strip(" \t\r\n")
        if not together or word[1].lower() != charset:
            out.append(charsets.decode(b"".join(run), charset))
            run.clear()
        if not together:
            out.append(between)
        charset = word[1].lower()
        run.append(_bytes_of(word[2], word[3]))
        at = word.end()
    out.append(charsets.decode(b"".join(run), charset))
    out.append(value[at:])
    return "".join(out)


def _bytes_of(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if encoding in "Qq":
        return a2b_qp(content, header=True)
    content = bytes(byte for byte in content if byte not in b" \t\r\n=")
    for padding in (b"=" * (-len(content) % 4), b""):
        try:
            return a2b_base64(content + padding)
        except Error:
            content = content[:-1]
    return text.encode("utf-8", "replace")
