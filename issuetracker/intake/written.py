"""A text as lines that are being judged: which are set aside, and which belong to a filled template."""

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress

from issuetracker.intake import phrases
from issuetracker.services.issue_templates import ROWS

_BLANKS = r"[\s*|]{0,3}"
_LABELS = re.compile(
    r"[\s*#|•·-]{0,6}("
    + "|".join(re.escape(label) for label, _ in ROWS)
    + rf")\b{_BLANKS}(?:\([^()]{{0,40}}\))?{_BLANKS}(?:[:：|\t]|\s{{2}}|$)(.*)",
    re.IGNORECASE,
)
_FIRST_WORDS = "|".join(sorted({label.partition(" ")[0] for label, _ in ROWS}))
_MAYBE_LABELS = phrases.Beginning(
    re.compile(r"[\s*#|•·" + "".join(sorted({label[0] for label, _ in ROWS})) + "-]", re.IGNORECASE),
    re.compile(rf"[^\S\n]{{0,4}}[*#|•·-]{{0,6}}[^\S\n]{{0,4}}(?:{_FIRST_WORDS})\b", re.IGNORECASE),
)
_MARKED, _MARKED_OTHERWISE = re.compile(r">+|[ \t*]"), re.compile(r"[> \t*]")
_TURNED = bytes.maketrans(b"\0\1", b"\1\0")
_PLACEHOLDER = re.compile(r"[\s*|☐]{0,80}(?:<[^<>@]{0,80}>.{0,200}|Name: <.{0,200}|☐.{0,200})?\s*$")


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the template at the beginning of a line."""

    name: str  # lower case
    filled: bool  # a value stands beside it, or below


@dataclass
class Written:
    """The lines of a text with their ends, and for each whether it is folded."""

    text: str
    lines: list[str]
    aside: bytearray

    @classmethod
    def of(cls, text: str) -> "Written":
        """A text, nothing folded yet."""
        lines = text.splitlines(keepends=True)
        return cls(text, lines, bytearray(len(lines)))

    def line(self, number: int) -> str:
        """A line as it is matched: cut, without its end; "" beyond the last."""
        return self.lines[number][: phrases.LONGEST].rstrip("\n") if number < len(self.lines) else ""

    def blank(self, number: int) -> bool:
        """True for a line with nothing on it, and beyond the last."""
        return number >= len(self.lines) or not self.lines[number].strip()

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate(map(len, self.lines), initial=0))

    @cached_property
    def _initials(self) -> str:
        """The first character of each line: a text as long as there are lines, searched in their stead."""
        return "".join([line[0] for line in self.lines])

    def beginning(self, how: phrases.Beginning, start: int = 0, end: int = sys.maxsize) -> list[int]:
        """The lines that begin so."""
        maybe = (found.start() for found in how.initials.finditer(self._initials, start, end))
        return [number for number in maybe if how.whole.match(self.lines[number])]

    def ending(self, pattern: re.Pattern[str]) -> list[int]:
        """The lines in whose end a pattern begins to match."""
        return [bisect_right(self._starts, found.start()) - 1 for found in pattern.finditer(self.text)]

    @cached_property
    def quotations(self) -> list[range]:
        """The lines that begin with a quote mark, those that follow each other as one."""
        found: list[range] = []
        for run in (_MARKED_OTHERWISE if ">From " in self.text else _MARKED).finditer(self._initials):
            start, end = run.span()
            if not phrases.QUOTED.match(self.lines[start]):
                continue
            if found and found[-1].stop == start:
                start = found.pop().start
            found.append(range(start, end))
        return found

    @cached_property
    def quoted(self) -> set[int]:
        """The same lines, one by one."""
        return set().union(*self.quotations)

    @cached_property
    def heads(self) -> list[int]:
        """The lines that may begin the headers of an older message, or a signature."""
        return self.beginning(phrases.HEAD)

    @cached_property
    def dashes(self) -> list[int]:
        """The lines of two dashes and nothing else."""
        return [number for number in self.heads if self.lines[number].rstrip() == "--"]

    def fold(self, start: int, end: int) -> None:
        """Set lines aside, from `start` to before `end`."""
        self.aside[start:end] = b"\1" * len(range(start, end))

    def visible(self) -> str:
        """What was not set aside."""
        return "".join(compress(self.lines, self.aside.translate(_TURNED)))

    def folded(self) -> str:
        """What was."""
        return "".join(compress(self.lines, self.aside))

    def logged(self, start: int, end: int) -> bool:
        """True if one of these lines is a line of a log: an OCPP-J message, or one with a time of day."""
        return any(phrases.LOGGED.search(self.line(number)) for number in range(start, end))

    @cached_property
    def labels(self) -> dict[int, Label]:
        """The lines that begin with a label of the template (D.4), in order."""
        found = {}
        for number in self.beginning(_MAYBE_LABELS):
            if label := _LABELS.match(self.line(number)):
                found[number] = Label(label[1].lower(), self._filled(number, label[2]))
        return found

    def _filled(self, number: int, value: str) -> bool:
        if value.strip():
            return not _PLACEHOLDER.match(value)
        return not self.blank(number + 1) and not _LABELS.match(self.line(number + 1))

    @cached_property
    def _labelled(self) -> list[int]:
        return list(self.labels)

    @cached_property
    def _first(self) -> dict[str, int]:
        """Where each label stands first."""
        return {label.name: number for number, label in reversed(self.labels.items())}

    def labels_above(self, number: int) -> set[str]:
        """Which labels stand above a line."""
        return {name for name, first in self._first.items() if first < number}

    def has_label(self, start: int, end: int) -> bool:
        """True if one stands in these few lines."""
        return any(_LABELS.match(self.line(number)) for number in range(start, end))

    def filled_between(self, start: int, end: int) -> int:
        """How many labels with a value stand there."""
        return len({label.name for number, label in self.labels.items() if label.filled and start <= number < end})

    def inside_template(self, number: int) -> bool:
        """True if a template has begun above this line and goes on below it, with a label that it did not have yet."""
        below = bisect_right(self._labelled, number)
        if below >= len(self._labelled):
            return False
        above = self.labels_above(number)
        return len(above) >= 2 and self.labels[self._labelled[below]].name not in above
