"""Files of cases: logs are read in the page, everything is given out as it came, and never as a page of ours."""

import zipfile
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, send_file, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.models import Case, DisputeFile, Person, ReleaseFile, StoredFile, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.services import log_index, log_reading
from issuetracker.services.access import find_file, may_see
from issuetracker.services.errors import NotFound
from issuetracker.services.log_index import PAGE
from issuetracker.services.log_reading import MOST_HITS
from issuetracker.web.log_lines import shown
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor

desk = Blueprint("files", __name__, url_prefix="/files")
_SAMPLE, _MOST_ENTRIES = 64 << 10, 500


@desk.get("/<int:file_id>")
@needs(Permission.CASES_READ)
def look(file_id: int) -> tuple[str, int] | Any:
    """A log in the page, by pages of 500 lines; of anything else what is known of it."""
    session = db.session()
    file = find_file(session, actor(), file_id)
    open_bytes = partial(current_app.extensions["files"].open, file.sha256)
    try:
        with open_bytes() as stream:
            sample = stream.read(_SAMPLE)
    except FileNotFoundError:
        raise NotFound("The bytes of this file are gone; the desk has been told by `verify`.") from None
    facts = _facts(session, file)
    if not log_index.is_text(sample):
        return page("file.html", file=file, entries=_entries(open_bytes, file), **facts)
    index = log_index.index_of(open_bytes, current_app.extensions["config"].indexes_dir / f"{file.sha256}.json")
    line, first = _number("line"), max(_number("from"), 1)
    if index.has(line):
        place: dict[str, Any] = {"from": _first(line)}
        return redirect(url_for("files.look", file_id=file_id, **place) + f"#L{line}")
    wanted = max(line, first)
    if wanted > 1 and not index.whole and not index.has(wanted):
        return (*page("log_counting.html", file=file, index=index, line=wanted, **facts), {"Refresh": "1"})
    return _log(open_bytes, index, min(_first(first), _first(max(index.lines, 1))), file=file, **facts)


def _log(open_bytes: log_index.Open, index: log_index.Index, first: int, **facts: Any) -> tuple[str, int]:
    """Lines from the first of a page on, or those that have the words that are looked for."""
    wanted, after = request.args.get("q", "").strip()[:200], _number("after")
    hits = log_reading.search(open_bytes, index, wanted, after) if wanted else []
    lines = [] if wanted else log_reading.read_page(open_bytes, index, (first - 1) // PAGE)
    return page(
        "log.html", index=index, lines=[shown(item) for item in lines], words=wanted, after=after,
        hits=[shown(item) for item in hits[:MOST_HITS]], more_hits=len(hits) > MOST_HITS,
        first=first, page_size=PAGE, page_of=_first, **facts,
    )  # fmt: skip


def _number(name: str) -> int:
    """A number of the address; 0 where it is none."""
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _first(line: int) -> int:
    """The first line of the page on which a line stands."""
    return (line - 1) // PAGE * PAGE + 1


def _facts(session: Session, file: StoredFile) -> dict[str, Any]:
    """Whose it is and who reads it; the case only where this reader sees the case."""
    row = session.execute(
        select(Case.number, Vendor.name, Person.name, may_see(actor()))
        .select_from(StoredFile)
        .join(Case, Case.id == StoredFile.case_id)
        .outerjoin(Vendor, Vendor.id == Case.vendor_id)
        .outerjoin(Person, Person.id == StoredFile.uploaded_by)
        .where(StoredFile.id == file.id)
    ).one()
    number, vendor, by, sees = row
    return {"number": number if sees else "", "vendor": vendor if sees else "", "by": by if sees else ""}


def _entries(open_bytes: Any, file: StoredFile) -> list[tuple[str, int]]:
    """What a zip holds, without unpacking anything; nothing for what is no zip."""
    if not file.name.lower().endswith(".zip"):
        return []
    try:
        with open_bytes() as stream, zipfile.ZipFile(stream) as archive:
            return [(item.filename, item.file_size) for item in archive.infolist()[:_MOST_ENTRIES]]
    except (zipfile.BadZipFile, OSError, ValueError):
        return []


@desk.get("/<int:file_id>/download")
@needs(Permission.CASES_READ)
def download(file_id: int) -> Response:
    """The file's bytes under the name that it was given."""
    return given_out(find_file(db.session(), actor(), file_id))


def given_out(file: StoredFile | DisputeFile | ReleaseFile) -> Response:
    """A file's bytes as a download."""
    stored = current_app.extensions["files"].open(file.sha256)
    return send_file(stored, "application/octet-stream", as_attachment=True, download_name=file.name, etag=file.sha256)
