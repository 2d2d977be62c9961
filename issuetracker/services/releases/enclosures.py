"""The files of a release: put on a version until it is sent; a correction begins with those of the version before."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from issuetracker.models import Release, ReleaseFile
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.files import Given, Stored, plain_name
from issuetracker.services.releases.naming import refuse_names
from issuetracker.services.releases.versions import cases_of, content_of, files_of
from workflows.errors import NotPossibleNow

MOST_FILES = 20


def add_files(session: Session, row: Release, files: Sequence[tuple[Given, Stored]]) -> None:
    """Put files on a version that was not sent yet; their names are read by all laboratories."""
    if row.sent_at is not None:
        raise NotPossibleNow("It was sent already; correct it to change its files.", rule="P-57")
    if len(files_of(session, row)) + len(files) > MOST_FILES:
        raise InvalidFields({"files": f"At most {MOST_FILES} files."})
    names = tuple(plain_name(given.name) for given, _ in files)
    refuse_names(session, content_of(row), cases_of(session, row), files=names)
    for name, (given, stored) in zip(names, files, strict=True):
        session.add(
            ReleaseFile(
                release_id=row.id, name=name, media_type=given.media_type, size=stored.size, sha256=stored.sha256
            )
        )
    session.flush()


def remove_file(session: Session, row: Release, file_id: int) -> None:
    """Take a file off a version that was not sent yet."""
    if row.sent_at is not None:
        raise NotPossibleNow("It was sent already; correct it to change its files.", rule="P-57")
    found = next((file for file in files_of(session, row) if file.id == file_id), None)
    if found is None:
        raise NotFound(f"There is no file {file_id} on {row.number}.")
    session.delete(found)
    session.flush()
