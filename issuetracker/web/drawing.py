"""Small pictures in the pages: icons, and clocks as strips of working days.

A clock and a state are drawn from their values alone, and few of them differ: each is drawn once in a process.
"""

from functools import cache, lru_cache

from markupsafe import Markup

from issuetracker.sentences.cases import sentence, text_of
from issuetracker.web.showing import Chip

_PATHS = {
    "brand": '<path d="M2.5 3v10M6.2 3v10M9.9 3v10M13.6 9.4V13"/>',
    "search": '<circle cx="7" cy="7" r="4.6"/><path d="m10.4 10.4 3.8 3.8"/>',
    "down": '<path d="m3.5 6 4.5 4.5L12.5 6"/>',
    "right": '<path d="m5.5 3 5 5-5 5"/>',
    "download": '<path d="M8 2v8.4M4.4 7 8 10.6 11.6 7M2.4 13.8h11.2"/>',
    "eye": '<path d="M1.2 8S3.8 3.4 8 3.4 14.8 8 14.8 8 12.2 12.6 8 12.6 1.2 8 1.2 8z"/><circle cx="8" cy="8" r="2"/>',
    "lock": '<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7"/>',
    "soon": '<path d="M4 1.8h8M4 14.2h8M4.8 1.8c0 3 3.2 4 3.2 6.2s-3.2 3.2-3.2 6.2'
    'M11.2 1.8c0 3-3.2 4-3.2 6.2s3.2 3.2 3.2 6.2"/>',
    "plenty": '<circle cx="8" cy="8" r="6.2"/><path d="M8 4.5V8l2.4 1.6"/>',
    "none": '<path d="M3 8h10"/>',
    "goes": '<path d="M2 8h11.4M9.4 4l4 4-4 4"/>',
    "over": '<path d="M8 1.8 14.8 14H1.2z"/><path d="M8 6.2v3.6M8 11.9v.1"/>',
    "today": '<circle cx="8" cy="8" r="6.2"/><circle cx="8" cy="8" r="2.4" fill="currentColor"/>',
    "indicative": '<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.4 2.4"/><path d="M8 4.8V8"/>',
    "stopped": '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
    "print": '<path d="M4.2 6V1.8h7.6V6M4.2 11.4H1.8V6h12.4v5.4h-2.4M4.2 9.4h7.6v4.8H4.2z"/>',
    "calendar": '<rect x="1.8" y="3" width="12.4" height="11" rx="1"/><path d="M1.8 6.6h12.4M5 1.4V4M11 1.4V4"/>',
    "add": '<path d="M8 2.8v10.4M2.8 8h10.4"/>',
    "done": '<path d="m2.8 8.6 3.4 3.4 7-7.6"/>',
    "accepted": '<path d="m2.8 8.6 3.4 3.4 7-7.6"/>',
    "sent": '<path d="M1.8 7.4 14.2 2 9.6 14.2 7.4 8.8z"/>',
    "passkey": '<circle cx="5" cy="10.6" r="3.2"/><path d="m7.4 8.4 6-6M11 4.6l2 2"/>',
    "people": '<circle cx="6" cy="5.2" r="2.6"/><path d="M1.4 13.6c.4-3 2.2-4.4 4.6-4.4s4.2 1.4 4.6 4.4'
    'M10.6 2.9a2.6 2.6 0 0 1 0 4.7M12 9.6c1.5.6 2.4 1.9 2.6 4"/>',
    "log": '<path d="M3.5 1.5h6l3 3v10h-9zM5.6 7h4.8M5.6 9.4h4.8M5.6 11.8h3"/>',
    "file": '<path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3"/>',
    "bounced": '<path d="M3 3l10 10M13 3 3 13"/>',
    "failed": '<path d="M3 3l10 10M13 3 3 13"/>',
    "no_address": '<path d="M3 3l10 10M13 3 3 13"/>',
    "unclear": '<path d="M8 1.8 14.8 14H1.2z"/><path d="M8 6.2v3.6M8 11.9v.1"/>',
    "acknowledged": '<path d="m.8 8.8 3 3 5.6-6.4M7 11l.8.8L14.4 4.6"/>',
    "owed": '<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.4 2.4"/>',
}
_ICONS = {
    name: Markup(f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{path}</svg>')  # noqa: S704  (our own)
    for name, path in _PATHS.items()
}


def icon(name: str) -> Markup:
    """An icon; words always stand beside it."""
    return _ICONS[name]


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def ticks(chip: Chip) -> Markup:
    """One tick a working day: used, now, left, late; wide for few days, narrow for many."""
    if not chip.total:
        return Markup("")
    width, step = (12, 15) if chip.total <= 5 else (3, 4)
    late = min(chip.late, 15)
    classes = ["used" if i < chip.used else "now" if i == chip.now else "" for i in range(chip.total)] + ["late"] * late
    bars = "".join(f'<rect x="{i * step}" width="{width}" height="8"{_class(name)}/>' for i, name in enumerate(classes))
    whole = len(classes) * step - (step - width)
    said = f"{chip.used} of {chip.total} working days used" + (f", {chip.late} over" if chip.late else "")
    svg = f'<svg class="ticks" width="{whole}" height="8" viewBox="0 0 {whole} 8" role="img" aria-label="{said}">'
    return Markup(f"{svg}{bars}</svg>")  # noqa: S704  (numbers and our own words only)


@lru_cache(maxsize=1024)
def clock(chip: Chip | None, *, with_ticks: bool = True, none: str = "No clock") -> Markup:
    """A clock as a chip, with its strip of days; `none` is said where no clock runs."""
    if chip is None:
        return Markup('<span class="clock" data-clock="none">{} {}</span>').format(icon("none"), none)
    head = Markup('<span class="clock" data-clock="{}">{} {}</span>').format(chip.look, icon(chip.look), chip.text)
    return head + ticks(chip) if with_ticks else head


@cache
def state_mark(state: str) -> Markup:
    """The state of an obligation: owed, accepted, acknowledged, bounced …; an icon and its word."""
    word = {"no_address": "no contact"}.get(state, state)
    look = {"failed": "bounced", "no_address": "no contact", "unclear": "bounced"}.get(state, state)
    return Markup('<span class="state" data-state="{}">{} {}</span>').format(look, icon(state), word)


DRAWINGS = {
    "icon": icon,
    "clock": clock,
    "ticks": ticks,
    "state_mark": state_mark,
    "sentence": sentence,
    "text_of": text_of,
}
