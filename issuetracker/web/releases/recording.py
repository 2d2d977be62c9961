"""OCA records a release, corrects it, sends it to all laboratories, withdraws it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.fields import build
from issuetracker.models import Release
from issuetracker.permissions import Permission, needs
from issuetracker.services.errors import InvalidFields
from issuetracker.services.releases import enclosures, sending, versions
from issuetracker.web import uploads
from issuetracker.web.forms import Field, checked, form_fields, read_form
from issuetracker.web.pages import page, said
from issuetracker.web.releases import desk
from issuetracker.web.releases.showing import page_of
from issuetracker.web.visitor import actor, now
from notifications.errors import NamesAParty
from workflows.errors import Refusal
from workflows.releases import KINDS, RECORDED, Content, ReleaseKind

_WHY = "Why; laboratories read it"
_WHY_BEFORE = "Why; laboratories read it where they have an earlier version"


@desk.get("/new/<string:kind>")
@needs(Permission.RELEASES_WRITE)
def new(kind: str) -> tuple[str, int]:
    """The form of one kind; with `case` in the address, the case that it settles is filled in."""
    case = request.args.get("case", "")
    return _form(_kind(kind), {"cases": [case] if case else []})


@desk.post("/new/<string:kind>")
@needs(Permission.RELEASES_WRITE)
def record(kind: str) -> tuple[str, int] | Response:
    """Record it; it is seen by OCA only until it is sent."""
    wanted = _kind(kind)
    return _written(wanted, None, lambda session, content: versions.record(session, wanted, content, actor(), now()))


@desk.get("/<string:release>/correction")
@needs(Permission.RELEASES_WRITE)
def correction(release: str) -> tuple[str, int]:
    """The form of the next version, with what the last one says."""
    session = db.session()
    row = versions.newest(session, release)
    content = versions.content_of(row, [case.number for case in versions.cases_of(session, row)])
    said_so = {name: getattr(content, name) for name in content.__dataclass_fields__}
    given = {name: _shown(value) for name, value in said_so.items()}
    if row.sent_at is None and not row.withdrawn:
        given["reason"] = row.reason  # why it differs from what laboratories have
    return _form(ReleaseKind(row.kind), given, row)


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return list(value) if isinstance(value, tuple) else "" if value is None else str(value)


@desk.post("/<string:release>/correction")
@needs(Permission.RELEASES_WRITE)
def correct(release: str) -> tuple[str, int] | Response:
    """Record the next version."""
    row = versions.newest(db.session(), release)
    version, reason = _version(), request.form.get("reason", "")
    return _written(
        ReleaseKind(row.kind),
        row,
        lambda session, content: versions.correct(session, release, version, content, reason, actor(), now()),
    )


def _version() -> int:
    """The version that the page was of."""
    read = request.form.get("version", "")
    return int(read) if read.isdecimal() and len(read) < 6 else 0


def _written(
    kind: ReleaseKind, row: Release | None, write: Callable[[Session, Content], Release]
) -> tuple[str, int] | Response:
    cls: Any = KINDS[kind]
    taken = uploads.take()
    loaded, wrong = checked(cls, read_form(cls, request.form))
    if taken.wrong:
        wrong["files"] = taken.wrong
    try:
        if not wrong:
            with transaction() as session:
                made = write(session, build(cls, loaded))
                if taken.kept:
                    enclosures.add_files(session, made, uploads.as_attached(taken.kept))
                number = made.number
            said(f"{number} is recorded.", "Laboratories see it when it is sent.")
            return redirect(url_for("releases_desk.one", release=number))
    except InvalidFields as error:
        wrong = error.errors
    except (Refusal, NamesAParty) as error:
        wrong = {getattr(error, "field", "") or "title": getattr(error, "detail", "") or str(error)}
    return _form(kind, request.form.to_dict(), row, wrong, taken.kept)


def _form(
    kind: ReleaseKind,
    given: Mapping[str, Any],
    row: Release | None = None,
    errors: Mapping[str, str] | None = None,
    kept: list[uploads.Upload] | None = None,
) -> tuple[str, int]:
    wrong = dict(errors or {})
    fields = list(form_fields(KINDS[kind], given, errors=wrong))
    if row is not None:
        fields.append(
            Field(
                "reason", _WHY if row.sent_at else _WHY_BEFORE, "text", given.get("reason", _begun(row)), required=True,
                rows=2, most=2000, error=wrong.get("reason", ""),
            )
        )  # fmt: skip
    return page(
        "releases/form.html", 422 if wrong else 200, kind=kind, title=(KINDS[kind].__doc__ or "").strip(),
        fields=fields, release=row, kept=kept or [], files_error=wrong.get("files", ""),
    )  # fmt: skip


def _begun(row: Release) -> str:
    """Of a version that was not sent, why it is not the first is said again: laboratories read it with the next."""
    return row.reason if row.sent_at is None else ""


def _kind(text: str) -> ReleaseKind:
    if text not in RECORDED:
        abort(404)
    return ReleaseKind(text)


@desk.post("/<string:release>/sending")
@needs(Permission.RELEASES_SEND)
def send(release: str) -> Response:
    """Send the last version to every active laboratory."""
    with transaction() as session:
        row = versions.as_read(session, release, _version())
        done = sending.send(session, current_app.extensions["desk"], row, actor(), now())
    more = [f"It settles {', '.join(done.settled)}."] if done.settled else []
    more += [f"It retires {', '.join(done.retired)}."] if done.retired else []
    said(f"{release} is on its way to {done.laboratories} laboratories.", " ".join(more))
    return redirect(url_for("releases_desk.one", release=release))


@desk.post("/<string:release>/withdrawal")
@needs(Permission.RELEASES_SEND)
def withdraw(release: str) -> Response | tuple[str, int]:
    """Withdraw it; its laboratories are told at once, and nobody where none has it."""
    desk_of, reason = current_app.extensions["desk"], request.form.get("reason", "")
    try:
        with transaction() as session:
            gone = sending.take_back(session, desk_of, release, _version(), reason, actor=actor(), at=now())
            told = gone.sent_at is not None
    except InvalidFields as error:
        return page_of(release, error.errors)
    except NamesAParty as error:
        return page_of(release, {error.field: str(error)})
    said(f"{release} is withdrawn.", "Its laboratories are told." if told else "No laboratory had it; none is told.")
    return redirect(url_for("releases_desk.one", release=release))


@desk.post("/<string:release>/files/<int:file_id>/removal")
@needs(Permission.RELEASES_WRITE)
def remove_file(release: str, file_id: int) -> Response:
    """Take a file off a version that was not sent yet."""
    with transaction() as session:
        enclosures.remove_file(session, versions.newest(session, release, lock=True), file_id)
    said("The file does not go with it any more.")
    return redirect(url_for("releases_desk.one", release=release))
