"""`/releases` and `/scripts`: what is current for laboratories on a day; recorded and sent by OCA (P-54, P-57)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from flask import Response, current_app
from marshmallow import ValidationError

from issuetracker.api.auth import actor, now
from issuetracker.api.bodies import only_files
from issuetracker.api.conversation import UPLOAD
from issuetracker.api.downloads import download
from issuetracker.api.examples import CORRECTION_OF_A_RELEASE, RELEASE
from issuetracker.api.release_documents import (
    CorrectSchema,
    CurrentQuery,
    ForwardingSchema,
    ReasonSchema,
    RecordSchema,
    ReleaseDocument,
    ReleasesDocument,
    ScriptQuery,
    SendingSchema,
    WholeReleaseDocument,
)
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.extensions import db, transaction
from issuetracker.fields import build, schema_for
from issuetracker.http_errors import field_errors
from issuetracker.models import Release, ReleaseFile
from issuetracker.permissions import Permission, needs
from issuetracker.queries import releases as reading
from issuetracker.queries.releases import Line, today
from issuetracker.services import files, obligations
from issuetracker.services.errors import InvalidFields
from issuetracker.services.releases import enclosures, receiving, sending, versions
from workflows.releases import KINDS, RECORDED, Content, ReleaseKind, Standing
from workflows.roles import HANDLERS

blp = Blueprint("releases", __name__, url_prefix="/api/v1", description="What is current for test laboratories")


@blp.route("/releases", methods=["GET"])
@needs(Permission.RELEASES_READ)
@blp.arguments(CurrentQuery, location="query")
@blp.response(200, ReleasesDocument)
def list_releases(query: dict[str, Any]) -> Response:
    """Say what is current on a day: errata, OCTT versions, documents, test-case corrections, scripts, known bugs"""
    on: date = query["current_on"] or today(now())
    return _lines(on, reading.current(db.session(), actor(), on, query["kind"]))


@blp.route("/scripts", methods=["GET"])
@needs(Permission.RELEASES_READ)
@blp.arguments(ScriptQuery, location="query")
@blp.response(200, ReleasesDocument)
def list_scripts(query: dict[str, Any]) -> Response:
    """List the register of scripts: for which test cases and OCTT versions, in force, expired or withdrawn"""
    on: date = query["current_on"] or today(now())
    found = reading.scripts(db.session(), actor(), on, query["test_reference"], query["octt_version"])
    return _lines(on, found)


@blp.route("/releases", methods=["POST"])
@needs(Permission.RELEASES_WRITE)
@blp.arguments(RecordSchema, example=RELEASE)
@blp.response(201, ReleaseDocument)
def record_release(data: dict[str, Any]) -> Response:
    """Record a release; laboratories see it when it is sent"""
    kind: ReleaseKind = data["kind"]
    if kind not in RECORDED:
        raise InvalidFields({"kind": "A bug is told of with its case: inform-laboratories."})
    with transaction() as session:
        row = versions.record(session, kind, _content(kind, data["content"]), actor(), now())
        return answer(_json(row, []), 201)


@blp.route("/releases/<string:release>", methods=["GET"])
@needs(Permission.RELEASES_READ)
@blp.response(200, WholeReleaseDocument)
def read_release(release: str) -> Response:
    """Read a release: its versions, files, and who has it"""
    session = db.session()
    row = receiving.find(session, actor(), release)
    every = session.scalars(
        receiving.visible_versions(actor()).where(Release.number == release).order_by(Release.version.desc())
    ).all()
    owed = reading.owed_of(session, [one.id for one in every]).get(row.id, {})
    seen = [one for one in owed.values() if actor().holds(*HANDLERS) or one.laboratory_id == actor().laboratory_id]
    return answer(
        _json(row, versions.files_of(session, row))
        | {
            "versions": [_json(one, versions.files_of(session, one)) for one in every],
            "laboratories": [
                {"laboratory": one.party, "state": one.state, "acknowledged_at": one.acknowledged_at} for one in seen
            ],
            "forwardings": [
                {"laboratory": name, "at": one.at, "by": one.by_name, "vendors": one.vendors, "whom": one.whom}
                for one, name in reading.forwarded(session, release, actor())
            ],
        }
    )


@blp.route("/releases/<string:release>/versions", methods=["POST"])
@needs(Permission.RELEASES_WRITE)
@blp.arguments(CorrectSchema, example=CORRECTION_OF_A_RELEASE)
@blp.response(201, ReleaseDocument)
def correct_release(data: dict[str, Any], release: str) -> Response:
    """Correct a release, sent or not: the next version, with its reason; laboratories are told when it is sent"""
    with transaction() as session:
        kind = ReleaseKind(versions.newest(session, release, lock=True).kind)
        content = _content(kind, data["content"])
        row = versions.correct(session, release, data["version"], content, data["reason"], actor(), now())
        return answer(_json(row, versions.files_of(session, row)), 201)


@blp.route("/releases/<string:release>/withdrawal", methods=["POST"])
@needs(Permission.RELEASES_SEND)
@blp.arguments(ReasonSchema)
@blp.response(200, ReleaseDocument)
def withdraw_release(data: dict[str, Any], release: str) -> Response:
    """Withdraw a release; its laboratories are told at once, and nobody where it was not sent yet"""
    desk = current_app.extensions["desk"]
    with transaction() as session:
        row = sending.take_back(session, desk, release, data["version"], data["reason"], actor=actor(), at=now())
        return answer(_json(row, versions.files_of(session, row)))


@blp.route("/releases/<string:release>/sending", methods=["POST"])
@needs(Permission.RELEASES_SEND)
@blp.arguments(SendingSchema, required=False)
@blp.response(200, ReleaseDocument)
def send_release(data: dict[str, Any], release: str) -> Response:
    """Send the last version to every active laboratory, with its files; it settles what its cases owe"""
    with transaction() as session:
        row = versions.as_read(session, release, data.get("version"))
        sending.send(session, current_app.extensions["desk"], row, actor(), now())
        return answer(_json(row, versions.files_of(session, row)))


@blp.route("/releases/<string:release>/files", methods=["POST"])
@needs(Permission.RELEASES_WRITE)
@blp.doc(**UPLOAD)
@blp.response(201, ReleaseDocument)
def add_release_files(release: str) -> Response:
    """Attach files to a version that was not sent yet: multipart/form-data with one or more parts `files`"""
    stored = files.store_all(current_app.extensions["files"], only_files())
    with transaction() as session:
        row = versions.newest(session, release, lock=True)
        enclosures.add_files(session, row, stored)
        return answer(_json(row, versions.files_of(session, row)), 201)


@blp.route("/releases/<string:release>/files/<int:file_id>", methods=["GET"])
@needs(Permission.RELEASES_READ)
@blp.response(200, content_type="application/octet-stream")
def read_release_file(release: str, file_id: int) -> Response:
    """Fetch the bytes of a file of a release; ranges are honoured"""
    row, file = receiving.find_file(db.session(), actor(), release, file_id)
    return download(file.sha256, file.name, file.size, row.recorded_at)


@blp.route("/releases/<string:release>/files/<int:file_id>", methods=["DELETE"])
@needs(Permission.RELEASES_WRITE)
@blp.response(204)
def remove_release_file(release: str, file_id: int) -> Response:
    """Take a file off a version that was not sent yet"""
    with transaction() as session:
        enclosures.remove_file(session, versions.newest(session, release, lock=True), file_id)
    return Response(status=204)


@blp.route("/releases/<string:release>/acknowledgement", methods=["POST"])
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
@blp.response(200, ReleaseDocument)
def acknowledge_release(release: str) -> Response:
    """Acknowledge a release for your laboratory"""
    with transaction() as session:
        row = receiving.find(session, actor(), release)
        owed = obligations.of_release(session, row.id, actor())
        obligations.acknowledge(session, current_app.extensions["desk"], owed.id, actor(), now())
        return answer(_json(row, versions.files_of(session, row)))


@blp.route("/releases/<string:release>/forwardings", methods=["POST"])
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
@blp.arguments(ForwardingSchema)
@blp.response(201, ForwardingSchema)
def forward_release(data: dict[str, Any], release: str) -> Response:
    """Note that your laboratory has forwarded a release to vendors in process; of laboratories only yours sees it"""
    with transaction() as session:
        made = receiving.forward(session, release, data["vendors"], data["whom"], actor(), now())
        return answer({"vendors": made.vendors, "whom": made.whom}, 201)


def _content(kind: ReleaseKind, given: dict[str, Any]) -> Content:
    cls: Any = KINDS[kind]
    try:
        content: Content = build(cls, schema_for(cls)().load(given))
    except ValidationError as error:
        wrong = field_errors(error.normalized_messages())
        raise InvalidFields({f"content.{item['field']}": item["message"] for item in wrong}) from None
    return content


def _lines(on: date, lines: list[Line]) -> Response:
    rows = [line.release for line in lines]
    enclosed, cases = reading.files_of(db.session(), [row.id for row in rows]), _cases(rows)
    items = [
        _json(line.release, enclosed.get(line.release.id, []), line.standing, cases[line.release.id]) for line in lines
    ]
    return answer({"current_on": on, "items": items})


def _cases(rows: Sequence[Release]) -> Mapping[int, Sequence[str]]:
    """Which cases versions settle; OCA's handlers only are told."""
    return versions.cases_of_each(db.session(), rows) if actor().holds(*HANDLERS) else {row.id: () for row in rows}


def _json(
    row: Release, enclosed: Any, standing: Standing | None = None, cases: Sequence[str] | None = None
) -> dict[str, Any]:
    """A version; `cases` are read where they are not given."""
    cases = _cases([row])[row.id] if cases is None else cases
    return {
        "number": row.number,
        "version": row.version,
        "kind": row.kind,
        "standing": standing,
        "content": msgspec.to_builtins(versions.content_of(row, cases)),
        "withdrawn": row.withdrawn,
        "reason": row.reason,
        "recorded_at": row.recorded_at,
        "sent_at": row.sent_at,
        "replaced_at": row.replaced_at,
        "files": [_file(row, file) for file in enclosed],
        "href": f"/api/v1/releases/{row.number}",
    }


def _file(row: Release, file: ReleaseFile) -> dict[str, Any]:
    href = f"/api/v1/releases/{row.number}/files/{file.id}"
    return {"id": file.id, "name": file.name, "size": file.size, "sha256": file.sha256, "href": href}
