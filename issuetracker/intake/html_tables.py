"""HTML as rows of cells: paragraphs have one cell, table rows several. No tree is built, so depth costs nothing."""

import re
from collections.abc import Callable

from lxml import etree

Row = tuple[str, ...]
_MOST = 1_500_000  # characters; what is beyond is not looked at, the text of the message stands
_BLOCKS = frozenset(
    (
        "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4",
        "h5", "h6", "br", "hr", "pre", "blockquote", "dt", "dd", "dl",
        "section", "article", "header", "footer", "address", "form", "center",
    )
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "head", "title", "template"))
_STRUCK = frozenset(("s", "strike", "del"))
_SPACES = " \t\n\r\f\u200b"
_SPACE = re.compile(f"[{_SPACES}]+")
# What Word's dingbats look like where their font is not looked at.
_WINGDINGS = str.maketrans(
    {"þ": "☒", "ý": "☒", "x": "☒", "¨": "☐", "o": "☐", "q": "☐", "ü": "✓", "û": "☒", "R": "☑", "£": "☐"}
)


class _Rows:
    """The target that the parser tells what it meets."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._stack: list[list[str]] = []  # the cells of the rows that are open, outermost first
        self._parts: list[str] = []  # of the text of the cell that is open, or of the space between tables
        self._outer: list[list[str]] = []  # the same of the cells around it
        self._unseen = self._pre = 0
        self._run: list[str] = []
        self._marks: list[tuple[str, str]] = []  # open elements that change how text is taken
        self.data = self._run.append  # the parser tells every entity apart; a run of text is taken as a whole

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._run:
            self._take()
        if tag in _BLOCKS:
            self._break(tag)
        elif (begin := _STARTS.get(tag)) is not None:
            begin(self, attributes)
        if self._marks or tag in _STRUCK or "style" in attributes or "face" in attributes:
            self._mark(tag, attributes)

    def end(self, tag: str) -> None:
        if self._run:
            self._take()
        if tag in _BLOCKS:
            self._end_block(tag)
        elif (finish := _ENDS.get(tag)) is not None:
            finish(self)
        if self._marks and self._marks[-1][0] == tag:
            _, mark = self._marks.pop()
            if mark == "~":
                self._parts.append("~~")

    def _take(self) -> None:
        """Put the text since the last element into the cell, as a browser shows it: no space begins a line."""
        text = "".join(self._run)
        self._run.clear()
        if not self._pre and (not self._parts or self._parts[-1][-1] == "\n"):
            text = text.lstrip(_SPACES)
        if self._unseen or not text:
            return
        if self._marks and any(mark == "W" for _, mark in self._marks[-3:]) and len(text.strip()) == 1:
            text = text.translate(_WINGDINGS)
        if not self._pre and (not text.isprintable() or "  " in text):
            text = _SPACE.sub(" ", text)
        self._parts.append(text)

    def close(self) -> list[Row]:
        self._take()
        while self._stack:
            self._end_table()
        self._flush()
        return self.rows

    def _mark(self, tag: str, attributes: dict[str, str]) -> None:
        style = attributes.get("style", "").lower()
        if tag in _STRUCK or "line-through" in style:
            self._parts.append("~~")
            self._marks.append((tag, "~"))
        elif "wingdings" in style or "wingdings" in attributes.get("face", "").lower():
            self._marks.append((tag, "W"))
        elif self._marks and tag == self._marks[-1][0] and tag not in ("br", "input", "img", "hr"):
            self._marks.append((tag, ""))

    def _input(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "").lower()
        if kind in ("checkbox", "radio"):
            self._parts.append("☒ " if "checked" in attributes else "☐ ")
        elif kind in ("", "text", "email", "tel") and attributes.get("value"):
            self._parts.append(attributes["value"])

    def _break(self, tag: str) -> None:
        if tag == "pre":
            self._pre += 1
        if tag == "br" or (self._parts and self._parts[-1][-1] != "\n"):
            self._parts.append("\n")

    def _end_block(self, tag: str) -> None:
        if tag == "br":
            return
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        if self._parts and self._parts[-1][-1] != "\n":
            self._parts.append("\n")
        if tag == "p" and not self._outer:
            self._parts.append("\n")

    def _hide(self, _: dict[str, str]) -> None:
        self._unseen += 1

    def _show(self) -> None:
        self._unseen = max(0, self._unseen - 1)

    def _table(self, _: dict[str, str]) -> None:
        self._flush()
        self._stack.append([])

    def _end_table(self) -> None:
        if self._stack:
            self._end_row()
            self._stack.pop()

    def _flush(self) -> None:
        """What stands before a table within a cell, or between tables, as rows of their own."""
        text = _text(self._parts)
        if self._stack and self._stack[-1]:
            self.rows.append((*self._stack[-1], text))
            self._stack[-1].clear()
        elif text:
            self.rows.append((text,))
        self._parts.clear()

    def _row(self, _: dict[str, str]) -> None:
        self._end_row()

    def _end_row(self) -> None:
        if not self._stack:
            return
        self._end_cell()
        cells = self._stack[-1]
        if any(cells):
            self.rows.append(tuple(cells))
        cells.clear()

    def _cell(self, _: dict[str, str]) -> None:
        if self._stack:
            self._end_cell()
            self._outer.append(self._parts)
            self._parts = []

    def _end_cell(self) -> None:
        if self._stack and len(self._outer) >= len(self._stack):
            self._stack[-1].append(_text(self._parts))
            self._parts = self._outer.pop()


def _text(parts: list[str]) -> str:
    """The lines of a cell without blank ones at its ends."""
    text = "".join(parts)
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
    if "\n" in text:
        text = "\n".join([line.rstrip() for line in text.split("\n")]).strip("\n")
    return text.rstrip()


_STARTS: dict[str, Callable[[_Rows, dict[str, str]], None]] = {
    **dict.fromkeys(_UNSEEN, _Rows._hide),
    "table": _Rows._table,
    "tr": _Rows._row,
    "td": _Rows._cell,
    "th": _Rows._cell,
    "input": _Rows._input,
}
_ENDS: dict[str, Callable[[_Rows], None]] = {
    **dict.fromkeys(_UNSEEN, _Rows._show),
    "table": _Rows._end_table,
    "tr": _Rows._end_row,
    "td": _Rows._end_cell,
    "th": _Rows._end_cell,
}


def rows_of_html(html: str) -> list[Row]:
    """The rows of a text of any size and nesting, in order."""
    if not html.strip():
        return []
    parser = etree.HTMLParser(target=_Rows(), huge_tree=True, recover=True, encoding="utf-8")
    try:  # what the target closes with comes back instead of a tree
        rows: list[Row] = etree.fromstring(html[:_MOST].encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    return rows
