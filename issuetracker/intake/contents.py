"""What of a mail goes onto a case: its words, its files, and itself, byte for byte."""

import io
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.intake.mail import Mail
from issuetracker.intake.reading import read
from issuetracker.intake.template import TemplateReading
from issuetracker.models import Case, InboundMail, StoredFile
from issuetracker.services import files
from issuetracker.services.desk import Desk
from issuetracker.services.files import FileStore, Given, Stored
from workflows.actions.base import TEXT
from workflows.report import Report
from workflows.roles import HANDLERS, Actor, Role
from workflows.vocabulary import Visibility

_ORIGINAL = "message/rfc822"
_LONGER = "\n\n[The rest of this text is in the original mail, which is a file of this case.]"
_MOST_DESCRIPTION = 100_000  # as the API's schema has it


def body_of(mail: Mail) -> str:
    """A mail's new words as an entry of the conversation; what is too long is in the original beside it."""
    text = mail.visible.strip() or mail.text.strip()
    if not text:
        return "(A mail without a text; what came with it is among the files.)"
    return _shortened(text, TEXT)


def texts_of(report: Report, reading: TemplateReading) -> Report:
    """The report with what was written outside of the template at the end of its description."""
    rest = reading.rest.strip()
    if not rest:
        return report
    description = f"{report.description}\n\n{rest}".strip() if report.description else rest
    return replace(report, description=_shortened(description, _MOST_DESCRIPTION))


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(_LONGER)].rstrip() + _LONGER


def attach_to(
    session: Session,
    desk: Desk,
    store: FileStore,
    case: Case,
    row: InboundMail,
    actor: Actor,
    at: datetime,
    *,
    visibility: Visibility = Visibility.PARTIES,
    logging: TemplateReading | None = None,
) -> list[StoredFile]:
    """Attach what came with a mail, and the mail itself; what the case has already, under that name, is left out.

    The mail itself, with its quoted tails and lines of transport, is only for its writer and OCA.
    """
    with store.open(row.sha256) as stream:
        mail = read(stream.read())
    given = [
        Given(leaf.name or _named(leaf.media_type), leaf.media_type, io.BytesIO(leaf.content))
        for leaf in mail.attachments
    ]
    pasted = logging.fields["attached_logging"].value if logging else None
    if isinstance(pasted, str) and "\n" in pasted.strip():
        given.append(Given("pasted-logging.txt", "text/plain", io.BytesIO(pasted.encode())))
    known = set(session.execute(select(StoredFile.name, StoredFile.sha256).where(StoredFile.case_id == case.id)).all())
    stored = [
        (item, kept)
        for item, kept in files.store_all(store, given)
        if (files.plain_name(item.name), kept.sha256) not in known
    ]
    attached = files.attach(session, desk, case, stored, actor, at, visibility=visibility) if stored else []
    own = _own(actor) if visibility is Visibility.PARTIES else visibility
    original = [(Given(f"mail-{row.id}.eml", _ORIGINAL, io.BytesIO()), Stored(row.sha256, row.size))]
    return [*attached, *files.attach(session, desk, case, original, actor, at, visibility=own)]


def _named(media_type: str) -> str:
    """A name for a part that has none."""
    return f"part.{media_type.partition('/')[2].partition('+')[0] or 'bin'}"


def _own(actor: Actor) -> Visibility:
    if actor.holds(*HANDLERS):
        return Visibility.OCA
    return Visibility.LABORATORY if actor.holds(Role.TEST_LABORATORY) else Visibility.VENDOR
