"""Signatures, disclaimers and banners in the writer's own part."""

from bisect import bisect_left, bisect_right

from issuetracker.intake import phrases
from issuetracker.intake.quoting import fold_runs, runs
from issuetracker.intake.written import Written

_MOST_SIGNED, _MOST_AFTER_BARE_DASHES = 20, 10
_LONGEST_DISCLAIMER = 40  # lines
_MOST_DISCLAIMERS = 4
_LAST_LINES = 80  # among which a phone signs
_LONGEST_PHONE = 120  # characters


def fold_ends(written: Written, own: int) -> None:
    """Set aside what follows `-- `, what phones and gateways add, and then the quotation that is left at the end."""
    _fold_banners(written, own)
    _fold_disclaimers(written, own)
    found = runs(written, own)
    quoted = [run.start for run in found]
    for number in written.dashes[: bisect_left(written.dashes, own)]:
        at = bisect_right(quoted, number)
        _fold_signature(written, number, quoted[at] if at < len(quoted) else own)
    for number in written.beginning(phrases.SIGNED_BY_PHONE, max(own - _LAST_LINES, 0), own):
        line = written.line(number)
        if len(line) < _LONGEST_PHONE and phrases.SENT_FROM.match(line):
            written.fold(number, number + 1)
    fold_runs(written, own, found)


def _fold_signature(written: Written, number: int, end: int) -> None:
    """Set aside a few lines after dashes: no part of a template, and no log."""
    most = _MOST_SIGNED if written.line(number).startswith("-- ") else _MOST_AFTER_BARE_DASHES
    words = 0
    for at in range(number + 1, end):
        words += not written.blank(at) and not written.aside[at]
        if words > most:
            return
    if words and not written.has_label(number, end) and not written.logged(number, end):
        written.fold(number, end)


def _fold_disclaimers(written: Written, own: int) -> None:
    """From the end upwards, paragraph by paragraph, as long as they are disclaimers."""
    end = own
    for _ in range(_MOST_DISCLAIMERS):
        while end > 0 and (written.blank(end - 1) or phrases.RULE.match(written.line(end - 1))):
            end -= 1
        start = end
        while start > 0 and not written.blank(start - 1) and end - start <= _LONGEST_DISCLAIMER:
            start -= 1
        first = next((at for at in range(start, end) if not phrases.RULE.match(written.line(at))), end)
        if not _is_disclaimer(written, first, end):
            return
        while start > 0 and (written.blank(start - 1) or phrases.RULE.match(written.line(start - 1))):
            start -= 1
        written.fold(start, end)
        end = start


def _is_disclaimer(written: Written, start: int, end: int) -> bool:
    if start >= end or end - start > _LONGEST_DISCLAIMER or start in written.quoted:
        return False
    if written.has_label(start, end) or not phrases.DISCLAIMER.match(written.line(start)):
        return False
    words = " ".join(written.line(number) for number in range(start, min(end + 1, len(written.lines))))
    return len({found.lower() for found in phrases.SPEAKS_OF_SECRECY.findall(words[:4_000])}) > 1


def _fold_banners(written: Written, own: int) -> None:
    """The first paragraph, where a gateway put it."""
    start = next((number for number in range(own) if not written.blank(number)), own)
    end = start
    while end < own and not written.blank(end) and end - start < 8:
        end += 1
    words = " ".join(written.line(number) for number in range(start, end))
    if (
        start < end
        and phrases.BANNER.match(written.line(start))
        and phrases.SPEAKS_OF_STRANGERS.search(words)
        and not written.has_label(start, end)
    ):
        written.fold(start, end)
