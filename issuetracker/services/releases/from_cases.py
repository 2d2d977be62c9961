"""What a case has said to laboratories, repeated in the register of releases: updates, scripts, bugs (P-10, P-54)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Obligation, Release, ReleaseCase, StoredFile
from issuetracker.services.numbers import next_number
from issuetracker.services.releases import versions
from issuetracker.services.releases.versions import SERIES, Next
from notifications.confidentiality import identifiers
from notifications.outbox import ObligationState
from workflows import events as ev
from workflows.case_state import CaseState, Entry
from workflows.releases import (
    CARRIES,
    KINDS,
    Content,
    Document,
    Erratum,
    KnownBug,
    OcttVersion,
    ReleasedScript,
    ReleaseKind,
    TestCaseCorrection,
)
from workflows.report import Report
from workflows.vocabulary import Change
from workflows.working_days import SEAT

_KIND = {cls: kind for kind, cls in KINDS.items()}
_SAME = ("title", "text", "available_on", "active_on", "final")
# Of an update that carries several changes, what laboratories would look for first.
_FIRST = (Change.OCTT, Change.ERRATUM, Change.TEST_CASES, Change.DOCUMENTATION)
_UPDATES = tuple(CARRIES.values())


def note(session: Session, case: Case, state: CaseState, entry: Entry) -> None:
    """Bring the register to what one event of a case says; `state` is the one before it."""
    match entry.event:
        case ev.UpdateDistributed() as event:
            row = _add(session, case, entry, _update(state, event), event.update)
            _copy(session, event.file_ids, row)
        case ev.ScriptProvided() as event:
            _script(session, case, entry, event)
        case ev.ScriptRetired(script=number, reason=reason, replaced_by=0):
            _end(session, entry, _last(session, case, number), reason)
        case ev.LaboratoriesInformed(text=text):
            _add(session, case, entry, _bug(state.report, text, entry.at), entry.seq)
        case ev.OcttFixReleased(version=version):
            for known in _known_bugs(session, case):
                _end(session, entry, known, f"OCTT {version} has the fix.")
        case ev.UpdateAcknowledged(update=number, laboratory_id=laboratory):
            _acknowledged(session, case, entry, _UPDATES, number, laboratory)
        case ev.ScriptAcknowledged(script=number, laboratory_id=laboratory):
            _acknowledged(session, case, entry, (ReleaseKind.SCRIPT,), number, laboratory)
        case _:
            pass


def said_by(session: Session, case_id: int, seq: int) -> int | None:
    """The row that repeats an entry of a case."""
    query = select(Release.id).where(Release.case_id == case_id, Release.event_seq == seq).order_by(Release.id)
    return session.scalars(query.limit(1)).one_or_none()


def mark_sent(session: Session, row: Release, at: datetime) -> None:
    """The version is out, and takes the place of the one before."""
    row.sent_at = at
    before = select(Release).where(
        Release.number == row.number,
        Release.version < row.version,
        Release.sent_at.is_not(None),
        Release.replaced_at.is_(None),
    )
    for replaced in session.scalars(before):
        replaced.replaced_at = at
    session.flush()


def _day(at: datetime) -> date:
    return at.astimezone(SEAT).date()


def _update(state: CaseState, event: ev.UpdateDistributed) -> Content:
    change = next((change for change in _FIRST if change in event.covers), Change.DOCUMENTATION)
    common: dict[str, Any] = {name: getattr(event, name) for name in _SAME}
    match change:
        case Change.OCTT:
            return OcttVersion(**common, octt_version=event.title)
        case Change.ERRATUM:
            return _erratum(state, common)
        case Change.TEST_CASES:
            return TestCaseCorrection(**common, test_references=state.report.test_references)
        case Change.DOCUMENTATION:
            return Document(**common, item="", document_version="")


def _erratum(state: CaseState, common: dict[str, Any]) -> Erratum:
    """With what was written in 3b, unless that names a party: it was written for OCA."""
    written = state.erratum
    if written is None or _names_somebody(state.report, written):
        return Erratum(**common, document="", document_version="")
    return Erratum(
        **common, document=written.document, document_version="", page=written.page, touches=written.requirements,
        old_text=written.old_text, new_text=written.new_text,
    )  # fmt: skip


def _names_somebody(report: Report, written: ev.ErratumWritten) -> bool:
    words = identifiers(report)
    texts = (written.document, written.page, *written.requirements, written.old_text, written.new_text)
    return any(word in words.words for text in texts for word in words.found_in(text))


def _bug(report: Report, text: str, at: datetime) -> KnownBug:
    named = f": {', '.join(report.test_references)}" if report.test_references else ""
    return KnownBug(
        title=f"Bug in the OCTT{named}"[:300], text=text, available_on=_day(at), active_on=_day(at),
        octt_version=report.octt_version, test_references=report.test_references,
    )  # fmt: skip


def _script(session: Session, case: Case, entry: Entry, event: ev.ScriptProvided) -> None:
    content = ReleasedScript(
        title=event.name, text=event.instructions, available_on=_day(entry.at), active_on=_day(entry.at),
        test_references=event.test_references, octt_versions=event.octt_versions, octt_from=event.octt_from,
        octt_until=event.octt_until, expires_on=event.expires_on,
    )  # fmt: skip
    before = _last(session, case, event.replaces) if event.replaces else None
    which = Next(before.number, before.version + 1, f"{event.name} replaces it.") if before else None
    row = _add(session, case, entry, content, event.script, which, event.laboratory_ids)
    _copy(session, (event.file_id,), row)


def _add(
    session: Session,
    case: Case,
    entry: Entry,
    content: Content,
    part: int,
    which: Next | None = None,
    laboratories: Iterable[int] = (),
) -> Release:
    which = which or Next(next_number(session, SERIES, entry.at))
    said = {"case_id": case.id, "event_seq": entry.seq, "case_part": part, "laboratory_ids": list(laboratories)}
    row = versions.add(session, _KIND[type(content)], content, which, entry.actor_name, entry.at, **said)
    session.add(ReleaseCase(release_id=row.id, case_id=case.id))
    mark_sent(session, row, entry.at)
    return row


def _copy(session: Session, file_ids: tuple[int, ...], row: Release) -> None:
    files = session.scalars(select(StoredFile).where(StoredFile.id.in_(file_ids)).order_by(StoredFile.id)).all()
    versions.copy_files(session, files, row)


def _end(session: Session, entry: Entry, last: Release | None, reason: str) -> None:
    if last is not None and not last.withdrawn:
        said = {"case_id": last.case_id, "event_seq": entry.seq, "case_part": last.case_part}
        mark_sent(session, versions.withdraw(session, last, reason, entry.actor_name, entry.at, **said), entry.at)


def _last(session: Session, case: Case, part: int) -> Release | None:
    """The last version of a script that the case has under a number of its own."""
    query = select(Release).where(
        Release.case_id == case.id, Release.kind == ReleaseKind.SCRIPT.value, Release.case_part == part
    )
    return session.scalar(query.order_by(Release.version.desc()).limit(1))


def _known_bugs(session: Session, case: Case) -> Sequence[Release]:
    query = select(Release).where(Release.case_id == case.id, Release.kind == ReleaseKind.OCTT_BUG.value)
    return session.scalars(query.where(Release.replaced_at.is_(None), Release.withdrawn.is_(False))).all()


def _acknowledged(
    session: Session, case: Case, entry: Entry, kinds: Sequence[ReleaseKind], part: int, laboratory_id: int
) -> None:
    """A laboratory has acknowledged on the case: what it was owed says so, by whichever door it came."""
    said = select(Release.id).where(
        Release.case_id == case.id, Release.kind.in_([kind.value for kind in kinds]), Release.case_part == part
    )
    owed = select(Obligation).where(
        Obligation.release_id.in_(said), Obligation.laboratory_id == laboratory_id, Obligation.to_acknowledge
    )
    for obligation in session.scalars(owed):
        obligation.acknowledged_at, obligation.acknowledged_by = entry.at, entry.actor_name
        obligation.state = ObligationState.ACKNOWLEDGED.value
