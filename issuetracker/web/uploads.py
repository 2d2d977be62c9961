"""Files of a form that is not right yet: their bytes are kept, and a signed note in the form remembers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from issuetracker.services import files
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


@dataclass(frozen=True, slots=True)
class Taken:
    """What came with the form and is kept, and what is wrong with the rest."""

    kept: list[Upload]
    wrong: str = ""


def take() -> Taken:
    """Everything that came with the form, now or before, without what was ticked to be removed.

    What is too many or not known any more is said by name; the others are kept all the same.
    """
    fresh = [upload for upload in request.files.getlist("files") if upload.filename]
    removed = set(request.form.getlist("remove"))
    read = [_read(note) for note in request.form.getlist("uploaded") if note not in removed]
    kept = [upload for upload in read if upload is not None]
    room = max(0, MOST - len(kept))
    given = [Given(item.filename or "file", item.mimetype or "application/octet-stream", item.stream) for item in fresh]
    stored = files.store_all(current_app.extensions["files"], given[:room])
    wrong = []
    if len(given) > room:
        left = ", ".join(files.plain_name(item.name) for item in given[room:])
        wrong.append(f"The first {MOST} files are kept, these are not: {left}. Add them to the case afterwards.")
    if len(kept) < len(read):
        wrong.append("A file that was uploaded before is not known any more; choose it again.")
    return Taken([*kept, *(_made(item, bytes_of) for item, bytes_of in stored)], " ".join(wrong))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"uploaded file of {actor().person_id}")


def _made(given: Given, stored: Stored) -> Upload:
    name = files.plain_name(given.name)
    note = _signer().dumps([name, given.media_type, stored.sha256, stored.size])
    return Upload(name, given.media_type, stored, str(note))


def _read(note: str) -> Upload | None:
    try:
        name, media_type, digest, size = _signer().loads(note)
    except (BadSignature, ValueError):
        return None
    return Upload(name, media_type, Stored(digest, size), note)


def as_attached(uploads: Sequence[Upload]) -> list[tuple[Given, Stored]]:
    """For `services.files.attach`."""
    return [upload.given for upload in uploads]
