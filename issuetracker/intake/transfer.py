"""Transfer encodings taken off, also where they are damaged."""

import re
from binascii import Error, a2b_base64, a2b_qp, a2b_uu

_ALPHABET = re.compile(rb"[^A-Za-z0-9+/]+")
_PADDED_INSIDE = re.compile(rb"=\s*[A-Za-z0-9+/]")
_PLAIN = {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"}


def decode(content: bytes, encoding: str) -> tuple[bytes, str]:
    """The bytes as they were before the encoding, and a sentence if something was wrong with it."""
    encoding = encoding.strip().strip("\"'").lower()
    if encoding in _PLAIN:
        return content, ""
    if encoding.startswith("quoted-printable"):
        return a2b_qp(content), ""
    if encoding.startswith("base64"):
        return _base64(content)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uuencoded(content)
    return content, f"The transfer encoding “{encoding[:40]}” is unknown; the part was kept as it came."


def _base64(content: bytes) -> tuple[bytes, str]:
    if not _PADDED_INSIDE.search(content):
        try:
            return a2b_base64(content), ""
        except Error:
            pass
    # Several encodings one after the other, each with its padding, or an end that is missing.
    read = b"".join(_run(run) for run in content.split(b"="))
    if not read and content.strip():
        return content, "The base64 of a part is none; it was kept as it came."
    return read, "The base64 of a part is damaged; what can be read was."


def _run(content: bytes) -> bytes:
    letters = _ALPHABET.sub(b"", content)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return a2b_base64(letters + b"=" * (-len(letters) % 4))


def _uuencoded(content: bytes) -> tuple[bytes, str]:
    lines, out = iter(content.splitlines()), []
    for line in lines:
        if line.startswith(b"begin "):
            break
    for line in lines:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            out.append(a2b_uu(line))
        except Error:
            return content, "The uuencoding of a part is damaged; it was kept as it came."
    return b"".join(out), ""
