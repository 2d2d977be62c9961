"""Imports: upload a file, see line by line what it would do, confirm; long ones go on in the background."""

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import CertificateImport, ImportLine, ImportState, Laboratory, LineKind
from issuetracker.permissions import Permission, needs
from issuetracker.services import certificate_imports as imports
from issuetracker.services.certificate_columns import HEADERS
from issuetracker.services.certificate_import import Settings
from issuetracker.services.errors import InvalidFields
from issuetracker.services.spreadsheets import ENCODINGS
from issuetracker.web.directory import desk
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal

_PAGE = 200


@desk.get("/imports")
@needs(Permission.PARTIES_WRITE)
def all_imports() -> tuple[str, int]:
    """The latest imports, and the form for the next."""
    return _list()


def _list(status: int = 200, errors: dict[str, str] | None = None) -> tuple[str, int]:
    jobs = db.session.scalars(select(CertificateImport).order_by(CertificateImport.id.desc()).limit(50)).all()
    return page("directory/imports.html", status, jobs=jobs, errors=errors or {}, encodings=ENCODINGS)


@desk.post("/imports")
@needs(Permission.PARTIES_WRITE)
def upload() -> tuple[str, int] | Response:
    """Take a file; a small one is checked at once."""
    given = request.files.get("file")
    try:
        with transaction() as session:
            content = _content(given)
            name = (given.filename if given else "") or "certificates"
            job = imports.upload(session, name, content, _settings(Settings()), actor(), now())
            if len(content) <= imports.AT_ONCE:
                imports.keep_check(session, job, imports.planned(session, job))
            import_id = job.id
    except Refusal as error:
        errors = error.errors if isinstance(error, InvalidFields) else {"file": error.detail or error.sentence()}
        return _list(422, errors)
    return redirect(url_for("directory.one_import", import_id=import_id))


def _content(given: FileStorage | None) -> bytes:
    if given is None:
        return b""
    try:
        return given.stream.read(imports.MOST_BYTES + 1)
    finally:
        given.close()


def _settings(before: Settings) -> Settings:
    """How the form says that the file is to be read; columns and laboratories as `column:<header>` and the like."""
    form = request.form
    slashes = {"month": True, "day": False}.get(form.get("slashes", ""))
    columns = {name.removeprefix("column:"): value for name, value in form.items() if name.startswith("column:")}
    named = {name.removeprefix("laboratory:"): v for name, v in form.items() if name.startswith("laboratory:") and v}
    return replace(
        before, columns={**before.columns, **{k: v for k, v in columns.items() if v != "as_seen"}},
        laboratories={**before.laboratories, **named}, encoding=form.get("encoding", before.encoding),
        month_first=slashes, new_vendors=form.get("new_vendors") == "yes",
    )  # fmt: skip


@desk.get("/imports/<int:import_id>")
@needs(Permission.PARTIES_WRITE)
def one_import(import_id: int) -> tuple[str, int]:
    """What a file would do, or did, a page of lines at a time."""
    return _one(import_id)


def _one(import_id: int, status: int = 200, errors: dict[str, str] | None = None) -> tuple[str, int]:
    session = db.session()
    job = imports.find(session, import_id)
    kinds = {kind.value for kind in LineKind}
    kind = request.args.get("kind", "wrong" if job.wrong else "corrected" if job.corrected else "new")
    after = request.args.get("after", "0")
    query = select(ImportLine).where(
        ImportLine.import_id == import_id, ImportLine.kind == (kind if kind in kinds else "new"),
        ImportLine.line > (int(after) if after.isdecimal() and len(after) < 9 else 0),
    )  # fmt: skip
    lines = session.scalars(query.order_by(ImportLine.line).limit(_PAGE + 1)).all()
    return page(
        "directory/import.html", status, job=job, lines=lines[:_PAGE], kind=kind, errors=errors or {},
        next=lines[_PAGE - 1].line if len(lines) > _PAGE else 0, typed=request.form, attributes=list(HEADERS),
        running=job.state in (ImportState.WAITING, ImportState.CONFIRMED), encodings=ENCODINGS,
        laboratories=[r.short_name for r in session.query(Laboratory.short_name).order_by(Laboratory.short_name)],
        unknown=_unknown_laboratories(job, lines),
    )  # fmt: skip


def _unknown_laboratories(job: CertificateImport, lines: Any) -> list[str]:
    """Names of laboratories among the wrong lines, which the form offers to say who they are."""
    mark = "no laboratory is called “"
    found = {
        detail[1].removeprefix(mark).split("”")[0] for line in lines for detail in line.details if mark in detail[1]
    }
    return sorted(found)


@desk.post("/imports/<int:import_id>/<string:step>")
@needs(Permission.PARTIES_WRITE)
def step(import_id: int, step: str) -> tuple[str, int] | Response:
    """Read the file again under other settings, confirm what it would do, or discard it."""
    try:
        with transaction() as session:
            job = imports.find(session, import_id, lock=True)
            small = len(job.content or b"") <= imports.AT_ONCE
            match step:
                case "reading":
                    imports.read_again(session, job, _settings(imports.settings_of(job)))
                case "confirmation":
                    digest, reason = request.form.get("plan", ""), request.form.get("reason", "")
                    imports.confirm(session, job, digest, reason, actor())
                case _:
                    imports.discard(session, job, now())
            if small and step in ("reading", "confirmation"):
                imports.advance(session, job, imports.planned(session, job), now())
            state = job.state
    except Refusal as error:
        errors = error.errors if isinstance(error, InvalidFields) else {"": error.detail or error.sentence()}
        return _one(import_id, 422, errors)
    if state == ImportState.SAVED:
        said("Saved.", f"{job.new} certificates are new, {job.corrected} corrected.")
    return redirect(url_for("directory.one_import", import_id=import_id))
