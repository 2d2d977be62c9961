"""A Word document as rows of cells: its own text elements are walked, so that content controls are seen."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from issuetracker.intake.pages import Row, row_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST = 20_000_000  # bytes of the document's text; a template with pictures has some hundred thousand
_DEEPEST = 40  # elements within each other, of those that hold text
# Wingdings as Word writes them.
_TICKED = frozenset({"F0FE", "F0FD", "F078", "F052", "F0FC", "F0FB"})
_OPEN = frozenset({"F0A8", "F06F", "F071", "F0A3"})

_NO_DOCUMENT = "The attached file is not a Word document that can be read."
_TOO_LARGE = "The attached Word document is larger than a template can be; it is kept and was not read."
_PROTECTED = "The attached Word document is protected or of an old kind; send it as .docx without a password."


def rows_of_word(content: bytes) -> tuple[list[Row], str]:
    """The rows of a .docx file, and "" or a sentence that says why there are none."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return [], _PROTECTED
    try:
        document, reason = _document(content)
        return (list(_rows(document, 0)), "") if document is not None else ([], reason)
    except (zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, ValueError, OSError, EOFError, RuntimeError,
            NotImplementedError, OverflowError):  # fmt: skip
        return [], _NO_DOCUMENT


def _document(content: bytes) -> tuple[etree._Element | None, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open("word/document.xml") as part:
        text = part.read(_MOST + 1)
    if len(text) > _MOST:
        return None, _TOO_LARGE
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(text, parser)
    body = root.find(f"{_W}body") if root is not None else None
    return body, _NO_DOCUMENT


def _rows(parent: etree._Element, depth: int) -> Iterator[Row]:
    """Paragraphs and tables in order; what wraps them (content controls, insertions) is looked into."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield (_paragraph(child),)
        elif child.tag == f"{_W}tr":
            yield from row_of(_rows(cell, depth + 1) for cell in _cells(child, depth))
        elif depth < _DEEPEST and isinstance(child.tag, str) and child.tag != _FALLBACK:
            yield from _rows(child, depth + 1)


def _cells(parent: etree._Element, depth: int) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{_W}tc":
            yield child
        elif depth < _DEEPEST and child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _cells(child, depth + 1)


def _paragraph(paragraph: etree._Element) -> str:
    """The text of a paragraph with its boxes; not what a content control shows where nobody has typed."""
    parts: list[str] = []
    skipped: list[etree._Element] = []
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, element in walk:
        if element.tag == _FALLBACK or (element.tag == f"{_W}sdt" and _shows_hint(element)):
            walk.skip_subtree()
            continue
        parts.append(_said(element))
    del skipped
    return "".join(parts).strip()


def _shows_hint(control: etree._Element) -> bool:
    return control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None and not any(control.iter(f"{_W14}checkbox"))


def _said(element: etree._Element) -> str:
    match element.tag:
        case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t":
            text = element.text or ""
            return f"~~{text}~~" if text.strip() and _is_struck(element.getparent()) else text
        case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tab":
            return "\t" if element.getparent().tag == f"{_W}r" else ""
        case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}br":
            return "\n"
        case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}sym":
            code = (element.get(f"{_W}char") or "").upper()
            return "☒" if code in _TICKED else "☐" if code in _OPEN else ""
        case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}checkBox":
            return (
                "☒"
                if _is_on(element, "checked") or (element.find(f"{_W}checked") is None and _is_on(element, "default"))
                else "☐"
            )
        case _:
            return ""


def _is_struck(run: etree._Element | None) -> bool:
    properties = run.find(f"{_W}rPr") if run is not None else None
    return properties is not None and (_is_on(properties, "strike") or _is_on(properties, "dstrike"))


def _is_on(element: etree._Element, name: str) -> bool:
    switch = element.find(f"{_W}{name}")
    return switch is not None and switch.get(f"{_W}val", "1") not in ("0", "false", "off")
