"""The list of cases: filters in the address, one line a case, CSV of what is seen."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from flask import Blueprint, Response, redirect, request, url_for
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import Label, Row, Select, func, select

from issuetracker.cursors import encode
from issuetracker.cursors import page as page_of
from issuetracker.extensions import db, transaction
from issuetracker.fields import ASSIGNEE, BIGGEST_ID, Text
from issuetracker.models import Case, Laboratory
from issuetracker.permissions import Permission, needs
from issuetracker.queries.cases import Filters, Sort
from issuetracker.queries.cases import case_list as cases_for
from issuetracker.sentences.wording import words
from issuetracker.services import saved_views
from issuetracker.services.access import neutral
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.clock_rows import NO_DUE
from issuetracker.services.errors import Forbidden
from issuetracker.web.bulk import calls_to_fill, people_to_assign
from issuetracker.web.forms import errors_of
from issuetracker.web.pages import page
from issuetracker.web.sheets import csv_file
from issuetracker.web.showing import Chip, chip
from issuetracker.web.visitor import actor, now
from notifications.confidentiality import identifiers
from workflows.report import OcppVersion, Origin, Report
from workflows.roles import HANDLERS, OCA_ROLES, Actor, Group
from workflows.stages import Track
from workflows.standing import standing
from workflows.vocabulary import Level, Outcome
from workflows.working_days import WorkingCalendar

desk = Blueprint("lists", __name__)
_PAGE, _MOST_CSV, _MOST_COUNTED = 50, 5_000, 1_000
MEMBERS = OCA_ROLES - HANDLERS
COLUMNS = {
    "standing": "Where it stands",
    "laboratory": "Laboratory",
    "vendor": "Vendor",
    "version": "OCPP",
    "severity": "Severity",
    "received": "Received",
    "assignee": "Assigned to",
}
_HEADINGS = (
    "number", "summary", "laboratory", "vendor", "ocpp_version", "severity", "outcome", "standing", "received", "due",
    "assignee",
)  # fmt: skip
_STAGES = attrgetter(*(f"{track.value}_stage" for track in Track))
_SORTS = {Sort.DUE: Case.due_at, Sort.RECEIVED: Case.received_at, Sort.CHANGED: Case.changed_at}

_LABORATORIES = select(Laboratory.id, Laboratory.short_name).order_by(Laboratory.short_name)


class ListQuery(Schema):
    """What stands in the address of a list; an unknown or wrong part is left out, and the page says so."""

    state = fields.String(load_default="open", validate=OneOf(["open", "closed", "all"]))
    group = fields.Enum(Group, by_value=True, load_default=None)
    severity = fields.Enum(Level, by_value=True, load_default=None)
    outcome = fields.Enum(Outcome, by_value=True, load_default=None)
    origin = fields.Enum(Origin, by_value=True, load_default=None)
    ocpp_version = fields.Enum(OcppVersion, by_value=True, load_default=None)
    test_reference = Text(load_default="", validate=Length(max=100))
    laboratory = fields.Integer(load_default=None, validate=Range(min=1, max=BIGGEST_ID))
    vendor = fields.Integer(load_default=None, validate=Range(min=1, max=BIGGEST_ID))
    assignee = Text(load_default="", validate=ASSIGNEE)
    q = Text(load_default="", validate=Length(max=200))


class Line(NamedTuple):
    """A case in the list, as this reader may see it."""

    number: str
    summary: str
    laboratory: str
    vendor: str
    version: str
    severity: str
    outcome: str
    assignee: str
    received_at: datetime
    standing: tuple[str, ...]
    chip: Chip | None
    due: date | None
    closed: bool


@desk.get("/cases")
@needs(Permission.CASES_READ)
def case_list() -> tuple[str, int]:
    """The cases that this person may see, narrowed by what stands in the address."""
    given, wrong = _given()
    sort = _sort()
    filters = Filters(**given)
    found = list(db.session.execute(_page_query(actor(), filters, sort, request.args.get("cursor"))))
    more, rows = len(found) > _PAGE, found[:_PAGE]
    chosen = request.args.getlist("column") or _usual_columns()
    columns = {name: label for name, label in COLUMNS.items() if name != "assignee" or actor().holds(*HANDLERS)}
    return page(
        "cases.html",
        lines=_lines(rows),
        given=given,
        wrong=wrong,
        sort=sort.value,
        columns=[name for name in columns if name in chosen],
        all_columns=columns,
        people=people_to_assign(db.session()),
        next=_address(cursor=encode(getattr(rows[-1], _SORTS[sort].key), rows[-1].id)) if more else "",
        first=_address(cursor="") if request.args.get("cursor") else "",
        csv=url_for("lists.case_csv", **_plain(cursor="")),
        total=rows[0].total if rows else db.session.scalar(select(_total(_query(actor(), filters), sort))),
        most=_MOST_COUNTED,
        laboratories=_laboratories(),
        views=saved_views.of(db.session(), actor()),
        query=request.query_string.decode(),
        address=_address,
        calls=calls_to_fill(db.session()),
        searched=given["q"],
        choices={"severity": Level, "outcome": Outcome, "origin": Origin, "ocpp_version": OcppVersion, "group": Group},
    )


@desk.get("/cases.csv")
@needs(Permission.CASES_READ)
def case_csv() -> Response:
    """The same list as CSV: the same cases, and no more of them than the reader sees."""
    given, _ = _given()
    found = db.session.execute(_ordered(_query(actor(), Filters(**given)), _sort(), None, _MOST_CSV)).all()
    wide = len(_HEADINGS) if actor().holds(*HANDLERS) else len(_HEADINGS) - 1  # the last is for OCA's handlers
    rows = (
        (
            line.number, line.summary, line.laboratory, line.vendor, line.version, line.severity, line.outcome,
            "; ".join(line.standing), line.received_at.isoformat(), line.due or "", line.assignee,
        )
        for line in _lines(found[:_MOST_CSV])
    )  # fmt: skip
    return csv_file((row[:wide] for row in (_HEADINGS, *rows)), f"cases-{now():%Y-%m-%d}")


@desk.post("/cases/views")
@needs(Permission.CASES_READ)
def save_view() -> Response:
    """Keep a list under a name."""
    with transaction() as session:
        view = saved_views.save(session, actor(), request.form.get("name", ""), request.form.get("query", ""))
        query = view.query
    return redirect(f"{url_for('lists.case_list')}?{query}")  # type: ignore[return-value]


@desk.post("/cases/views/<int:view_id>/removal")
@needs(Permission.CASES_READ)
def forget_view(view_id: int) -> Response:
    """Forget a view."""
    with transaction() as session:
        saved_views.remove(session, actor(), view_id)
    return redirect(url_for("lists.case_list"))  # type: ignore[return-value]


def _given() -> tuple[dict[str, Any], dict[str, str]]:
    """The filters of the address, and what was wrong with it by name."""
    asked = {name: value for name, value in request.args.items() if value and name in ListQuery().fields}
    wrong: dict[str, str] = {}
    try:
        given: dict[str, Any] = ListQuery().load(asked)
    except ValidationError as error:
        wrong = {item["field"]: item["message"] for item in errors_of(error)}
        given = ListQuery().load({name: value for name, value in asked.items() if name not in wrong})
    if _member() and (given["laboratory"] or given["vendor"]):
        raise Forbidden("Members read cases without party names, and cannot filter by them.", rule="P-99")
    return given, wrong


def _member() -> bool:
    return actor().holds(*MEMBERS) and not actor().holds(*HANDLERS)


def _sort() -> Sort:
    try:
        return Sort(request.args.get("sort", Sort.DUE.value))
    except ValueError:
        return Sort.DUE


def _query(reader: Actor, filters: Filters) -> Select[Any]:
    statement = cases_for(reader, filters)
    # Whoever reads neutrally needs the report, which says which words of the summary name a party.
    return statement if reader.holds(*HANDLERS) else statement.add_columns(Case.report)


@lru_cache(maxsize=128)  # to build it takes as long as to ask it
def _page_query(reader: Actor, filters: Filters, sort: Sort, cursor: str | None) -> Select[Any]:
    query = _query(reader, filters)
    return _ordered(query.add_columns(_total(query, sort)), sort, cursor, _PAGE)


def _ordered(query: Select[Any], sort: Sort, cursor: str | None, limit: int) -> Select[Any]:
    return page_of(query, _SORTS[sort], Case.id, cursor=cursor, limit=limit, descending=sort is not Sort.DUE)


def _total(query: Select[Any], sort: Sort) -> Label[int]:
    """How many there are, counted up to a bound in the list's own order: one index gives both, whatever the size."""
    counted = query.with_only_columns(Case.id)
    counted = _ordered(counted, sort, None, _MOST_COUNTED)
    return select(func.count()).select_from(counted.subquery()).scalar_subquery().label("total")


