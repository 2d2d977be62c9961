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
    uploads = request.files.getlist("files")
    if len(uploads) > _MOST_FILES:
        raise InvalidFields({"files": f"At most {_MOST_FILES} files at once; add others afterwards."})
    given = [files.Given(u.filename or "file", u.mimetype or "application/octet-stream", u.stream) for u in uploads]
    return request.form.get(part, "").encode(), given


def fingerprint(text: bytes, stored: Sequence[tuple[files.Given, files.Stored]]) -> str:
    """The SHA-256 of what was asked for: its JSON as it came, and the digest of each file."""
    return sha256(text + b"".join(item.sha256.encode() for _, item in stored)).hexdigest()
