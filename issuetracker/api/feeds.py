"""Feeds to subscribe to: what changed (Atom) and due dates (iCalendar); the key may be a Basic password."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from flask import Response, current_app
from sqlalchemy import select

from issuetracker.api.auth import actor, now
from issuetracker.api.resources import Blueprint
from issuetracker.extensions import db
from issuetracker.models import Case, RunningClock
from issuetracker.permissions import Permission, needs
from issuetracker.services.access import may_see, neutral, visible_cases
from issuetracker.services.anonymity import neutral_text
from issuetracker.services.calls import HORIZON, calls_between
from issuetracker.services.desk import Desk
from issuetracker.services.disputes.calling import News, news
from issuetracker.services.invitations import due_feed, feed
from workflows.clocks import ClockState

blp = Blueprint("feeds", __name__, url_prefix="/api/v1/feeds", description="Feeds to subscribe to")
_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 100


@dataclass(frozen=True, slots=True)
class _Changed:
    """An entry of the feed."""

    link: str
    version: int
    title: str
    at: datetime
    standing: str


@blp.route("/changes.atom", methods=["GET"])
@needs(Permission.CASES_READ)
@blp.response(200, content_type="application/atom+xml")
def changes() -> Response:
    """The cases and disputes that changed last, newest first, as an Atom feed (RFC 4287)

    A dispute stands there with what you see of it: at the moment, and in the version, of the last that you saw.
    """
    desk: Desk = current_app.extensions["desk"]
    session = db.session()
    found = session.scalars(visible_cases(actor()).order_by(Case.changed_at.desc(), Case.id.desc()).limit(_MOST))
    changed = [_of_case(desk, case) for case in found] + [
        _of_dispute(desk, item) for item in news(session, actor(), _MOST)
    ]
    changed.sort(key=lambda item: item.at, reverse=True)
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", f"{desk.base_url}/api/v1/feeds/changes.atom")
    _add(feed, "title", "OCPP certification desk: what changed")
    _add(feed, "updated", (changed[0].at if changed else now()).astimezone(UTC).isoformat())
    for item in changed[:_MOST]:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", f"{item.link}#v{item.version}")
        _add(entry, "title", item.title)
        _add(entry, "updated", item.at.astimezone(UTC).isoformat())
        _add(ET.SubElement(entry, "author"), "name", "OCPP certification desk")
        ET.SubElement(entry, "link", href=item.link)
        _add(entry, "summary", item.standing)
    return Response(ET.tostring(feed, encoding="utf-8", xml_declaration=True), mimetype="application/atom+xml")


def _of_case(desk: Desk, case: Case) -> _Changed:
    standing = "closed" if case.closed_at else _standing(case)
    link, title = desk.case_link(case.number), f"{case.number}: {_summary(case)}"
    return _Changed(link, case.version, title, case.changed_at, standing)


def _of_dispute(desk: Desk, item: News) -> _Changed:
    title = f"{item.number}: {item.subject or 'your advice is asked'}"
    return _Changed(desk.dispute_link(item.number), item.version, title, item.at, item.stage.replace("_", " "))


@blp.route("/due.ics", methods=["GET"])
@needs(Permission.CASES_READ)
@blp.response(200, content_type="text/calendar")
def due_dates() -> Response:
    """The due dates of the running clocks that you may see, as an iCalendar feed (RFC 5545)"""
    rows = db.session.execute(
        select(RunningClock, Case)
        .join(Case, Case.id == RunningClock.case_id)
        .where(
            may_see(actor()),
            RunningClock.state == ClockState.RUNNING.value,
            RunningClock.due_at > now() - timedelta(days=60),
        )
        .order_by(RunningClock.due_at)
        .limit(1000)
    )
    entries = [(clock, case.number, _summary(case)) for clock, case in rows]
    return Response(due_feed(entries, current_app.extensions["desk"], now()), mimetype="text/calendar")


@blp.route("/calls.ics", methods=["GET"])
@needs(Permission.CALLS_READ)
@blp.response(200, content_type="text/calendar")
def calls_feed() -> Response:
    """The calls of both groups as an iCalendar feed; it names no case"""
    found = calls_between(db.session(), now() - timedelta(days=7), now() + HORIZON)
    return Response(feed(list(found), current_app.extensions["desk"]), mimetype="text/calendar")


def _summary(case: Case) -> str:
    return neutral_text(case, case.summary) if neutral(actor(), case) else case.summary


def _standing(case: Case) -> str:
    open_tracks = {name: getattr(case, f"{name}_stage") for name in ("analysis", "twg", "cwg", "severity")}
    return ", ".join(
        f"{name}: {stage.replace('_', ' ')}" for name, stage in open_tracks.items() if stage != "not_opened"
    )


def _add(parent: ET.Element, name: str, text: Any) -> None:
    ET.SubElement(parent, name).text = str(text)
