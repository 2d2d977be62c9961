"""The text of a PDF made by fpdf2, read back through its fonts' maps to Unicode: what a reader could copy from it."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\((.*?)(?<!\\)\)(?= ?Tj|[ \d.\-\]])|(T\*|Td|BT)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of_pdf(content: bytes) -> str:
    """Everything written on the pages, in order."""
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    fonts = _fonts(objects)
    return "\n".join(_page(_stream(body), fonts) for body in objects.values() if b" Tf" in _stream(body))


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body[: found.start()] else found[1]


def _fonts(objects: dict[int, bytes]) -> dict[bytes, dict[bytes, str]]:
    """For each name of a font, what its codes say."""
    names = [pair for body in objects.values() for pair in re.findall(rb"/(F\d+) (\d+) 0 R", body)]
    made = {}
    for name, number in names:
        to_unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        assert to_unicode, f"{name!r} cannot be copied as text"
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>\n", _stream(objects[int(to_unicode[1])]))
        made[name] = {bytes.fromhex(a.decode()): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in pairs}
    return made


def _page(stream: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    font: dict[bytes, str] = {}
    said = []
    for name, shown, move in _SHOWN.findall(stream):
        if name:
            font = fonts[name]
        elif move:
            said.append("\n")
        else:
            codes = _unescaped(shown)
            said.append("".join(font.get(codes[i : i + 2], "") for i in range(0, len(codes), 2)))
    return "".join(said)


def _unescaped(shown: bytes) -> bytes:
    return re.sub(rb"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), shown, flags=re.DOTALL)
