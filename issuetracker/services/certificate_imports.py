"""Imports as a person follows them: uploaded, checked line by line, confirmed, saved; all of a file or nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, CertificateImport, ImportLine, ImportState, LineKind
from issuetracker.services import notice_matches
from issuetracker.services.certificate_import import Line, Plan, Settings, plan
from issuetracker.services.certificate_texts import written
from issuetracker.services.certificates import Change, record
from issuetracker.services.errors import Conflict, InvalidFields, NotFound, TooLarge
from issuetracker.services.parties import vendor_id_of
from issuetracker.services.spreadsheets import read_sheet
from notifications.storage import table_of
from workflows.errors import NotPossibleNow
from workflows.roles import Actor, Role

MOST_BYTES = 64 << 20
AT_ONCE = 300_000  # bytes that are checked while the person waits; larger files are the clock's
_CHUNK = 10_000
_LINES = insert(table_of(ImportLine))


def upload(
    session: Session, name: str, content: bytes, settings: Settings, by: Actor, at: datetime
) -> CertificateImport:
    """Keep a file to be checked. Raises InvalidFields, TooLarge."""
    if not content:
        raise InvalidFields({"file": "Choose a file; this one is empty."})
    if len(content) > MOST_BYTES:
        raise TooLarge(f"At most {MOST_BYTES >> 20} MB.")
    made = CertificateImport(
        file_name=name[:200], content=content, settings=asdict(settings), uploaded_at=at, by_id=by.person_id,
        by_name=by.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def find(session: Session, import_id: int, *, lock: bool = False) -> CertificateImport:
    """An import; NotFound where there is none."""
    query = select(CertificateImport).where(CertificateImport.id == import_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound(f"There is no import {import_id}.")
    return found


def settings_of(job: CertificateImport) -> Settings:
    """How the file is to be read."""
    return Settings(**job.settings)


def read_again(session: Session, job: CertificateImport, settings: Settings) -> None:
    """Check the same file under other settings; the caller has locked the row."""
    if job.content is None or job.state == ImportState.CONFIRMED:
        raise NotPossibleNow("This import is over.")
    job.settings, job.state, job.done = asdict(settings), ImportState.WAITING.value, 0
    session.flush()


def planned(
    session: Session, job: CertificateImport, progress: Callable[[int, int], None] = lambda _, __: None
) -> Plan | InvalidFields:
    """What the file would do, or why it cannot be read; nothing is written. `progress` is told lines done and all."""
    settings = settings_of(job)
    try:
        sheet = read_sheet(job.content or b"", encoding=settings.encoding)
        return plan(session, sheet, settings, lambda done: progress(done, len(sheet.lines)))
    except InvalidFields as error:
        return error
    except TooLarge as error:
        return InvalidFields({"file": error.detail})


def keep_check(session: Session, job: CertificateImport, found: Plan | InvalidFields, problem: str = "") -> None:
    """Write down what was found, line by line; the caller has locked the row."""
    session.execute(delete(ImportLine).where(ImportLine.import_id == job.id))
    job.problem = problem
    if isinstance(found, InvalidFields):
        job.state, job.plan_sha256 = ImportState.WRONG.value, ""
        job.seen = {"problems": list(found.errors.items())}
        job.new = job.corrected = job.same = job.wrong = 0
        return
    job.new, job.corrected, job.same = len(found.new), len(found.corrected), found.same
    job.wrong = len(found.wrong)
    job.total = job.done = job.new + job.corrected + job.same + job.wrong
    job.seen = {
        "read_as": found.read_as,
        "columns": dict(found.columns.at),
        "left_out": list(found.columns.left_out),
        "laboratories": dict(found.laboratories),
        "unusual_profiles": list(found.unusual_profiles)[:50],
        "vendors": len({line.vendor for line in found.new if line.vendor}),
    }
    job.plan_sha256 = found.sha256
    job.state = (ImportState.WRONG if found.wrong else ImportState.CHECKED).value
    session.flush()
    rows = list(_rows(job.id, found))
    for start in range(0, len(rows), _CHUNK):
        session.execute(_LINES, rows[start : start + _CHUNK])


def _rows(import_id: int, found: Plan) -> Iterator[dict[str, Any]]:
    for line in found.new:
        yield _row(
            import_id,
            line.line,
            LineKind.NEW,
            line.change.data.number,
            [["vendor", "", line.vendor]] * bool(line.vendor),
        )
    for line in found.corrected:
        yield _row(import_id, line.line, LineKind.CORRECTED, line.change.data.number, details(line))
    for wrong in found.wrong:
        places = [[place, sentence, ""] for place, sentence in wrong.places]
        yield _row(import_id, wrong.line, LineKind.WRONG, wrong.number, places)


def details(line: Line) -> list[list[str]]:
    """What a correction changes: attribute, old and new text."""
    assert line.change.corrects is not None, "a correction corrects something"
    old, new = line.change.corrects.data, line.change.data
    return [[name, written(getattr(old, name)), written(getattr(new, name))] for name in line.differences]


def _row(import_id: int, line: int, kind: LineKind, number: str, found: list[list[str]]) -> dict[str, Any]:
    return {"import_id": import_id, "line": line, "kind": kind.value, "number": number, "details": found}


def confirm(session: Session, job: CertificateImport, plan_sha256: str, reason: str, by: Actor) -> None:
    """Somebody has looked at what the file would do and wants it done; the caller has locked the row."""
    if job.state != ImportState.CHECKED.value:
        raise NotPossibleNow("This import does not wait to be confirmed.")
    if plan_sha256 != job.plan_sha256:
        raise Conflict("The import was checked again meanwhile; look at it again.")
    if job.corrected and not reason.strip():
        raise InvalidFields({"reason": f"Say why {job.corrected} certificates are corrected."}, rule="P-55")
    job.state, job.reason, job.done = ImportState.CONFIRMED.value, reason.strip()[:2000], 0
    job.by_id, job.by_name = by.person_id, by.name
    session.flush()


def discard(session: Session, job: CertificateImport, at: datetime) -> None:
    """Nothing of this file is wanted; the caller has locked the row."""
    if job.content is None or job.state == ImportState.CONFIRMED.value:
        raise NotPossibleNow("This import is over, or being saved.")
    job.state, job.content, job.finished_at = ImportState.DISCARDED.value, None, at
    session.execute(delete(ImportLine).where(ImportLine.import_id == job.id))


def waiting_for_the_clock() -> Select[int]:
    """The imports that are to be checked or saved, by an index."""
    open_ones = (ImportState.WAITING.value, ImportState.CONFIRMED.value)
    return select(CertificateImport.id).where(CertificateImport.state.in_(open_ones)).order_by(CertificateImport.id)


def note_progress(session: Session, import_id: int, done: int, total: int) -> None:
    """How far reading the file is, for whoever watches."""
    session.execute(update(CertificateImport).where(CertificateImport.id == import_id).values(done=done, total=total))


def advance(session: Session, job: CertificateImport, found: Plan | InvalidFields, at: datetime) -> bool:
    """The next step of an import whose row the caller has locked; False where somebody else has done it."""
    match job.state:
        case ImportState.WAITING:
            keep_check(session, job, found)
        case ImportState.CONFIRMED:
            save(session, job, found, at)
        case _:
            return False
    return True


def basis(session: Session) -> tuple[int, int]:
    """What changes with every version that is recorded: a plan made before holds while this is the same."""
    newest = session.scalar(select(func.max(Certificate.id))) or 0
    return newest, session.scalar(select(func.count()).select_from(Certificate)) or 0


def save(session: Session, job: CertificateImport, found: Plan | InvalidFields, at: datetime) -> None:
    """Record all that was confirmed; if the directory has changed so that it is something else now, nothing.

    The caller has locked the row, and `found` was made from what the directory is now.
    """
    if isinstance(found, InvalidFields) or found.wrong or found.sha256 != job.plan_sha256:
        keep_check(session, job, found, "The directory has changed since this was confirmed; look at it again.")
        return
    save_plan(session, found, job.reason, Actor(job.by_id, job.by_name, frozenset({Role.OCA_OFFICE})), at)
    job.state, job.content, job.finished_at = ImportState.SAVED.value, None, at
    job.done = job.total


def save_plan(session: Session, found: Plan, reason: str, by: Actor, at: datetime) -> list[int]:
    """Record what a plan without wrong lines says; returns the new rows' ids."""
    vendors: dict[str, int] = {}
    for line in found.new:
        if line.vendor and line.vendor not in vendors:
            vendors[line.vendor] = vendor_id_of(session, line.vendor)
    ids = record(session, [_change(line, reason, vendors) for line in (*found.new, *found.corrected)], by, at)
    notice_matches.match(session, ids, at)
    return ids


def _change(line: Line, reason: str, vendors: Mapping[str, int]) -> Change:
    data = replace(line.change.data, vendor_id=vendors[line.vendor]) if line.vendor else line.change.data
    return replace(line.change, data=data, reason=(line.change.reason or reason) if line.change.corrects else "")
