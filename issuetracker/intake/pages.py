"""A text with the labels in it; tables of HTML, Word and markdown become one, cell by cell, before it is judged."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from issuetracker.intake.label_finding import MOST_LINES, Found, find
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import PARTIES, RELATIVE, label_of, mistyped

# A paragraph is a row of one cell.
Row = Sequence[str]
_RULER = re.compile(r"[\s|:+=*_.–—-]+")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """A text, and where labels were found in it, in order; `unclear` are lines that begin like labels, too."""

    text: str
    founds: list[Found]
    unclear: list[int] = field(default_factory=list)


def page_of_text(text: str) -> Page:
    """A plain text's page; tables drawn with bars are read as tables."""
    if "\n|" in text or text.startswith("|"):
        return page_of_rows(_with_bars(text))
    unclear: list[int] = []
    return Page(text, find(text, unclear), unclear)


def _with_bars(text: str) -> Iterable[Row]:
    """Rows of markdown's and drawn tables; other lines as they are."""
    plain: list[str] = []
    for line in text.split("\n"):
        if line[:2] in ("+-", "+=") and _RULER.fullmatch(line):
            continue
        if line[:1] != "|" or line.count("|") < 2:
            plain.append(line)
            continue
        if plain:
            yield ("\n".join(plain),)
            plain = []
        if not _RULER.fullmatch(line):
            cells = _BAR.split(line.strip().removeprefix("|").removesuffix("|"))
            yield [_BREAK.sub("\n", cell.replace("\\|", "|")).strip(" \t*") for cell in cells]
    if plain:
        yield ("\n".join(plain),)


def page_of_rows(rows: Iterable[Row]) -> Page:
    """A page from rows in the order of the document."""
    making = _Making()
    held = list(rows)
    at = 0
    while at < len(held):
        row = held[at]
        if len(row) == 1:
            making.paragraph(row[0])
        elif at > MOST_LINES:
            making.paragraph("\t".join(row))
        elif at + 1 < len(held) and _is_head(row) and len(held[at + 1]) == len(row):
            at += 1
            for pair in zip(row, held[at], strict=True):
                making.row(pair)
        else:
            making.row(row)
        at += 1
    return making.page()


def row_of(cells: Iterable[Iterable[Row]]) -> Iterator[Row]:
    """A row from what stands in each of its cells; tables within them follow as rows of their own."""
    texts, nested = [], []
    for cell in cells:
        lines = []
        for inner in cell:
            if len(inner) == 1:
                lines.append(inner[0])
            else:
                nested.append(inner)
        texts.append("\n".join(lines).strip("\n"))
    if any(texts):
        yield texts
    yield from nested


def _is_head(row: Row) -> bool:
    """Whether labels stand beside each other, so that their values stand below."""
    return len(row) > 2 and all(label_of(cell) for cell in row)


@dataclass(slots=True)
class _Making:
    parts: list[str] = field(default_factory=list)
    founds: list[Found] = field(default_factory=list)
    length: int = 0
    loose: list[str] = field(default_factory=list)
    in_row: bool = False  # the last thing was a row whose value the next may go on with

    def paragraph(self, text: str) -> None:
        self.loose.append(text)
        self.in_row = False

    def row(self, cells: Row) -> None:
        labels = [_cell_label(cell) for cell in cells]
        if self._repeats(labels):  # a merged cell, written out in each of its rows
            cells, labels = ["", *cells[1:]], [None, *labels[1:]]
        if not any(labels):
            self._without_label(cells)
            return
        if labels[0] is None and labels[-1] and not any(labels[:-1]) and any(cells[:-1]):
            cells, labels = [*cells[-1:], *cells[:-1]], [*labels[-1:], *labels[:-1]]  # the value stands first
        self._flush()
        at = 0
        while at < len(cells):
            end = next((i for i in range(at + 2, len(cells)) if labels[i]), len(cells))
            label = labels[at]
            value = "\n".join(cell for cell in cells[at + 1 : end] if cell.strip())
            if label is None:
                self._append(cells[at])
            elif not self._several(cells[at], value):
                self._found(label, cells[at], value)
            at = end
        self.in_row = True

    def _repeats(self, labels: list[Label | None]) -> bool:
        return self.in_row and bool(self.founds) and labels[0] in PARTIES and labels[0] is self.founds[-1].label

    def _several(self, cell: str, value: str) -> bool:
        """Labels below each other in a cell, with as many values beside them."""
        names, values = cell.split("\n"), value.split("\n")
        labels = [label_of(name) for name in names]
        if len(names) < 2 or len(names) != len(values) or label_of(cell):
            return False
        for label, name, text in zip(labels, names, values, strict=True):
            if label:
                self._found(label, name, text)
        return True

    def _found(self, label: Label, name: str, value: str) -> None:
        start = self.length
        self._append(" ".join(name.split()) + "\t")
        begin = self.length
        self._append(value)
        self.founds.append(Found(label, start, begin, self.length))
        self._append("\n")

    def _without_label(self, cells: Row) -> None:
        """A row that goes on with the value of the one before, or one that is text like any other."""
        said = [cell for cell in cells if cell.strip()]
        last = self.founds[-1] if self.founds else None
        going_on = self.in_row and last is not None and not cells[0].strip()
        if not said:
            return
        if going_on and last is not None and not (last.label in PARTIES and _begins_part(said[0])):
            self._append("\n".join(said))
            self.founds[-1] = Found(last.label, last.start, last.value, self.length)
            self._append("\n")
        elif any("\n" in cell or ":" in cell for cell in said):
            for cell in said:
                self.loose.append(cell)
        else:
            self.loose.append("\t".join(said))
        self.in_row = going_on

    def _flush(self) -> None:
        """Turn the paragraphs that were held back into text, with labels as in any text."""
        if self.loose:
            text = "\n".join(self.loose) + "\n"
            self.founds += [
                Found(at.label, at.start + self.length, at.value + self.length, at.stop, at.level, at.weak, at.bare)
                for at in find(text)
            ]
            self._append(text)
            self.loose = []

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def page(self) -> Page:
        self._flush()
        return Page("".join(self.parts), self.founds)


def _cell_label(cell: str) -> Label | None:
    if not cell or len(cell) > 90 or cell[0] in "<☐☒":
        return None
    return label_of(cell) or (mistyped(cell) if len(cell) < 45 and "\n" not in cell else None) or _first(cell)


def _first(cell: str) -> Label | None:
    """The first of several labels in a cell."""
    names = cell.split("\n")
    labels = [label_of(name) for name in names] if 1 < len(names) < 4 else []
    return labels[0] if labels and all(labels) else None


def _begins_part(cell: str) -> bool:
    """Whether a cell begins with a label that belongs to a party: "Contact details: Name: …"."""
    founds = find(cell)
    return bool(founds) and founds[0].start == 0 and (founds[0].label in RELATIVE)
