"""What is current for laboratories on a day, and how far each of them is with it (P-54, P-57)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from issuetracker.models import Forwarding, Laboratory, Obligation, Release, ReleaseFile
from issuetracker.services.releases.receiving import visible_versions
from issuetracker.services.releases.versions import content_of
from workflows.releases import CURRENT, Content, Released, ReleaseKind, Standing, standings, stands_for
from workflows.roles import Actor
from workflows.working_days import SEAT

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A release in its version of a day, and what it is on that day."""

    release: Release
    content: Content
    standing: Standing


def today(at: datetime) -> date:
    """The day at OCA's seat."""
    return at.astimezone(SEAT).date()


def on_day(session: Session, actor: Actor, on: date) -> list[Line]:
    """Everything that was sent by the end of a day, in the version of that day; the latest active first."""
    end = datetime.combine(on + timedelta(days=1), time(), SEAT)
    rows = session.scalars(
        visible_versions(actor)
        .where(Release.sent_at < end, or_(Release.replaced_at.is_(None), Release.replaced_at >= end))
        .order_by(Release.active_on.desc(), Release.id.desc())
    ).all()
    said = {row.number: content_of(row) for row in rows}
    found = standings([Released(row.number, said[row.number], row.withdrawn) for row in rows], on)
    return [Line(row, said[row.number], found[row.number]) for row in rows]


def current(session: Session, actor: Actor, on: date, kind: ReleaseKind | None = None) -> list[Line]:
    """What laboratories work with, or prepare for, on a day."""
    return [
        line for line in on_day(session, actor, on) if line.standing in CURRENT and kind in (None, line.release.kind)
    ]


def scripts(session: Session, actor: Actor, on: date, test_reference: str = "", octt_version: str = "") -> list[Line]:
    """The register of scripts as of a day: for which test case and OCTT version; past ones too."""
    return [
        line
        for line in on_day(session, actor, on)
        if line.release.kind == ReleaseKind.SCRIPT and stands_for(line.content, test_reference, octt_version)
    ]


def unsent(session: Session) -> Sequence[Release]:
    """Versions that were recorded and not sent, but for those that others took the place of, and discarded ones."""
    later = aliased(Release)
    newer = select(later.id).where(later.number == Release.number, later.version > Release.version).exists()
    waiting = select(Release).where(Release.sent_at.is_(None), Release.withdrawn.is_(False), ~newer)
    return session.scalars(waiting.order_by(Release.id.desc()).limit(200)).all()


def owed_of(session: Session, release_ids: Sequence[int]) -> Mapping[int, dict[int, Obligation]]:
    """Of each version, the obligation of each laboratory."""
    found: dict[int, dict[int, Obligation]] = {}
    query = select(Obligation).where(Obligation.release_id.in_(release_ids), Obligation.letter != "release_reminder")
    for row in session.scalars(query.order_by(Obligation.id)):
        if row.release_id is not None and row.laboratory_id is not None:
            found.setdefault(row.release_id, {})[row.laboratory_id] = row
    return found


def files_of(session: Session, release_ids: Sequence[int]) -> Mapping[int, list[ReleaseFile]]:
    """Of each version, its files."""
    found: dict[int, list[ReleaseFile]] = {}
    query = select(ReleaseFile).where(ReleaseFile.release_id.in_(release_ids)).order_by(ReleaseFile.id)
    for row in session.scalars(query):
        found.setdefault(row.release_id, []).append(row)
    return found


def forwarded(session: Session, number: str, actor: Actor) -> list[tuple[Forwarding, str]]:
    """Who has passed a release on, newest first; a laboratory reads what it has noted itself."""
    query = (
        select(Forwarding, Laboratory.short_name)
        .join(Release, Release.id == Forwarding.release_id)
        .join(Laboratory, Laboratory.id == Forwarding.laboratory_id)
        .where(Release.number == number)
        .order_by(Forwarding.id.desc())
    )
    if actor.laboratory_id is not None:
        query = query.where(Forwarding.laboratory_id == actor.laboratory_id)
    return [(row, name) for row, name in session.execute(query)]


_WAITS = case((Obligation.to_acknowledge & Obligation.acknowledged_at.is_(None), 1), else_=0)


def sent_to(
    session: Session, laboratory_id: int, after: tuple[int, int] | None
) -> list[tuple[Obligation, Release, int]]:
    """What a laboratory was sent, what waits for it first and then the newest, with one more than a page.

    `after` is where the page before ended: whether that waited, and its id.
    """
    query = (
        select(Obligation, Release, _WAITS)
        .join(Release, Release.id == Obligation.release_id)
        .where(Obligation.laboratory_id == laboratory_id, Obligation.letter != "release_reminder")
        .order_by(_WAITS.desc(), Obligation.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(_WAITS, Obligation.id) < after)
    return [(owed, release, waits) for owed, release, waits in session.execute(query)]
