"""Long lists a page at a time: the address names the row where the page before ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from issuetracker.fields import BIGGEST_ID

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Turned(Generic[Row]):
    """The rows of a page, and where the next one begins; none on the last."""

    rows: Sequence[Row]
    next: int | None


def place(name: str = "before") -> int | None:
    """The id where this page begins; none for the first, or where the address has no number."""
    text = request.args.get(name, "")
    return min(int(text), BIGGEST_ID) if text.isdecimal() and len(text) < 11 else None


def turned(rows: Sequence[Row], most: int, key: Callable[[Row], int]) -> Turned[Row]:
    """A page of rows of which one more than `most` was read."""
    return Turned(rows[:most], key(rows[most - 1]) if len(rows) > most else None)


def address_with(name: str, value: int | None, path: str = "") -> str:
    """The address of this page, or of that path, with one parameter otherwise; the others stay as they are."""
    given = {key: text for key, text in request.args.items() if key != name}
    return f"{path or request.path}?{urlencode(given | ({name: value} if value else {}))}#{name}"
