"""A version of a release goes to laboratories, with its files, and settles what its cases owe (P-54, P-81)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Laboratory, Release, ReleaseCase
from issuetracker.services import casework
from issuetracker.services.desk import Desk
from issuetracker.services.enclosing import enclosed
from issuetracker.services.owing import Draft, store
from issuetracker.services.releases.from_cases import mark_sent
from issuetracker.services.releases.naming import refuse_names
from issuetracker.services.releases.versions import cases_of, content_of, files_of, sent_before, withdraw
from notifications.messages import LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from workflows import actions as act
from workflows.errors import NotPossibleNow
from workflows.releases import SETTLES, ReleaseKind
from workflows.roles import Actor

RELEASE = LetterKind("release", Audience.ALL_LABORATORIES, to_acknowledge=True)
WITHDRAWN = LetterKind("release_withdrawn", Audience.ALL_LABORATORIES, to_acknowledge=True)


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending has caused: to how many laboratories it goes, which cases it settles, which scripts it retires."""

    laboratories: int
    settled: tuple[str, ...]
    retired: tuple[str, ...]


def send(session: Session, desk: Desk, row: Release, actor: Actor, at: datetime) -> Sent:
    """Send a version whose row the caller has locked; once."""
    if row.sent_at is not None:
        raise NotPossibleNow("This version was sent already.", rule="P-54")
    if row.withdrawn and not sent_before(session, row):
        raise NotPossibleNow("It was discarded before any laboratory had it.", rule="P-57")
    cases = cases_of(session, row)
    refuse_names(session, content_of(row), cases, tuple(file.name for file in files_of(session, row)))
    mark_sent(session, row, at)
    settled = () if row.withdrawn else tuple(_settle(session, desk, row, cases, actor, at))
    retired = tuple(_retire(session, desk, row, cases, actor, at))
    return Sent(_tell(session, desk, row, _retired_by(session, row, cases), at), settled, retired)


def send_withdrawal(session: Session, desk: Desk, row: Release, actor: Actor, at: datetime) -> bool:
    """Tell the laboratories that have the release; False where none has it, and it is only discarded."""
    if not sent_before(session, row):
        return False
    send(session, desk, row, actor, at)
    return True


def _settle(
    session: Session, desk: Desk, row: Release, cases: Sequence[Case], actor: Actor, at: datetime
) -> Iterator[str]:
    """Each case to which it owed something knows that it is out; one that owes nothing of it is left as it is."""
    change = SETTLES.get(ReleaseKind(row.kind))
    for case in cases:
        locked = session.scalars(select(Case).where(Case.id == case.id).with_for_update()).one()
        dossier = casework.load(session, locked)
        if change in dossier.state.changes_owed and locked.closed_at is None:
            casework.perform_on(session, desk, dossier, act.SettleByRelease(row.number), actor, at)
            yield locked.number


def _retire(
    session: Session, desk: Desk, row: Release, cases: Sequence[Case], actor: Actor, at: datetime
) -> Iterator[str]:
    """A final OCTT version retires the scripts that were released by themselves for its cases (P-81)."""
    if row.kind != ReleaseKind.OCTT.value or not row.final or row.withdrawn:
        return
    standing = (
        select(Release)
        .join(ReleaseCase, ReleaseCase.release_id == Release.id)
        .where(ReleaseCase.case_id.in_([case.id for case in cases]), Release.kind == ReleaseKind.SCRIPT.value)
        .where(Release.case_id.is_(None), Release.sent_at.is_not(None), Release.replaced_at.is_(None))
        .where(Release.withdrawn.is_(False))
        .distinct()
    )
    for script in session.scalars(standing).all():
        gone = withdraw(session, script, f"{row.title} has the fix.", actor.name, at)
        mark_sent(session, gone, at)
        _tell(session, desk, gone, (), at)
        yield gone.title


def _retired_by(session: Session, row: Release, cases: Sequence[Case]) -> tuple[str, ...]:
    """The scripts of its cases that stand no more, which the letter of an OCTT version names."""
    if row.kind != ReleaseKind.OCTT.value or row.withdrawn:
        return ()
    gone = (
        select(Release.title)
        .join(ReleaseCase, ReleaseCase.release_id == Release.id)
        .where(ReleaseCase.case_id.in_([case.id for case in cases]), Release.kind == ReleaseKind.SCRIPT.value)
        .where(Release.withdrawn, Release.replaced_at.is_(None), Release.sent_at.is_not(None))
        .distinct()
        .order_by(Release.title)
    )
    return tuple(session.scalars(gone))


def _tell(session: Session, desk: Desk, row: Release, retired: Sequence[str], at: datetime) -> int:
    files, kind = files_of(session, row), WITHDRAWN if row.withdrawn else RELEASE
    attached = () if row.withdrawn else enclosed(files)
    drafts: dict[str, Draft] = {}
    for laboratory in _laboratories(session, row):
        who = Addressee(laboratory.name, "", laboratory.update_address, laboratory_id=laboratory.id)
        facts: dict[str, Any] = {
            "number": row.number, "recipient": who, "desk": desk.base_url, "link": "", "release": row,
            "content": content_of(row), "files": files, "enclosed": bool(attached), "retired": retired,
            "replaces": sent_before(session, row),
            "release_link": f"{desk.base_url}/releases/{row.number}",
        }  # fmt: skip
        rendered = render(kind.name, facts)
        key = f"{row.number}:{row.version}:{kind.name}:{who.key}"
        drafts[key] = Draft(kind, who, row.version, rendered, release_id=row.id, attachments=attached)
    store(session, desk, row, drafts, at)
    return len(drafts)


def _laboratories(session: Session, row: Release) -> Sequence[Laboratory]:
    query = select(Laboratory).where(Laboratory.active).order_by(Laboratory.id)
    if row.laboratory_ids:
        query = query.where(Laboratory.id.in_(row.laboratory_ids))
    return session.scalars(query).all()
