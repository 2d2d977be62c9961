"""Quoted tails: what is set aside of `>` lines and of what stands under the headers of an older message."""

from dataclasses import dataclass

from issuetracker.intake import phrases
from issuetracker.intake.written import Written

_MOST_HEADER_LINES = 14
_MOST_HEADS = 10  # that are looked below
_SHORT_QUOTE = 5  # lines above an answer that explain it
_FILLED = 4  # labels with a value: somebody filled in the template that was sent to them


@dataclass(frozen=True, slots=True)
class Run:
    """Quoted lines that follow each other, from the line that says whose they are to before `end`."""

    start: int
    quotes: int  # the first quoted line
    end: int

    @property
    def attributed(self) -> bool:
        """True if a line above says who wrote this."""
        return self.start < self.quotes


def fold_quotes(written: Written, *, forwarded: bool) -> int:
    """Set quoted tails aside; where the writer's own part ends."""
    own, is_forward = _own_part(written, forwarded=forwarded)
    if not is_forward:
        written.fold(own, len(written.lines))
    return own


def _own_part(written: Written, *, forwarded: bool) -> tuple[int, bool]:
    """Where the headers of an older message end the writer's own part; True if that message is forwarded."""
    heads = 0
    for number in _candidates(written):
        line = written.line(number)
        if phrases.FORWARDED.match(line):
            return number, True
        if _is_head(written, number, line) and not written.inside_template(number):
            if forwarded:
                return number, True
            heads += 1
            if heads > _MOST_HEADS or not _filled_in_below(written, number):
                return _with_rule(written, number), False
    return len(written.lines), False


def _candidates(written: Written) -> list[int]:
    return sorted({*written.heads, *written.ending(phrases.COLON_AT_END)})


def _is_head(written: Written, number: int, line: str) -> bool:
    if phrases.ORIGINAL.match(line):
        return True
    if phrases.FROM.match(line):
        return _header_block(written, number)
    first = attribution(written, number)
    if first < 0 or _next(written, number + 1) in written.quoted or len(written.labels_above(number)) >= 2:
        return False
    words = _joined(written, first, number)
    return "@" in words and bool(phrases.WROTE_AT.match(words))


def _joined(written: Written, first: int, last: int) -> str:
    return " ".join(written.line(number).strip() for number in range(first, last + 1))[: phrases.LONGEST]


def _header_block(written: Written, number: int) -> bool:
    """True for From, a date, and To or Subject below each other, with nothing else but long lists of names between."""
    when = whom = False
    others = 0
    for at in range(number + 1, min(number + _MOST_HEADER_LINES, len(written.lines))):
        line = written.line(at)
        if phrases.WHEN.match(line):
            when = True
        elif phrases.WHOM.match(line):
            whom = True
        elif line.strip() and not phrases.MORE.match(line) and (others := others + 1) > 3:
            return False
        if when and whom:
            return True
    return False


def attribution(written: Written, last: int) -> int:
    """The first line of the words that say who wrote what follows and end in line `last`; -1 if they do not say it."""
    if not written.line(last).rstrip().endswith((":", "：")):
        return -1
    for first in range(last, max(last - 3, -1), -1):
        if written.blank(first) or first in written.quoted:
            return -1
        words = _joined(written, first, last)
        if phrases.OPENS.match(words) and phrases.DATED.search(words) and phrases.WROTE.search(words):
            return first if not written.has_label(first, first + 1) else -1
    return -1


def _with_rule(written: Written, number: int) -> int:
    """A line drawn above a head belongs to it, and so do the first lines of an attribution."""
    if (first := attribution(written, number)) >= 0:
        number = first
    above = number - 1
    while above >= 0 and written.blank(above):
        above -= 1
    return above if above >= 0 and phrases.RULE.match(written.line(above)) else number


def _filled_in_below(written: Written, head: int) -> bool:
    """True if the template stands filled in under the first head and not above: an answer typed into a quoted form."""
    if len(written.labels_above(head)) >= 2 or written.filled_between(head, len(written.lines)) < _FILLED:
        return False
    below = (at for at in _candidates(written) if at >= _below(written, head))
    end = next((at for at in below if _is_head(written, at, written.line(at))), len(written.lines))
    return written.filled_between(head, end) >= _FILLED


def _below(written: Written, head: int) -> int:
    """The first line after a head with its headers."""
    at = head + 1
    while at < min(len(written.lines), head + _MOST_HEADER_LINES) and _may_be_header(written, at):
        at += 1
    return at


def _may_be_header(written: Written, number: int) -> bool:
    fields = (phrases.FROM, phrases.WHEN, phrases.WHOM, phrases.MORE)
    return written.blank(number) or any(field.match(written.line(number)) for field in fields)


def _next(written: Written, number: int) -> int:
    while number < len(written.lines) and written.blank(number):
        number += 1
    return number


def runs(written: Written, own: int) -> list[Run]:
    """The quotations in the writer's own part, without what is a log or belongs to a template."""
    spans: list[list[int]] = []
    for quotation in written.quotations:
        start, end = quotation.start, min(quotation.stop, own)
        if start >= own:
            break
        if spans and all(written.blank(at) for at in range(spans[-1][1], start)):
            spans[-1][1] = end
        else:
            spans.append([start, end])
    found = [Run(_head_of(written, first), first, end) for first, end in spans]
    return [run for run in found if not _is_pasted(written, run)]


def _head_of(written: Written, number: int) -> int:
    above = number - 1
    while above >= 0 and written.blank(above):
        above -= 1
    first = attribution(written, above) if above >= 0 else -1
    return first if first >= 0 else number


def _is_pasted(written: Written, run: Run) -> bool:
    """True for a log with `>` before its lines, and for lines that are part of a template's value."""
    if written.inside_template(run.start):
        return True
    in_template = len(written.labels_above(run.start)) >= 3
    if run.attributed and not in_template:
        return False
    return (in_template and not run.attributed) or written.logged(run.quotes, run.end)


def fold_runs(written: Written, own: int, found: list[Run]) -> None:
    """Set aside the quotation after which nothing is said any more, and a long one above a single answer."""
    if not found:
        return
    last = found[-1]
    long = last.attributed and last.end - last.quotes > _SHORT_QUOTE
    alone = len(found) == 1 and not _says_something(written, 0, last.start)
    if (long and alone) or not _says_something(written, last.end, own):
        written.fold(last.start, last.end)


def _says_something(written: Written, start: int, end: int) -> bool:
    return any(not written.aside[number] and not written.blank(number) for number in range(start, end))
