"""Releases as laboratories have them: seen, acknowledged, forwarded to vendors in process (P-54)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, cast, false, or_, select, true
from sqlalchemy.orm import Session

from issuetracker.models import Forwarding, Obligation, Release, ReleaseFile
from issuetracker.services.errors import Forbidden, InvalidFields, NotFound
from workflows.roles import HANDLERS, Actor, Role


def may_read(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Release`: OCA's handlers read all, a laboratory what was sent to all or to it.

    What went to all is for one that came later, too: it works with what is current.
    """
    if actor.holds(*HANDLERS):
        return true()
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        owed = select(Obligation.release_id).where(
            Obligation.laboratory_id == actor.laboratory_id, Obligation.release_id.is_not(None)
        )
        return Release.sent_at.is_not(None) & or_(cast(Release.laboratory_ids, Text) == "[]", Release.id.in_(owed))
    return false()


def visible_versions(actor: Actor) -> Select[Release]:
    """Every version that this person may read."""
    return select(Release).where(may_read(actor))


def find(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Release:
    """The newest version that this person may read; NotFound otherwise, whether or not there is one."""
    query = visible_versions(actor).where(Release.number == number).order_by(Release.version.desc()).limit(1)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound(f"There is no release {number}.")
    return found


def find_file(session: Session, actor: Actor, number: str, file_id: int) -> tuple[Release, ReleaseFile]:
    """A file of a version that this person may read."""
    row = session.execute(
        select(Release, ReleaseFile)
        .join(ReleaseFile, ReleaseFile.release_id == Release.id)
        .where(may_read(actor), Release.number == number, ReleaseFile.id == file_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no file {file_id} in {number}.")
    return row[0], row[1]


def forward(session: Session, number: str, vendors: int, whom: str, actor: Actor, at: datetime) -> Forwarding:
    """A laboratory notes that it has passed a release on; OCA and the laboratory itself see it, nobody else."""
    release = find(session, actor, number)
    if actor.laboratory_id is None:
        raise Forbidden("This is for laboratories.")
    if not 1 <= vendors <= 10_000:
        raise InvalidFields({"vendors": "Say to how many vendors: between 1 and 10,000."}, rule="P-54")
    if len(whom) > 2000:
        raise InvalidFields({"whom": "At most 2000 characters."})
    made = Forwarding(
        release_id=release.id, laboratory_id=actor.laboratory_id, at=at, by_name=actor.name, vendors=vendors,
        whom=whom.strip(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
