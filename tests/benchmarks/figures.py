"""Figures beside their floors and goals: as a table for people, as JSON for what compares runs."""

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `ratio` is to the floor, and `met` says whether the goal is reached (None: it has none)."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None


def at_most(name: str, value: float, unit: str, limit: float, floor: float | None = None) -> Figure:
    """A value with a limit of its own; the floor only stands beside it."""
    return Figure(name, value, unit, floor, value / floor if floor else None, f"<= {limit:g} {unit}", value <= limit)


def at_least(name: str, value: float, unit: str, limit: float, floor: float | None = None) -> Figure:
    """The same with a lower limit."""
    return Figure(name, value, unit, floor, value / floor if floor else None, f">= {limit:g} {unit}", value >= limit)


def ratio_at_most(name: str, value: float, unit: str, floor: float, limit: float) -> Figure:
    """A cost that may be so many times its floor."""
    return Figure(name, value, unit, floor, value / floor, f"<= {limit:g} x floor", value / floor <= limit)


def ratio_at_least(name: str, value: float, unit: str, floor: float, limit: float) -> Figure:
    """A rate that must reach a part of its floor."""
    return Figure(name, value, unit, floor, value / floor, f">= {limit:g} x floor", value / floor >= limit)


def without_goal(name: str, value: float, unit: str, floor: float | None = None) -> Figure:
    """A value to know."""
    return Figure(name, value, unit, floor, value / floor if floor else None)


@dataclass
class Book:
    """All figures of a run, and notes on how they were measured."""

    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Note a figure, and say so at once."""
        self.figures.append(figure)
        say(f"{figure.name}: {number(figure.value)} {figure.unit}" + verdict(figure))

    def table(self) -> str:
        """Plain text in columns."""
        head = ("figure", "value", "unit", "floor", "ratio", "goal", "")
        rows = [head] + [
            (f.name, number(f.value), f.unit, number(f.floor), number(f.ratio), f.goal, verdict(f).strip())
            for f in self.figures
        ]
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        lines = ["  ".join(_cell(row[i], widths[i], right=i in (1, 3, 4)) for i in range(len(head))) for row in rows]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([*(line.rstrip() for line in lines), "", *self.notes])

    def write(self, path: Path) -> None:
        """The list as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(figure) for figure in self.figures], indent=1) + "\n", encoding="utf-8")


def number(value: float | None) -> str:
    """Three significant digits; whole numbers from 100 on."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def verdict(figure: Figure) -> str:
    """`met`, `MISSED`, or nothing where there is no goal."""
    return "" if figure.met is None else "  met" if figure.met else "  MISSED"


def _cell(text: str, width: int, *, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def say(text: str) -> None:
    """A line of progress."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()
