"""Letters from templates: one Jinja text per letter, and the HTML made from that same text."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from notifications.layout import page
from workflows.working_days import SEAT

_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished letter."""

    subject: str
    body: str

    @property
    def html(self) -> str:
        """The same as a page of HTML, as a reader of mail shows it."""
        return page(self.subject, self.body)


def day(value: date | datetime) -> str:
    """`Monday 30 November 2026`, at OCA's seat."""
    if isinstance(value, datetime):
        value = value.astimezone(SEAT).date()
    return f"{value:%A} {value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """`Thursday 19 November 2026, 15:00 Amsterdam time`."""
    local = value.astimezone(SEAT)
    return f"{day(local)}, {local:%H:%M} Amsterdam time"


def quoted(text: str) -> str:
    """A person's own words as lines that begin with `> `, so that they never look like ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def line(text: str) -> str:
    """A person's own words where one line is expected: a line break in them begins nothing new."""
    return " ".join(text.split())


_ENVIRONMENT = Environment(
    loader=PackageLoader("notifications", "templates"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(default=False),  # letters are plain text; `layout` escapes what becomes HTML
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)
_ENVIRONMENT.filters.update(day=day, moment=moment, quoted=quoted, line=line)


def render(letter: str, facts: dict[str, Any]) -> Rendered:
    """Render `templates/<letter>.txt`; its first line is `Subject: …`. A fact that is not given raises."""
    text = _ENVIRONMENT.get_template(f"{letter}.txt").render(facts)
    head, _, body = text.partition("\n")
    subject = " ".join(head.removeprefix("Subject:").split())
    trimmed = "\n".join(line.rstrip(" \t") for line in body.strip().split("\n"))
    body = _BLANKS.sub("\n\n", trimmed) + "\n"
    return Rendered(subject, body)
