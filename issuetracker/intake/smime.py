"""The content of an opaque S/MIME signature (RFC 8551, 3.5.2): a message inside ASN.1, taken out and not verified.

Libraries verify what they have a certificate for; here only the text is wanted, signed by whomever. So the few fields
before it are walked, in BER as it is really sent (OpenSSL and Outlook stream with indefinite lengths).
"""

_SEQUENCE, _EXPLICIT, _OID, _OCTETS, _OCTETS_IN_PIECES = 0x30, 0xA0, 0x06, 0x04, 0x24
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
# Enveloped, encrypted and authenticated-enveloped data.
_ENCRYPTED = tuple(map(bytes.fromhex, ("2a864886f70d010703", "2a864886f70d010706", "2a864886f70d0109100117")))
_MOST_PIECES = 100_000


class _Wrong(Exception):
    pass


def signed_content(content: bytes) -> bytes | None:
    """The bytes that were signed; None if this is something else, encrypted, without content, or damaged."""
    try:
        at = _into(content, 0, _SEQUENCE)
        kind, at = _value(content, at, _OID)
        if kind != _SIGNED_DATA:
            return None
        at = _into(content, _into(content, at, _EXPLICIT), _SEQUENCE)
        at = _after(content, _after(content, at))  # version, digest algorithms
        at = _into(content, at, _SEQUENCE)
        _, at = _value(content, at, _OID)
        at = _into(content, at, _EXPLICIT)
        return _octets(content, at)
    except (_Wrong, IndexError):
        return None


def is_encrypted(content: bytes) -> bool:
    """True if this is a message encrypted for somebody."""
    try:
        return _value(content, _into(content, 0, _SEQUENCE), _OID)[0] in _ENCRYPTED
    except (_Wrong, IndexError):
        return False


def _head(content: bytes, at: int) -> tuple[int, int, int]:
    """Tag, where the value begins, and its length (-1: until two zeros)."""
    tag, first = content[at], content[at + 1]
    if first < 0x80:
        return tag, at + 2, first
    if first == 0x80:
        return tag, at + 2, -1
    size = first & 0x7F
    if size > 4:
        raise _Wrong
    return tag, at + 2 + size, int.from_bytes(content[at + 2 : at + 2 + size], "big")


def _into(content: bytes, at: int, wanted: int) -> int:
    tag, begin, _ = _head(content, at)
    if tag != wanted:
        raise _Wrong
    return begin


def _value(content: bytes, at: int, wanted: int) -> tuple[bytes, int]:
    tag, begin, length = _head(content, at)
    if tag != wanted or length < 0 or begin + length > len(content):
        raise _Wrong
    return content[begin : begin + length], begin + length


def _after(content: bytes, at: int) -> int:
    """Where the next value begins; only what has a length is passed over, as version and algorithms always have."""
    _, begin, length = _head(content, at)
    if length < 0:
        raise _Wrong
    return begin + length


def _octets(content: bytes, at: int) -> bytes:
    tag, begin, length = _head(content, at)
    if tag == _OCTETS:
        return _value(content, at, _OCTETS)[0]
    if tag != _OCTETS_IN_PIECES:
        raise _Wrong
    end = begin + length if length >= 0 else len(content)
    pieces: list[bytes] = []
    at = begin
    while at < end and content[at] == _OCTETS and len(pieces) < _MOST_PIECES:
        piece, at = _value(content, at, _OCTETS)
        pieces.append(piece)
    return b"".join(pieces)
