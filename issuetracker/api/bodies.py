"""A request's JSON with the files beside it, and by what the same request is known again."""

from collections.abc import Sequence
from hashlib import sha256

from flask import request

from issuetracker.services import files
from issuetracker.services.errors import InvalidFields

_MOST_FILES = 20


def with_files(part: str) -> tuple[bytes, list[files.Given]]:
    """The JSON, which is the body or, of multipart/form-data, the part of that name; and the parts `files`."""
    if request.mimetype != "multipart/form-data":
        return request.get_data(), []
    given = _given()
    if len(given) > _MOST_FILES:
        raise InvalidFields({"files": f"At most {_MOST_FILES} files at once; add others afterwards."})
    return request.form.get(part, "").encode(), given


def only_files() -> list[files.Given]:
    """The parts `files` of multipart/form-data; InvalidFields where there is none."""
    given = _given()
    if not given:
        raise InvalidFields({"files": "Send at least one part named “files” as multipart/form-data."})
    return given


def _given() -> list[files.Given]:
    uploads = request.files.getlist("files")
    return [files.Given(u.filename or "file", u.mimetype or "application/octet-stream", u.stream) for u in uploads]


def fingerprint(text: bytes, stored: Sequence[tuple[files.Given, files.Stored]]) -> str:
    """The SHA-256 of what was asked for: its JSON as it came, and the digest of each file."""
    return sha256(text + b"".join(item.sha256.encode() for _, item in stored)).hexdigest()
