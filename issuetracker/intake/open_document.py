"""An OpenDocument text (LibreOffice, .odt) as rows of cells."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from issuetracker.intake.pages import Row, row_of

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
# What was deleted while changes were tracked, and what stands beside the text.
_NOT_SAID = (
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
    f"{_TEXT}note",
    f"{_TEXT}placeholder",
)
_MOST = 20_000_000  # bytes of the document's text
_DEEPEST = 40  # elements within each other
_WIDEST = 100  # spaces that one element stands for

_NO_DOCUMENT = "The attached file is not an OpenDocument text that can be read; send it as .docx or as text."
_TOO_LARGE = "The attached OpenDocument text is larger than a template can be; it is kept and was not read."
_PROTECTED = "The attached OpenDocument text is protected by a password; send it without."


def rows_of_open_document(content: bytes) -> tuple[list[Row], str]:
    """The rows of an .odt file, and "" or a sentence that says why there are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            with parts.open("content.xml") as part:
                text = part.read(_MOST + 1)
            protected = b"encryption-data" in parts.read("META-INF/manifest.xml")[:_MOST]
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError, OverflowError):
        return [], _NO_DOCUMENT
    if protected or len(text) > _MOST:
        return [], _PROTECTED if protected else _TOO_LARGE
    return _read(text)


def _read(text: bytes) -> tuple[list[Row], str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(text, parser)
    except (etree.LxmlError, ValueError):
        return [], _NO_DOCUMENT
    body = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
    if root is None or body is None:
        return [], _NO_DOCUMENT
    return list(_Document(_struck(root)).rows(body, 0)), ""


def _struck(root: etree._Element) -> frozenset[str]:
    """Names of the styles whose text is struck through."""
    line = f"{_STYLE}text-line-through-style"
    found = (
        style.get(f"{_STYLE}name", "")
        for style in root.iter(f"{_STYLE}style")
        if any(given.get(line, "none") != "none" for given in style.iter(f"{_STYLE}text-properties"))
    )
    return frozenset(filter(None, found))


class _Document:
    """A document with the styles that strike through."""

    def __init__(self, struck: frozenset[str]) -> None:
        self._struck = struck

    def rows(self, parent: etree._Element, depth: int) -> Iterator[Row]:
        """Paragraphs and tables in order; lists and sections are looked into."""
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield ("".join(self._said(child, 0)).strip(),)
            elif child.tag == f"{_TABLE}table-row" and depth < _DEEPEST:
                yield from row_of(self.rows(cell, depth + 1) for cell in child.iterchildren(f"{_TABLE}table-cell"))
            elif depth < _DEEPEST and isinstance(child.tag, str) and child.tag not in _NOT_SAID:
                yield from self.rows(child, depth + 1)

    def _said(self, element: etree._Element, depth: int) -> Iterator[str]:
        """The text of a paragraph, with what stands within it."""
        yield self._own(element, element.text or "")
        for child in element:
            if depth < _DEEPEST and isinstance(child.tag, str) and child.tag not in _NOT_SAID:
                yield _sign(child)
                yield from self._said(child, depth + 1)
            yield self._own(element, child.tail or "")

    def _own(self, element: etree._Element, text: str) -> str:
        struck = element.get(f"{_TEXT}style-name", "") in self._struck
        return f"~~{text}~~" if struck and text.strip() else text


def _sign(element: etree._Element) -> str:
    """The characters that an element stands for by itself."""
    match element.tag:
        case "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}s":
            count = element.get(f"{_TEXT}c", "1")
            return " " * min(int(count), _WIDEST) if count.isdecimal() and len(count) < 6 else " "
        case "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}tab":
            return "\t"
        case "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}line-break":
            return "\n"
        case _:
            return ""
