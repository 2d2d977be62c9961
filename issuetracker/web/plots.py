"""Where the marks of a plot lie; `_plots.html` draws them as SVG, and a table beside says the same in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Point:
    """A mark at a place, with what it says when it is pointed at; `label` stands beside it."""

    x: float
    y: float
    title: str
    label: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A small line plot of shares by month; months without any break the line."""

    title: str
    x: float
    points: tuple[Point, ...]
    lines: tuple[str, ...]
    ticks: tuple[Point, ...]


PANEL, GAP, LEFT, TOP, BOTTOM = 168, 28, 44, 34, 154


def panel(title: str, index: int, months: Sequence[str], shares: Sequence[tuple[int, int]]) -> Panel:
    """A panel of shares, each as (in time, of how many); the lowest and the last are labelled."""
    left = LEFT + index * (PANEL + GAP)
    step = (PANEL - 24) / max(1, len(months) - 1)
    places = [left + 12 + i * step for i in range(len(months))]
    known = [i for i, (_, of) in enumerate(shares) if of]
    lowest = min(known, key=lambda i: shares[i][0] / shares[i][1], default=-1)
    points = []
    for i in known:
        met, of = shares[i]
        share = round(100 * met / of)
        last = shares[known[-1]]
        differs = i == lowest and met * last[1] != last[0] * of
        label = f"{share}%" if i == known[-1] or differs else ""
        words = f"{title}, {months[i]}: {share}% of {of} in time"
        points.append(Point(places[i], BOTTOM - (BOTTOM - TOP) * met / of, words, label, strong=i == known[-1]))
    every = ceil(len(months) / 6)
    shown = [i for i in range(len(months)) if (len(months) - 1 - i) % every == 0]
    ticks = tuple(Point(places[i], BOTTOM + 18, "", months[i][:3]) for i in shown)
    return Panel(title, left, tuple(points), _lines(known, points), ticks)


def _lines(known: Sequence[int], points: Sequence[Point]) -> tuple[str, ...]:
    """Months that follow one another, as one line each."""
    lines: list[list[str]] = []
    for position, (index, point) in enumerate(zip(known, points, strict=True)):
        if position == 0 or known[position - 1] != index - 1:
            lines.append([])
        lines[-1].append(f"{point.x:.1f},{point.y:.1f}")
    return tuple(" ".join(line) for line in lines if len(line) > 1)


@dataclass(frozen=True, slots=True)
class Spread:
    """One step's times as a share of its maximum time: a mark a case, the middle half as a box, the median."""

    title: str
    sub: str
    y: float
    box_x: float
    box_width: float
    median_x: float
    marks: tuple[Point, ...]  # `strong`: over its date


ROW, ZERO, SCALE, WIDEST, DEEPEST = 58, 112, 310, 2.0, 20


def quartiles(values: Sequence[int]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile, by linear interpolation."""
    ordered = sorted(values)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    return at(0.25), at(0.5), at(0.75)


def spread(title: str, index: int, limit: int, days: Sequence[tuple[int, str]]) -> Spread:
    """The row of one step; `days` are working days used, each with its case's number."""
    low, middle, high = (_across(used, limit) for used in quartiles([used for used, _ in days]))
    y = 55 + index * ROW
    stacked: dict[int, int] = {}
    marks = []
    for used, number in days:
        n = stacked[used] = stacked.get(used, 0) + 1
        offset = n // 2 * 5 * (1 if n % 2 else -1)
        if abs(offset) <= DEEPEST:  # more of the same lie under the last mark; the table counts them
            words = f"{number}: {used} of {limit} working days"
            marks.append(Point(_across(used, limit), y + offset, words, number, used > limit))
    return Spread(title, f"of {limit} days", y, low, max(high - low, 1), middle, tuple(marks))


def _across(used: float, limit: int) -> float:
    return ZERO + SCALE * min(used / limit, WIDEST)


@dataclass(frozen=True, slots=True)
class Unit:
    """One open case as a square that leads to it."""

    x: float
    y: float
    number: str
    title: str
    late: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The open cases that one role holds; `more` says where squares were left out."""

    title: str
    y: float
    height: float
    units: tuple[Unit, ...]
    more: tuple[Point, ...]


COLUMN, SIDE, PER_LINE, LINES = 122, 20, 5, 6


def unit_rows(held: Mapping[str, Sequence[Sequence[tuple[str, bool]]]], ages: Sequence[str]) -> list[UnitRow]:
    """Rows of squares by holder and age; each cell has (number, over?) of its cases."""
    rows: list[UnitRow] = []
    y = 28.0
    for title, cells in held.items():
        lines = min(LINES, max(1, *(ceil(len(cell) / PER_LINE) for cell in cells)))
        units: list[Unit] = []
        more = []
        for column, cell in enumerate(cells):
            left, shown = 132 + column * COLUMN, cell[: PER_LINE * LINES]
            for i, (number, late) in enumerate(shown):
                words = f"{number}, {ages[column]} working days, {title}{', over its date' if late else ''}"
                units.append(Unit(left + i % PER_LINE * SIDE, y + i // PER_LINE * SIDE, number, words, late))
            if len(cell) > len(shown):
                more.append(Point(left, y + lines * SIDE + 12, "", f"and {len(cell) - len(shown)} more"))
        rows.append(UnitRow(title, y, lines * SIDE + (18 if more else 0), tuple(units), tuple(more)))
        y += rows[-1].height + 12
    return rows
