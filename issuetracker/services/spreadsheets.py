"""Tables as people send them: CSV of any spelling, and workbooks; each cell with the place where it stands."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from issuetracker.services.errors import InvalidFields, TooLarge

MOST_LINES = 200_000
_MOST_UNPACKED = 1 << 29
_SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs"}
ENCODINGS = ("utf-8-sig", "cp1252", "cp949", "utf-16")
Cell = str | date


class Formula(str):
    """A cell of CSV that a spreadsheet would take for a formula; in a workbook they have their values."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its header, its lines with the number that people see, and how it was read."""

    header: tuple[str, ...]
    lines: Sequence[tuple[int, Sequence[Cell]]]
    read_as: str


def read_sheet(content: bytes, *, encoding: str = "") -> Sheet:
    """The table in a file; a workbook's first sheet. Raises InvalidFields where it cannot be read.

    Text that is not UTF-8 is taken for Windows' Western code page, which is said in `read_as`; another one must be
    named, since a guess would give wrong names.
    """
    if content[:2] == b"PK" or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        lines, read_as = _workbook(content)
    else:
        lines, read_as = _text(content, encoding)
    filled = [(number, cells) for number, cells in lines if any(cell != "" for cell in cells)]
    if not filled:
        raise InvalidFields({"file": "The file has no lines."})
    if len(filled) > MOST_LINES:
        raise TooLarge(f"At most {MOST_LINES:,} lines at once.")
    (_, header), *rest = filled
    return Sheet(tuple(str(cell) for cell in header), rest, read_as)


def column_letters(index: int) -> str:
    """A column as spreadsheets name it: 0 is A, 26 is AA."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text(content: bytes, encoding: str) -> tuple[list[tuple[int, list[Cell]]], str]:
    text, used = _decoded(content, encoding)
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").split("\n", 1)[0])
    separator = max(_SEPARATORS, key=first.count)
    return list(_csv_lines(text, separator)), f"CSV, {used}, separated by {_SEPARATORS[separator]}"


def _csv_lines(text: str, separator: str) -> Iterator[tuple[int, list[Cell]]]:
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
    try:
        for cells in reader:
            yield line, [_typed(cell.strip()) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidFields({f"line {line}": f"Cannot be read as CSV: {error}."}) from None


def _typed(text: str) -> str:
    """A cell of CSV; the mark by which our own export keeps one from being a formula is taken away."""
    if text[:1] == "'" and text[1:2] in tuple("=+-@'"):
        return text[1:]
    return Formula(text) if text[:1] == "=" else text


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    if encoding and encoding not in ENCODINGS:
        raise InvalidFields({"encoding": f"Choose one of {', '.join(ENCODINGS)}."})
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for name in (encoding,) if encoding else ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(name), name.removesuffix("-sig").upper()
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
    raise InvalidFields({f"line {line}": "Holds bytes that are no text in this encoding; name the encoding."})


def _workbook(content: bytes) -> tuple[list[tuple[int, list[Cell]]], str]:
    from python_calamine import CalamineError, CalamineWorkbook  # (1 MB; only whoever sends a workbook pays it)

    _refuse_bombs(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            rows = sheet.to_python(skip_empty_area=False)
            return [
                (n, [_plain(cell) for cell in row]) for n, row in enumerate(rows, 1)
            ], f"workbook, sheet “{sheet.name}”"
    except (CalamineError, ValueError, OSError) as error:
        raise InvalidFields({"file": f"Cannot be read as a workbook: {error}."}) from None


def _refuse_bombs(content: bytes) -> None:
    """A small file that unpacks into more than memory holds is refused before anything unpacks it."""
    if content[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise InvalidFields({"file": "This is no whole workbook: it cannot be unpacked."}) from None
    if size > _MOST_UNPACKED:
        raise TooLarge("The workbook unpacks into more than this service reads.")


def _plain(cell: Any) -> Cell:
    """A cell of a workbook, as it would be typed; numbers lose the fraction that spreadsheets give all of them."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
