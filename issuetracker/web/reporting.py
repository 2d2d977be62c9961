"""Reports: what was in time, how long steps take, what is open, what issues are about; plots, tables and CSV."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.queries import reporting
from issuetracker.queries.reporting import InTime, Open, Span
from issuetracker.services.calendars import calendars, in_force
from issuetracker.web import plots
from issuetracker.web.pages import page
from issuetracker.web.sheets import csv_file
from issuetracker.web.visitor import actor, now
from workflows.clocks import overdue
from workflows.report import OcppVersion
from workflows.roles import Role
from workflows.working_days import SEAT, WorkingCalendar

desk = Blueprint("reporting", __name__)

STEPS = {
    ("analysis", ""): "2 Analysis",
    ("working_group", "twg"): "3 TWG",
    ("severity", ""): "4a Severity",
    ("working_group", "cwg"): "5 CWG",
}
PERIODS = {"6": "Last 6 months", "12": "Last 12 months", "24": "Last 24 months"}
AGES = (("0–5", 5), ("6–10", 10), ("11–20", 20), ("21–30", 30), ("over 30", 10**6))
_NO_CLOCK = "No clock runs"
Step = tuple[str, str]
Shares = dict[Step, list[tuple[int, int]]]
Held = dict[str, list[list[tuple[str, bool]]]]
Table = list[tuple[Any, ...]]


@desk.get("/reports")
@needs(Permission.HISTORY_READ)
def reports() -> tuple[str, int]:
    """All reports of a period on one page."""
    session, span, ages = db.session(), _span(), [age for age, _ in AGES]
    months = [f"{edge.astimezone(SEAT):%b %Y}" for edge in span.edges[:-1]]
    shares, used, held = _shares(session, span), _used(session, span), _held(session, span)
    panels = [plots.panel(STEPS[step], i, months, row) for i, (step, row) in enumerate(shares.items())]
    spreads = [plots.spread(STEPS[step], i, row.limit, row.days) for i, (step, row) in enumerate(used.items())]
    return page(
        "reports.html", months=months, ages=ages, most=reporting.MOST, shares=shares, held=held, panels=panels,
        spreads=spreads, used={STEPS[step]: row for step, row in used.items()}, unit_rows=plots.unit_rows(held, ages),
        summary=_summary(shares, months), counted=_counted(session, span), steps=STEPS, periods=PERIODS,
        period=_period(), versions=list(OcppVersion), version=span.ocpp_version,
    )  # fmt: skip


@desk.get("/reports/<string:report>.csv")
@needs(Permission.HISTORY_READ)
def as_csv(report: str) -> Response:
    """One report's table as CSV."""
    made = {"in-time": _in_time_table, "times": _times_table, "open": _open_table, "subjects": _subjects_table}
    if report not in made:
        raise NoSuchPage
    return csv_file(made[report](db.session(), _span()), f"{report}-{now():%Y-%m-%d}")


def _period() -> str:
    asked = request.args.get("months", "")
    return asked if asked in PERIODS else "6"


def _span() -> Span:
    """The months up to this one, by the clock of Amsterdam; an unknown version is all of them."""
    version = request.args.get("version", "")
    today = now().astimezone(SEAT)
    end = today.year * 12 + today.month  # the month after this one, counted from year 0
    edges = (divmod(month, 12) for month in range(end - int(_period()), end + 1))
    moments = tuple(datetime(year, month + 1, 1, tzinfo=SEAT) for year, month in edges)
    return Span(moments, version if version in set(OcppVersion) else "")


def _shares(session: Session, span: Span) -> Shares:
    """In time and ended, by step and month."""
    months = len(span.edges) - 1
    found: Iterable[InTime] = reporting.in_time(session, actor(), span)
    shares: Shares = {step: [(0, 0)] * months for step in STEPS}
    for item in found:
        if (item.kind, item.group) in shares:
            shares[item.kind, item.group][item.month] = (item.in_time, item.ended)
    return shares


