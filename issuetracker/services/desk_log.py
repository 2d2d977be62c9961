"""The office's own record: each deed to a person or party with who, when, and old and new values."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Deed, DeskEvent, Subject
from workflows.roles import Actor

log = structlog.get_logger(__name__)
Values = Mapping[str, str]
PAGE = 50


def note(
    session: Session,
    about: tuple[Subject, int],
    deed: Deed,
    actor: Actor,
    at: datetime,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write down a deed. With values, only those that differ; where none does, nothing was done."""
    old, new = before or {}, after or {}
    changes = {name: [old.get(name, ""), value] for name, value in new.items() if old.get(name, "") != value}
    if deed is Deed.CHANGED and not changes:
        return
    subject, subject_id = about
    session.add(
        DeskEvent(
            at=at, by_id=actor.person_id, by_name=actor.name, subject=subject.value, subject_id=subject_id,
            deed=deed.value, changes=changes,
        )
    )  # fmt: skip
    session.flush()
    # Which fields, not their values: names and addresses are no matter of the log.
    log.info(f"{subject.value} {deed.value}", subject_id=subject_id, fields=sorted(changes), by=actor.person_id)


def deeds(session: Session, subject: Subject, subject_id: int, before: int | None) -> Sequence[DeskEvent]:
    """What the office did to one person or party, newest first; one more than a page to see whether there is a next."""
    query = select(DeskEvent).where(DeskEvent.subject == subject.value, DeskEvent.subject_id == subject_id)
    if before is not None:
        query = query.where(DeskEvent.id < before)
    return session.scalars(query.order_by(DeskEvent.id.desc()).limit(PAGE + 1)).all()
