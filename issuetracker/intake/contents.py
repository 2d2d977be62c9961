"""What of a mail goes onto a case: its words, its files, and itself, byte for byte."""

import io
from dataclasses import replace

from sqlalchemy import select

from issuetracker.intake.installation import InHand
from issuetracker.intake.mail import Mail
from issuetracker.intake.reading import read
from issuetracker.intake.template import read_template
from issuetracker.models import Case, InboundMail, StoredFile
from issuetracker.services import files
from issuetracker.services.files import FileStore, Given, Stored
from workflows.actions.base import TEXT
from workflows.report import MOST, Report
from workflows.roles import HANDLERS, Actor, Role
from workflows.vocabulary import Visibility

_ORIGINAL = "message/rfc822"
_NO_TEXT = "(A mail without a text; what came with it is among the files.)"
_LONGER = "\n\n[The rest of this text is in the original mail, which is a file of this case.]"


def body_of(mail: Mail, head: str = "") -> str:
    """A mail's new words, below `head`, as an entry of the conversation; the rest of a long one is in the original."""
    text = mail.visible.strip() or mail.text.strip() or _NO_TEXT
    return _shortened(f"{head}\n\n{text}".strip(), TEXT)


def fitting(report: Report) -> Report:
    """The report with a description that the form could hold; the rest of a longer one is in the original."""
    return replace(report, description=_shortened(report.description, MOST["description"]))


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(_LONGER)].rstrip() + _LONGER


def attach_mail(
    hand: InHand, case: Case, actor: Actor, row: InboundMail, *, seen_by: Visibility = Visibility.PARTIES
) -> list[StoredFile]:
    """Attach what came with a mail, and the mail itself; what the case has already, under that name, is left out.

    The mail itself, with its quoted tails and lines of transport, is only for its writer's side and OCA.
    """
    session, intake = hand.session, hand.intake
    on_it = select(StoredFile.name, StoredFile.sha256).where(StoredFile.case_id == case.id)
    known = {(row.name, row.sha256) for row in session.execute(on_it)}
    stored = [
        (given, kept)
        for given, kept in files.store_all(intake.store, _given(intake.store, row))
        if (files.plain_name(given.name), kept.sha256) not in known
    ]
    original = (Given(f"mail-{row.id}.eml", _ORIGINAL, io.BytesIO()), Stored(row.sha256, row.size))
    own = _own(actor) if seen_by is Visibility.PARTIES else seen_by
    attached = files.attach(session, intake.desk, case, stored, actor, hand.at, visibility=seen_by) if stored else []
    return [*attached, *files.attach(session, intake.desk, case, [original], actor, hand.at, visibility=own)]


def _given(store: FileStore, row: InboundMail) -> list[Given]:
    """The files of a mail; logging that was pasted in its text is one too."""
    with store.open(row.sha256) as stream:
        mail = read(stream.read())
    given = [
        Given(leaf.name or _named(leaf.media_type), leaf.media_type, io.BytesIO(leaf.content))
        for leaf in mail.attachments
    ]
    pasted = read_template(mail).fields["attached_logging"].value
    if isinstance(pasted, str) and "\n" in pasted.strip():
        given.append(Given("pasted-logging.txt", "text/plain", io.BytesIO(pasted.encode())))
    return given


def _named(media_type: str) -> str:
    """A name for a part that has none."""
    return f"part.{media_type.partition('/')[2].partition('+')[0] or 'bin'}"


def _own(actor: Actor) -> Visibility:
    if actor.holds(*HANDLERS):
        return Visibility.OCA
    return Visibility.LABORATORY if actor.holds(Role.TEST_LABORATORY) else Visibility.VENDOR