def _summary(shares: Shares, months: Sequence[str]) -> str:
    """The latest two months with anything in them, in one sentence."""
    said: list[str] = []
    for i in reversed(range(len(months))):
        met, of = (sum(row[i][part] for row in shares.values()) for part in (0, 1))
        if of and len(said) < 2:
            share = f"{round(100 * met / of)}%"
            said.append(f"{share} of steps were in time in {months[i]}" if not said else f"{share} in {months[i]}")
    return ", ".join(said) + "." if said else "No step ended in this time."


@dataclass(frozen=True, slots=True)
class Used:
    """What the clocks of one step took, in working days, with the case's number; the latest first."""

    limit: int
    days: list[tuple[int, str]]

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """Lower quartile, median, upper quartile."""
        return plots.quartiles([used for used, _ in self.days])

    @property
    def over(self) -> int:
        """How many took longer than the maximum time."""
        return sum(used > self.limit for used, _ in self.days)


def _used(session: Session, span: Span) -> dict[Step, Used]:
    known = in_force(calendars(session))
    taken = reporting.taken(session, actor(), span)
    found: dict[Step, Used] = {}
    for step in STEPS:
        of_step = [item for item in taken if (item.kind, item.group) == step]
        if of_step:
            days = [(_between(known, item.started_at, item.ended_at), item.number) for item in of_step]
            found[step] = Used(of_step[0].working_days, days)
    return found


def _between(known: WorkingCalendar, first: datetime, last: datetime) -> int:
    """Working days between two moments; what lies outside the calendar counts from its first or to its last day."""

    def inside(at: datetime) -> date:
        return min(max(known.local_date(at), known.first_day), known.last_day)

    return max(0, known.working_days_until(inside(first), inside(last)))


def _held(session: Session, span: Span) -> Held:
    """Open cases by whoever holds them and by age, each with its number and whether it is over."""
    known, at = in_force(calendars(session)), now()
    labels = {role.value: role.label[0].upper() + role.label[1:] for role in Role}
    held: Held = {}
    for item in reporting.open_cases(session, actor(), span):
        age = _between(known, item.received_at, at)
        column = next(i for i, (_, most) in enumerate(AGES) if age <= most)
        cells = held.setdefault(labels.get(item.holder, _NO_CLOCK), [[] for _ in AGES])
        cells[column].append((item.number, _over(item, at)))
    return dict(sorted(held.items(), key=lambda pair: (pair[0] == _NO_CLOCK, pair[0])))


def _over(item: Open, at: datetime) -> bool:
    return item.due_at is not None and not item.indicative and overdue(item.due_at, at)


def _counted(session: Session, span: Span) -> list[tuple[str, str, Sequence[tuple[str, int]]]]:
    """Received cases by what they are about: heading, filter of the list of cases, and counts."""
    return [
        ("OCPP version", "ocpp_version", reporting.by_version(session, actor(), span)),
        ("Test reference", "test_reference", reporting.by_test(session, actor(), span)),
        ("OCTT version", "", reporting.by_octt(session, actor(), span)),
    ]


def _in_time_table(session: Session, span: Span) -> Table:
    months = [f"{edge.astimezone(SEAT):%Y-%m}" for edge in span.edges[:-1]]
    shares = _shares(session, span).items()
    rows = ((STEPS[step], months[i], met, of) for step, row in shares for i, (met, of) in enumerate(row))
    return [("step", "month", "in_time", "ended"), *rows]


def _times_table(session: Session, span: Span) -> Table:
    used = _used(session, span)
    rows = ((STEPS[s], number, days, found.limit) for s, found in used.items() for days, number in found.days)
    return [("step", "case", "working_days", "maximum"), *rows]


def _open_table(session: Session, span: Span) -> Table:
    rows = (
        (name, AGES[i][0], number, "yes" if late else "no")
        for name, cells in _held(session, span).items()
        for i, cell in enumerate(cells)
        for number, late in cell
    )
    return [("holder", "age_in_working_days", "case", "over"), *rows]


def _subjects_table(session: Session, span: Span) -> Table:
    rows = ((by, value, cases) for by, _, found in _counted(session, span) for value, cases in found)
    return [("by", "value", "cases"), *rows]