def _lines(rows: Sequence[Row[Any]]) -> list[Line]:
    calendar, reader, at = in_force(calendars(db.session())), actor(), now()
    handler = reader.holds(*HANDLERS)
    return [_line(row, calendar, at, hidden=not handler and neutral(reader, row)) for row in rows]


def _line(row: Row[Any], calendar: WorkingCalendar, at: datetime, *, hidden: bool) -> Line:
    summary = identifiers(msgspec.convert(row.report, Report)).masked(row.summary) if hidden else row.summary
    running = chip(row.due_at, 0, calendar, at) if row.due_at != NO_DUE else None
    return Line(
        row.number,
        summary,
        "" if hidden else row.laboratory or "",
        "" if hidden else row.vendor or "",
        row.ocpp_version,
        row.severity,
        words(row.outcome),
        (row.assignee or "") if actor().holds(*HANDLERS) else "",
        row.received_at,
        _standing(_STAGES(row)),
        running,
        running.due if running else None,
        row.closed_at is not None,
    )


@lru_cache(maxsize=1024)  # most lines of a list stand where others stand
def _standing(stages: tuple[str, ...]) -> tuple[str, ...]:
    return standing(dict(zip(Track, stages, strict=True)))


def _usual_columns() -> list[str]:
    own = actor().laboratory_id is not None or actor().vendor_id is not None
    return ["standing", "version", "received"] if own else ["standing", "laboratory", "vendor", "severity"]


def _laboratories() -> list[tuple[int, str]]:
    if not actor().holds(*HANDLERS):
        return []
    return [(lab.id, lab.short_name) for lab in db.session.execute(_LABORATORIES)]


def _plain(**changes: Any) -> dict[str, Any]:
    """What stands in the address, with changes; an empty value takes it out."""
    kept: dict[str, Any] = {name: request.args.getlist(name) for name in request.args}
    return {name: value for name, value in {**kept, **changes}.items() if value not in ("", None, [""], [])}


def _address(**changes: Any) -> str:
    return url_for("lists.case_list", **_plain(**changes))
