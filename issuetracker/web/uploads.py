"""Files of a form that is not right yet: their bytes are kept, and a signed note in the form remembers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from issuetracker.services import files
from issuetracker.services.errors import InvalidFields
from issuetracker.services.files import Given, Stored
from issuetracker.web.visitor import actor

MOST = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file whose bytes are in the store, with the note by which the form finds it again."""

    name: str
    media_type: str
    stored: Stored
    note: str

    @property
    def given(self) -> tuple[Given, Stored]:
        """As `services.files.attach` takes it."""
        return Given(self.name, self.media_type, BytesIO()), self.stored


def take() -> list[Upload]:
    """Everything that came with the form, now or before, without what was ticked to be removed."""
    fresh = [upload for upload in request.files.getlist("files") if upload.filename]
    removed = set(request.form.getlist("remove"))
    kept = [_read(note) for note in request.form.getlist("uploaded") if note not in removed]
    if len(fresh) + len(kept) > MOST:
        raise InvalidFields({"files": f"At most {MOST} files; add others to the case afterwards."})
    given = [Given(item.filename or "file", item.mimetype or "application/octet-stream", item.stream) for item in fresh]
    stored = files.store_all(current_app.extensions["files"], given)
    return [*kept, *(_made(item, bytes_of) for item, bytes_of in stored)]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"uploaded file of {actor().person_id}")


def _made(given: Given, stored: Stored) -> Upload:
    name = files.plain_name(given.name)
    note = _signer().dumps([name, given.media_type, stored.sha256, stored.size])
    return Upload(name, given.media_type, stored, str(note))


def _read(note: str) -> Upload:
    try:
        name, media_type, digest, size = _signer().loads(note)
    except (BadSignature, ValueError):
        raise InvalidFields(
            {"files": "A file that was uploaded before is not known any more; choose it again."}
        ) from None
    return Upload(name, media_type, Stored(digest, size), note)


def as_attached(uploads: Sequence[Upload]) -> list[tuple[Given, Stored]]:
    """For `services.files.attach`."""
    return [upload.given for upload in uploads]
