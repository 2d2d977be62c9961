"""Letters from templates: one Jinja text per letter, and the HTML made from that same text."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

_SEAT = ZoneInfo("Europe/Amsterdam")
_URL = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")
_BREAK = Markup("<br>")
_FACT = re.compile(r"^([A-Z][\w /'’-]{1,40}): {2,}(.*)$")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished letter."""

    subject: str
    body: str
    html: str


def day(value: date | datetime) -> str:
    """`Monday 30 November 2026`, at OCA's seat."""
    if isinstance(value, datetime):
        value = value.astimezone(_SEAT).date()
    return f"{value:%A} {value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """`Thursday 19 November 2026, 15:00 Amsterdam time`."""
    local = value.astimezone(_SEAT)
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
    autoescape=select_autoescape(["html"], default=False),
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
    body = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+$", "", body, flags=re.MULTILINE).strip()) + "\n"
    return Rendered(
        subject, body, _ENVIRONMENT.get_template("layout.html").render(subject=subject, blocks=_blocks(body))
    )


def _blocks(body: str) -> list[tuple[str, Any]]:
    """Paragraphs, quotes and `Label:  value` lists, for the HTML layout."""
    blocks: list[tuple[str, Any]] = []
    for part in body.strip().split("\n\n"):
        lines = part.splitlines()
        facts = [_FACT.match(line) for line in lines]
        if all(line.startswith(">") for line in lines):
            blocks.append(("quote", _BREAK.join(line[1:].removeprefix(" ") for line in lines)))
        elif all(facts):
            blocks.append(("facts", [(match[1], _linked(match[2])) for match in facts if match]))
        elif all(line.startswith("- ") for line in lines):
            blocks.append(("list", [_linked(line[2:]) for line in lines]))
        elif part.strip() == "--":
            blocks.append(("rule", None))
        else:
            blocks.append(("text", _BREAK.join(map(_linked, lines))))
    return blocks


def _linked(line: str) -> Markup:
    if "://" not in line:  # nearly all are plain
        return escape(line)
    parts = _URL.split(line)
    linked = (Markup('<a href="{0}">{0}</a>').format(part) if i % 2 else escape(part) for i, part in enumerate(parts))
    return Markup("").join(linked)
