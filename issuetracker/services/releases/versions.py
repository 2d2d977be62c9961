"""Releases as they are recorded: a first version, corrections and withdrawals as the next; nothing is changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Release, ReleaseCase, ReleaseFile, StoredFile
from issuetracker.services.errors import Conflict, InvalidFields, NotFound
from issuetracker.services.numbers import next_number
from issuetracker.services.releases.naming import refuse_names
from notifications.storage import table_of
from workflows.errors import NotPossibleNow
from workflows.releases import KINDS, Content, ReleaseKind, wrong_in
from workflows.roles import Actor

SERIES = "REL"
_COMMON = tuple(item.name for item in fields(Content) if item.name != "cases")


@dataclass(frozen=True, slots=True)
class Next:
    """What a version is beside its content: of which release, and why it is not the first."""

    number: str
    version: int = 1
    reason: str = ""
    withdrawn: bool = False


def content_of(release: Release, cases: Sequence[str] = ()) -> Content:
    """What a version says."""
    said = {name: getattr(release, name) for name in _COMMON} | release.details | {"cases": list(cases)}
    return msgspec.convert(said, KINDS[ReleaseKind(release.kind)])


def add(
    session: Session, kind: ReleaseKind, content: Content, which: Next, by: str, at: datetime, **more: Any
) -> Release:
    """Write a version; `more` are the columns of what was said on a case."""
    details = msgspec.to_builtins(content)
    common = {name: getattr(content, name) for name in _COMMON}
    for name in (*_COMMON, "cases"):
        del details[name]
    row = Release(
        number=which.number, version=which.version, kind=kind.value, **common, details=details, reason=which.reason,
        withdrawn=which.withdrawn, recorded_at=at, recorded_by=by, **more,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def record(session: Session, kind: ReleaseKind, content: Content, by: Actor, at: datetime) -> Release:
    """Record the first version; it is seen by OCA only until it is sent. Raises InvalidFields, NamesAParty."""
    cases = _checked(session, content)
    row = add(session, kind, content, Next(next_number(session, SERIES, at)), by.name, at)
    _link(session, row, cases)
    return row


def correct(
    session: Session, number: str, version: int, content: Content, reason: str, by: Actor, at: datetime
) -> Release:
    """Record the next version of the one that was read, with its files; laboratories are told when it is sent.

    One that was not sent is overtaken by it, and never goes out.
    """
    last = newest(session, number, lock=True)
    _refuse_unless(last, version, reason)
    kind = ReleaseKind(last.kind)
    if type(content) is not KINDS[kind]:
        raise InvalidFields({"kind": "What kind of release it is stays."})
    cases = _checked(session, content)
    refuse_names(session, content, [*cases, *cases_of(session, last)], reason=reason)
    if (
        content == content_of(last, sorted(case.number for case in cases))
        and not last.withdrawn
        and _same_cases(session, last, cases)
    ):
        raise InvalidFields({"reason": "Nothing differs from the last version."}, rule="P-57")
    which = Next(number, last.version + 1, reason.strip())
    row = add(session, kind, content, which, by.name, at, laboratory_ids=last.laboratory_ids)
    _link(session, row, cases)
    copy_files(session, last, row)
    return row


def withdrawn(session: Session, number: str, version: int, reason: str, by: Actor, at: datetime) -> Release:
    """The next version, which says that the release does not stand any more; where none was sent, only OCA sees it."""
    last = newest(session, number, lock=True)
    _refuse_unless(last, version, reason)
    if last.withdrawn:
        raise NotPossibleNow("It is withdrawn already.", rule="P-57")
    refuse_names(session, content_of(last), cases_of(session, last), reason=reason)
    return withdraw(session, last, reason.strip(), by.name, at)


def withdraw(session: Session, last: Release, reason: str, by: str, at: datetime, **more: Any) -> Release:
    """Write that version, about the same cases and files; after a correction too that was not sent yet."""
    after = newest(session, last.number, lock=True).version
    kind, which = ReleaseKind(last.kind), Next(last.number, after + 1, reason, withdrawn=True)
    more = {"laboratory_ids": last.laboratory_ids} | more
    row = add(session, kind, content_of(last), which, by, at, **more)
    _link(session, row, cases_of(session, last))
    copy_files(session, last, row)
    return row


def as_read(session: Session, number: str, version: int | None) -> Release:
    """The last version, its row locked; Conflict if it is another one than was read."""
    last = newest(session, number, lock=True)
    if version not in (None, last.version):
        raise _changed(last)
    return last


def _changed(last: Release) -> Conflict:
    return Conflict(f"{last.number} was changed meanwhile: its last version is {last.version}.")


def _refuse_unless(last: Release, version: int, reason: str) -> None:
    if last.case_id is not None:
        raise NotPossibleNow("This was said on a case; say the next there.", rule="P-57")
    if last.version != version:
        raise _changed(last)
    if not reason.strip():
        raise InvalidFields({"reason": "Say why; laboratories read it."}, rule="P-57")


def _checked(session: Session, content: Content) -> Sequence[Case]:
    if wrong := wrong_in(content):
        raise InvalidFields(wrong, rule="P-57")
    wanted = {number.strip().upper() for number in content.cases}
    cases = session.scalars(select(Case).where(Case.number.in_(wanted)).order_by(Case.id)).all()
    if missing := wanted - {case.number for case in cases}:
        raise InvalidFields({"cases": f"There is no case {min(missing)}."})
    refuse_names(session, content, cases)
    return cases


def _same_cases(session: Session, last: Release, cases: Sequence[Case]) -> bool:
    return {case.id for case in cases_of(session, last)} == {case.id for case in cases}


def _link(session: Session, row: Release, cases: Iterable[Case]) -> None:
    links = [{"release_id": row.id, "case_id": case.id} for case in cases]
    if links:
        session.execute(insert(table_of(ReleaseCase)), links)


def cases_of(session: Session, row: Release) -> Sequence[Case]:
    """The cases of a version, in the order of their numbers."""
    query = select(Case).join(ReleaseCase, ReleaseCase.case_id == Case.id).where(ReleaseCase.release_id == row.id)
    return session.scalars(query.order_by(Case.id)).all()


def cases_of_each(session: Session, rows: Sequence[Release]) -> Mapping[int, list[str]]:
    """The numbers of the cases of several versions, by a version's id."""
    query = select(ReleaseCase.release_id, Case.number).join(Case, Case.id == ReleaseCase.case_id)
    found: dict[int, list[str]] = {row.id: [] for row in rows}
    for release_id, number in session.execute(query.where(ReleaseCase.release_id.in_(found)).order_by(Case.id)):
        found[release_id].append(number)
    return found


def files_of(session: Session, row: Release) -> Sequence[ReleaseFile]:
    """The files of a version."""
    return session.scalars(select(ReleaseFile).where(ReleaseFile.release_id == row.id).order_by(ReleaseFile.id)).all()


def copy_files(session: Session, source: Release | Sequence[StoredFile], row: Release) -> None:
    """The same files on another version; the bytes are there once."""
    given = files_of(session, source) if isinstance(source, Release) else source
    names = ("name", "media_type", "size", "sha256")
    session.add_all(ReleaseFile(release_id=row.id, **{n: getattr(file, n) for n in names}) for file in given)
    session.flush()


def was_sent_before(session: Session, row: Release) -> bool:
    """True if laboratories have an earlier version."""
    earlier = select(Release.id).where(
        Release.number == row.number, Release.version < row.version, Release.sent_at.is_not(None)
    )
    return session.scalar(earlier.limit(1)) is not None


def newest(session: Session, number: str, *, lock: bool = False) -> Release:
    """The last version, sent or not; NotFound where there is none."""
    query = select(Release).where(Release.number == number).order_by(Release.version.desc()).limit(1)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound(f"There is no release {number}.")
    return found
