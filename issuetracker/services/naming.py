"""Each word that names a party of a case, with where it is known from: its report, its files' names, their logs."""

from collections.abc import Container

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import StoredFile
from issuetracker.services.log_identifiers import Found
from notifications.confidentiality import sources, tells
from workflows.report import Report


def named_in(session: Session, case_id: int, report: Report, *, given: Container[int | None] = ()) -> dict[str, str]:
    """The words; not those of files that are `given` out with the text."""
    columns = StoredFile.id, StoredFile.name, StoredFile.tells_of
    rows = session.execute(select(*columns).where(StoredFile.case_id == case_id).order_by(StoredFile.id))
    found, names = dict[str, str](), list[str]()
    for file_id, name, tells_of in rows:
        if file_id not in given:
            names.append(name)
            for word, what, line in (Found(*row) for row in tells_of or ()):
                if tells(word):
                    found.setdefault(word, f"{what} in {name}, line {line}")
    return found | sources(report, tuple(names))
