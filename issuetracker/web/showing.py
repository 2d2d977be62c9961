"""How values are shown on every page: moments, days, sizes, choices, clocks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from markupsafe import Markup, escape

from issuetracker.sentences.wording import day, seat_day, size, words
from issuetracker.web.visitor import visitor
from workflows.clocks import Clock, ClockState
from workflows.condition_words import in_words
from workflows.vocabulary import Subject
from workflows.working_days import SEAT, WorkingCalendar

# Jamo and syllables; between their blocks lie dashes, arrows and the blocks of what is blacked out.
_MARKED = re.compile(r"^(?:[ \t>]|\s*\[)", re.MULTILINE)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")

_OWN_LINK = re.compile(r"(/(?:follow|notice)/)[\w.-]+")

# Marks that change the direction in which text is read, and controls that no text needs.
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def reader_zone() -> ZoneInfo:
    """The zone in which this reader reads times; a page asks for each of its moments."""
    found: ZoneInfo | None = g.get("reader_zone")
    if found is None:
        known = visitor()
        found = g.reader_zone = ZoneInfo(known.zone) if known and known.zone else SEAT
    return found


def moment(at: datetime | None, *, short: bool = False) -> Markup:
    """A moment in the reader's zone; where that is not OCA's, both are in its title."""
    if at is None:
        return Markup("–")
    return _moment(at, reader_zone(), short=short)


@lru_cache(maxsize=4096)  # a page has a hundred moments, and few of them differ
def _moment(at: datetime, zone: ZoneInfo, *, short: bool) -> Markup:
    local, seat = at.astimezone(zone), at.astimezone(SEAT)
    text = local.strftime(f"%a {local.day} %b %H:%M" if short else f"%a {local.day} %b {local.year} %H:%M")
    title = seat.strftime(f"%A {seat.day} %B {seat.year}, %H:%M in Amsterdam")
    utc = at.astimezone(UTC).isoformat()
    return Markup(f'<time datetime="{utc}" title="{title}">{text}</time>')  # noqa: S704  (numbers and names of days)


def age(span: timedelta) -> str:
    """How long something waits, as people say it."""
    minutes = int(span.total_seconds() // 60)
    for least, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= least:
            return f"{minutes // least} {unit}" + ("" if minutes // least == 1 else "s")
    return "less than a minute"


def octt_event(name: str) -> str:
    """An event of a ticket in words, without who: `OcttBugAccepted` → OCTT bug accepted."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name.removeprefix("Octt"))
    return f"OCTT{spaced}"


@lru_cache(maxsize=1024, typed=True)  # names stand in every line; what is markup already is not taken for text
def lang(text: str) -> Markup:
    """The text, marked as Korean where it is, so that it is read and set as such."""
    if _HANGUL.search(text):
        return Markup('<span lang="ko">{}</span>').format(text)
    return escape(text)


def unhidden(text: str) -> str:
    """A stranger's text with what would hide or turn round its letters named instead: U+202E shows a name backwards."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; nothing in it is markup, and logs pasted into it keep their columns."""
    made = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        if _is_log(block):
            made.append(f'<pre tabindex="0"><code>{escape(block)}</code></pre>')
        else:
            made.append(f"<p>{_lines(block)}</p>")
    return Markup("\n".join(made))  # noqa: S704  (each block is escaped)


def _lines(block: str) -> str:
    if block.isascii():
        return str(escape(block)).replace("\n", "<br>")
    return "<br>".join(lang(line) for line in block.split("\n"))


def _is_log(block: str) -> bool:
    """True for a block most of whose lines look like OCPP-J messages, log lines or quoted ones."""
    if not _MARKED.search(block):
        return False
    lines = [line for line in block.split("\n") if line.strip()]
    marks = sum(line.lstrip()[:2] in ("[2", "[3", "[4", "[{") or line.startswith((" ", "\t", ">")) for line in lines)
    return bool(lines) and marks * 2 > len(lines)


@dataclass(frozen=True, slots=True)
class Chip:
    """A clock as a chip: how it stands, in words, and its working days as ticks."""

    look: str
    text: str
    used: int = 0
    total: int = 0
    late: int = 0
    due: date | None = None

    @property
    def now(self) -> int:
        """The tick of today, -1 when it is past."""
        return self.used if self.look not in ("done", "stopped", "over") else -1


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def chip(due_at: datetime, total: int, calendar: WorkingCalendar, at: datetime, *, indicative: bool = False) -> Chip:
    """The chip of a running clock."""
    return _chip(due_at, total, calendar, calendar.local_date(at), indicative=indicative)


@lru_cache(maxsize=4096)  # many cases are due at the end of the same day
def _chip(due_at: datetime, total: int, calendar: WorkingCalendar, today: date, *, indicative: bool) -> Chip:
    due = calendar.local_date(due_at)
    left = calendar.working_days_until(today, due)
    if due < today:
        over = -left or 1
        if not indicative:
            return Chip("over", f"{_days(over)} over", total, total, over, due)
        return Chip("indicative", f"{_days(over)} past, indicative", total, total, 0, due)
    # Today, if it counts, is the tick that is being used.
    used = max(0, min(total, total - left - (1 if calendar.is_working_day(today) else 0)))
    if indicative:
        return Chip("indicative", f"{_days(left)}, indicative", used, total, 0, due)
    if due == today or left == 0:
        return Chip("today", "Due today" if due == today else "Due before the next working day", used, total, 0, due)
    look = "soon" if left <= 2 and left <= total // 2 else "plenty"
    return Chip(look, f"{_days(left)} left", used, total, 0, due)


def clock_chip(clock: Clock, calendar: WorkingCalendar, at: datetime) -> Chip:
    """The chip of a case's clock, running or not."""
    due = calendar.local_date(clock.due_at)
    if clock.state is ClockState.RUNNING or clock.ended_at is None:
        return chip(clock.due_at, clock.working_days, calendar, at, indicative=clock.indicative)
    ended = calendar.local_date(clock.ended_at)
    used = max(0, calendar.working_days_until(calendar.local_date(clock.started_at), ended))
    if clock.state is ClockState.STOPPED:
        text = f"Stopped {day(ended, short=True)}"
        return Chip("stopped", text, min(used, clock.working_days), clock.working_days, 0, due)
    if clock.late:
        late = max(1, used - clock.working_days)
        return Chip("over", f"Late by {_days(late)}", clock.working_days, clock.working_days, late, due)
    return Chip("done", f"In time, day {used} of {clock.working_days}", used, clock.working_days, 0, due)


def unlinked(text: str) -> str:
    """A letter's text as others read it: the links that are its recipient's alone open nothing."""
    return _OWN_LINK.sub(r"\1…", text)


def subject_words(value: str) -> str:
    """What a question or a resolution is about, as people choose it."""
    return Subject(value).label


FILTERS: dict[str, Callable[..., Any]] = {
    "age": age,
    "moment": moment,
    "day": day,
    "seat_day": seat_day,
    "size": size,
    "words": words,
    "subject": subject_words,
    "lang": lang,
    "octt_event": octt_event,
    "condition": in_words,
    "paragraphs": paragraphs,
    "unhidden": unhidden,
    "unlinked": unlinked,
}
