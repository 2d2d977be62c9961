"""`/certificates/imports`: a file of certificates, what it would do line by line, and its saving."""

import json
from typing import Any

import msgspec
from flask import Response, request
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import select

from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import Text
from issuetracker.models import CertificateImport, ImportLine, LineKind
from issuetracker.permissions import Permission, needs
from issuetracker.services import certificate_imports as imports
from issuetracker.services.certificate_import import Settings
from issuetracker.services.errors import InvalidFields

blp = Blueprint(
    "certificate_imports",
    __name__,
    url_prefix="/api/v1/certificate-imports",
    description="Files of certificates: dry run, then all or nothing (the office)",
)
_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "settings": {
                            "type": "string",
                            "description": "JSON: columns (header → attribute), laboratories (name → known name), "
                            "encoding, month_first, new_vendors",
                        },
                    },
                }
            }
        },
    }
}


class LineDocument(Schema):
    """What a line would do: for `wrong` [column, sentence, ""], for `corrected` [attribute, old, new]."""

    line = fields.Integer()
    kind = fields.String()
    number = fields.String()
    details = fields.List(fields.List(fields.String()))


class ImportDocument(Schema):
    """An import. `state`: waiting, checked, wrong, confirmed, saved or discarded; lines a page at a time."""

    id = fields.Integer()
    file_name = fields.String()
    state = fields.String()
    total = fields.Integer()
    done = fields.Integer()
    new = fields.Integer()
    corrected = fields.Integer()
    same = fields.Integer()
    wrong = fields.Integer()
    plan_sha256 = fields.String()
    problem = fields.String()
    seen = fields.Dict()
    lines = fields.List(fields.Nested(LineDocument))
    next_line = fields.Integer(allow_none=True)


class LineQuery(Strict):
    """Which lines, after which."""

    kind = fields.String(load_default="", validate=OneOf(["", *LineKind]))
    after = fields.Integer(load_default=0, validate=Range(min=0, max=10_000_000))


class ConfirmationSchema(Strict):
    """What you have looked at, by its digest; `reason` where certificates are corrected."""

    plan_sha256 = Text(required=True, validate=Length(equal=64))
    reason = Text(load_default="", validate=Length(max=2000))


def _shown(job: CertificateImport, kind: str = "", after: int = 0) -> dict[str, Any]:
    query = select(ImportLine).where(ImportLine.import_id == job.id, ImportLine.line > after)
    if kind:
        query = query.where(ImportLine.kind == kind)
    lines = db.session.scalars(query.order_by(ImportLine.line).limit(501)).all()
    names = [name for name in ImportDocument().fields if name not in ("lines", "next_line")]
    of_line = ("line", "kind", "number", "details")
    return {name: getattr(job, name) for name in names} | {
        "lines": [{name: getattr(line, name) for name in of_line} for line in lines[:500]],
        "next_line": lines[499].line if len(lines) > 500 else None,
    }


@blp.route("", methods=["POST"])
@needs(Permission.PARTIES_WRITE)
@blp.doc(**_FILE)
@blp.response(201, ImportDocument)
def upload() -> Response:
    """Send a file, CSV or XLSX, to be read; nothing is saved by this

    A small file is read at once; a large one by the clock: read the import again until its state is not `waiting`.
    """
    given = request.files.get("file")
    if given is None:
        raise InvalidFields({"file": "Send the file as the part “file” of multipart/form-data."})
    try:
        content = given.stream.read(imports.MOST_BYTES + 1)
    finally:
        given.close()
    with transaction() as session:
        job = imports.upload(session, given.filename or "certificates", content, _settings(), actor(), now())
        if len(content) <= imports.AT_ONCE:
            imports.keep_check(session, job, imports.planned(session, job))
        session.flush()
    return answer(_shown(job), 201)


def _settings() -> Settings:
    text = request.form.get("settings", "")
    try:
        return msgspec.convert(json.loads(text), Settings) if text else Settings()
    except (ValueError, RecursionError) as error:
        raise InvalidFields({"settings": f"Cannot be read: {error}."}) from None


@blp.route("/<int:import_id>", methods=["GET"])
@needs(Permission.PARTIES_WRITE)
@blp.arguments(LineQuery, location="query")
@blp.response(200, ImportDocument)
def get_import(query: dict[str, Any], import_id: int) -> Response:
    """Read what a file would do, or did, line by line"""
    return answer(_shown(imports.find(db.session(), import_id), query["kind"], query["after"]))


@blp.route("/<int:import_id>/confirmation", methods=["POST"])
@needs(Permission.PARTIES_WRITE)
@blp.arguments(ConfirmationSchema)
@blp.response(200, ImportDocument)
def confirm(data: dict[str, Any], import_id: int) -> Response:
    """Save all that the file would do; a large one in the background"""
    with transaction() as session:
        job = imports.find(session, import_id, lock=True)
        imports.confirm(session, job, data["plan_sha256"], data["reason"], actor())
        if len(job.content or b"") <= imports.AT_ONCE:
            imports.advance(session, job, imports.planned(session, job), now())
        session.flush()
    return answer(_shown(job))


@blp.route("/<int:import_id>", methods=["DELETE"])
@needs(Permission.PARTIES_WRITE)
@blp.response(200, ImportDocument)
def discard(import_id: int) -> Response:
    """Discard a file that is not saved"""
    with transaction() as session:
        job = imports.find(session, import_id, lock=True)
        imports.discard(session, job, now())
        session.flush()
    return answer(_shown(job))
