"""HTML as rows of cells: paragraphs have one cell, table rows several. No tree is built, so depth costs nothing."""

import re
from dataclasses import dataclass, field

from lxml import etree

from issuetracker.intake.pages import Row

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
_SPACE = re.compile(r"[ \t\n\r\f\u200b]+")
# What Word's dingbats look like where their font is not looked at.
_WINGDINGS = str.maketrans(
    {"þ": "☒", "ý": "☒", "x": "☒", "¨": "☐", "o": "☐", "q": "☐", "ü": "✓", "û": "☒", "R": "☑", "£": "☐"}
)


@dataclass(slots=True)
class _Cell:
    """A cell as it is read, or the space between tables."""

    parts: list[str] = field(default_factory=list)

    def add(self, text: str, *, preformatted: bool) -> None:
        """Text as a browser shows it: no space at the beginning of a line."""
        if not preformatted and (not self.parts or self.parts[-1].endswith("\n")):
            text = text.lstrip(" ")
        if text:
            self.parts.append(text)

    def text(self) -> str:
        """Its lines without blank ones at its ends."""
        lines = [line.rstrip() for line in "".join(self.parts).replace("\xa0", " ").split("\n")]
        return "\n".join(lines).strip("\n")


class _Rows:
    """The target that the parser tells what it meets."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._stack: list[list[str]] = []  # the cells of the rows that are open, outermost first
        self._cells = [_Cell()]
        self._unseen = self._pre = 0
        self._run: list[str] = []
        self._marks: list[tuple[str, str]] = []  # open elements that change how text is taken

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._take()
        tag = tag.lower() if isinstance(tag, str) else ""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._flush()
            self._stack.append([])
        elif tag == "tr" and self._stack:
            self._end_row()
        elif tag in ("td", "th") and self._stack:
            self._end_cell()
            self._cells.append(_Cell())
        elif tag == "input":
            self._input(attributes)
        elif tag in _BLOCKS:
            self._break(tag)
        self._mark(tag, attributes)

    def end(self, tag: str) -> None:
        self._take()
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th") and self._stack:
            self._end_cell()
        elif tag == "tr" and self._stack:
            self._end_row()
        elif tag == "table" and self._stack:
            self._end_row()
            self._stack.pop()
        elif tag in _BLOCKS and tag != "br":
            self._break(tag, ending=True)
        if self._marks and self._marks[-1][0] == tag:
            _, mark = self._marks.pop()
            if mark == "~":
                self._cells[-1].parts.append("~~")

    def data(self, text: str) -> None:
        self._run.append(text)  # the parser tells every entity apart; a run of text is taken as a whole

    def _take(self) -> None:
        """Put the text since the last element into the cell."""
        text = "".join(self._run)
        self._run.clear()
        if self._unseen or not text:
            return
        if self._marks and any(mark == "W" for _, mark in self._marks[-3:]) and len(text.strip()) == 1:
            text = text.translate(_WINGDINGS)
        self._cells[-1].add(text if self._pre else _SPACE.sub(" ", text), preformatted=self._pre > 0)

    def close(self) -> list[Row]:
        self._take()
        while self._stack:
            self._end_row()
            self._stack.pop()
        self._flush()
        return self.rows

    def _mark(self, tag: str, attributes: dict[str, str]) -> None:
        style = attributes.get("style", "").lower() if attributes else ""
        if tag in _STRUCK or "line-through" in style:
            self._cells[-1].parts.append("~~")
            self._marks.append((tag, "~"))
        elif "wingdings" in style or "wingdings" in attributes.get("face", "").lower():
            self._marks.append((tag, "W"))
        elif self._marks and tag == self._marks[-1][0] and tag not in ("br", "input", "img", "hr"):
            self._marks.append((tag, ""))

    def _input(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "").lower()
        if kind in ("checkbox", "radio"):
            self._cells[-1].parts.append("☒ " if "checked" in attributes else "☐ ")
        elif kind in ("", "text", "email", "tel") and attributes.get("value"):
            self._cells[-1].parts.append(attributes["value"])

    def _break(self, tag: str, *, ending: bool = False) -> None:
        if tag == "pre":
            self._pre = max(0, self._pre + (-1 if ending else 1))
        parts = self._cells[-1].parts
        if tag == "br" or (parts and not parts[-1].endswith("\n")):
            parts.append("\n")
        if tag == "p" and ending and len(self._cells) == 1:
            parts.append("\n")

    def _flush(self) -> None:
        """What stands before a table within a cell, or between tables, as rows of their own."""
        text = self._cells[-1].text()
        if self._stack and self._stack[-1]:
            self.rows.append([*self._stack[-1], text] if text else [*self._stack[-1], ""])
            self._stack[-1].clear()
        elif text:
            self.rows.append((text,))
        self._cells[-1].parts.clear()

    def _end_cell(self) -> None:
        if len(self._cells) > len(self._stack):
            self._stack[-1].append(self._cells.pop().text())

    def _end_row(self) -> None:
        self._end_cell()
        cells = self._stack[-1]
        if cells and any(cells):
            self.rows.append(list(cells))
        cells.clear()


def rows_of_html(html: str) -> list[Row]:
    """The rows of a text of any size and nesting, in order."""
    if not html.strip():
        return []
    parser = etree.HTMLParser(target=_Rows(), huge_tree=True, recover=True, encoding="utf-8")
    try:
        parser.feed(html[:_MOST].encode("utf-8", "replace"))
        rows: list[Row] = parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    return rows
