"""A dossier as a file to give out, for every door: as PDF at once, as ZIP bit by bit."""

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from issuetracker.services.desk import Desk
from issuetracker.services.dossiers.archive import archive
from issuetracker.services.dossiers.contents import Contents
from issuetracker.services.dossiers.of_cases import case_contents
from issuetracker.services.dossiers.of_disputes import dispute_contents
from issuetracker.services.dossiers.told import letters
from issuetracker.services.files import FileStore
from workflows.roles import Actor

Gather = Callable[[Session, Actor, str], Contents]
CASE: Gather = case_contents
DISPUTE: Gather = dispute_contents


def as_pdf(session: Session, actor: Actor, number: str, gather: Gather) -> bytes:
    """The dossier to read."""
    from issuetracker.services.dossiers.pdf import make_pdf  # a sixth of the time to start, and not needed for it

    return make_pdf(gather(session, actor, number))


def as_zip(
    session: Session, actor: Actor, number: str, gather: Gather, *, desk: Desk, store: FileStore
) -> Iterator[bytes]:
    """The dossier to keep and check. What may refuse is done before the first block is asked for."""
    from issuetracker.services.dossiers.pdf import make_pdf

    contents = gather(session, actor, number)
    return archive(contents, make_pdf(contents), desk, store, letters(session, desk, contents.told))
