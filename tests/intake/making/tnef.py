"""Real TNEF (MS-OXTNEF): a message's text and its files as Outlook wraps them."""

import struct

from compressed_rtf import compress


def winmail(words: str, files: dict[str, bytes], rich: str = "") -> bytes:
    """The bytes of a winmail.dat; `rich` is RTF, which Outlook compresses."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += _attribute(1, 0x00089006, struct.pack("<I", 0x00010000))  # version
    out += _attribute(1, 0x00069007, struct.pack("<II", 1252, 0))  # OEM code page
    out += _attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    if words:
        out += _attribute(1, 0x00069003, _properties({(0x1E, 0x1000): words.encode("cp1252") + b"\0"}))
    if rich:
        out += _attribute(1, 0x00069003, _properties({(0x102, 0x1009): compress(rich.encode("ascii"))}))
    for name, content in files.items():
        out += _attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0))
        out += _attribute(2, 0x00018010, name.encode("cp1252") + b"\0")
        out += _attribute(2, 0x0006800F, content)
        out += _attribute(2, 0x00069005, _properties({(0x1F, 0x3707): (name + "\0").encode("utf-16-le")}))
    return out


def _attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _properties(values: dict[tuple[int, int], bytes]) -> bytes:
    out = struct.pack("<I", len(values))
    for (kind, name), data in values.items():
        out += struct.pack("<HHII", kind, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return out
