"""What a person decides about a mail that waits, each one form; what was refused keeps what was typed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, request, url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.models import InboundMail, InboundState
from issuetracker.permissions import Permission, needs
from issuetracker.queries.mails import number_of
from issuetracker.services import casework
from issuetracker.services.access import find_case, seen_visibilities
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.mail_sources import party_chosen
from issuetracker.web.mails import desk
from issuetracker.web.mails.advice import Can, standing
from issuetracker.web.mails.one import intake, mail_page
from issuetracker.web.pages import said
from issuetracker.web.readers import readers
from issuetracker.web.visitor import actor, now
from workflows.errors import NotPossibleNow, Refusal, ReportIncomplete
from workflows.vocabulary import Visibility

if TYPE_CHECKING:
    from issuetracker.intake.quarantine import Decision, Learnt

Answer = tuple[str, int] | Any
Deed = Callable[[Session, "Decision"], InboundMail]


def errors_of(error: Refusal) -> dict[str, str]:
    """What is wrong, by field; a sentence about the whole under ""."""
    if isinstance(error, ReportIncomplete):
        return error.missing
    if isinstance(error, InvalidFields):
        return error.errors
    return {error.field or "": error.detail or error.sentence()}


def status_of(error: Refusal) -> int:
    """409 where somebody else was quicker, else 422."""
    return 409 if isinstance(error, NotPossibleNow) else 422


def decide(mail_id: int, deed: Deed) -> tuple[InboundMail, str]:
    """Do it in one transaction; returns the mail as it stands then, and its case's number."""
    from issuetracker.intake.quarantine import Decision

    with transaction() as session:
        row = deed(session, Decision(mail_id, actor(), now()))
        return row, number_of(session, row)


def _refused(mail_id: int, can: Can, error: Refusal) -> Answer:
    if isinstance(error, NotFound) and not error.field and can is not Can.ENTRY:
        raise error
    errors = errors_of(error)
    session = db.session()
    session.rollback()
    return mail_page(
        session, mail_id, status_of(error), errors=errors, typed=request.form, opened=can, refusal=errors.get("", "")
    )


def _text(name: str, most: int = 1000) -> str:
    return request.form.get(name, "").strip()[:most]


def row_id(name: str) -> int | None:
    """An id that a form carries, or None."""
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@desk.post("/<int:mail_id>/entry")
@needs(Permission.MAILS_DECIDE)
def put_on_case(mail_id: int) -> Answer:
    """Put it on a case as an entry of the conversation; on request only show who would read it."""
    from issuetracker.intake.quarantine import append_mail

    number = _text("number", 40).upper()
    try:
        visibility = Visibility(request.form.get("visibility", ""))
    except ValueError:
        return _refused(mail_id, Can.ENTRY, InvalidFields({"visibility": "Choose who will see it."}))
    try:
        if request.form.get("do") == "look":
            return _look(mail_id, number)
        decide(mail_id, lambda session, by: append_mail(session, intake(), by, number, visibility))
    except NotFound:
        return _refused(mail_id, Can.ENTRY, InvalidFields({"number": f"There is no case “{number}”."}))
    except Refusal as error:
        return _refused(mail_id, Can.ENTRY, error)
    said("The mail is on the case.", "Only OCA can read it." if visibility is Visibility.OCA else "")
    return redirect(url_for("case.read", number=number))


def _look(mail_id: int, number: str) -> Answer:
    """The same page with the names of those who would read and be mailed."""
    session = db.session()
    dossier = casework.load(session, find_case(session, actor(), number))
    choices = readers(session, dossier, actor(), seen_visibilities(actor(), dossier.state))
    return mail_page(session, mail_id, readers=choices, of_case=dossier.case, typed=request.form, opened=Can.ENTRY)


@desk.post("/<int:mail_id>/release")
@needs(Permission.MAILS_DECIDE)
def release(mail_id: int) -> Answer:
    """Take it in after all; on request its sender is known from now on."""
    from issuetracker.intake import quarantine

    try:
        row, number = decide(
            mail_id, lambda session, by: quarantine.release(session, intake(), by, learn=_learnt(session))
        )
    except Refusal as error:
        return _refused(mail_id, Can.RELEASE, error)
    return _taken_in(row, number, "Released, and judged anew")


@desk.post("/<int:mail_id>/check")
@needs(Permission.MAILS_DECIDE)
def check_again(mail_id: int) -> Answer:
    """Ask again who vouches for the sender; what nothing else stands in the way of is taken in."""
    from issuetracker.intake import quarantine

    row, number = decide(mail_id, lambda session, by: quarantine.check_again(session, intake(), by))
    return _taken_in(row, number, "Asked again")


def _taken_in(row: InboundMail, number: str, done: str) -> Answer:
    """To the case that a mail became or went onto; else to the mail, with why it stays."""
    if row.state in (InboundState.FILED, InboundState.APPENDED):
        said(f"Filed as {number}." if row.state == InboundState.FILED else f"It is on {number}.", row.reason)
        return redirect(url_for("case.read", number=number))
    said(f"{done}: {standing(row).lower()}.", row.reason, kind="warn")
    return redirect(url_for("mail.read", mail_id=row.id))


def _learnt(session: Session) -> "Learnt | None":
    """Whose sender it is from now on, if that is asked for."""
    from issuetracker.intake.quarantine import Learnt

    pattern = _text("learn", 254)
    if not pattern:
        return None
    return Learnt(pattern, party_chosen(session, row_id("laboratory_id"), _text("vendor", 200)))


@desk.post("/<int:mail_id>/block")
@needs(Permission.MAILS_DECIDE)
def block(mail_id: int) -> Answer:
    """Discard it, and heed no mail of its address or domain from now on."""
    from issuetracker.intake import quarantine

    pattern = _text("pattern", 254)
    try:
        decide(mail_id, lambda session, by: quarantine.block(session, by, pattern, _text("why")))
    except Refusal as error:
        return _refused(mail_id, Can.BLOCK, error)
    said(f"Blocked: {pattern}.", "The mail is kept, with your reason. The office can take the block back.")
    return redirect(url_for("mail.mail_list"))


@desk.post("/<int:mail_id>/discard")
@needs(Permission.MAILS_DECIDE)
def discard(mail_id: int) -> Answer:
    """Put it aside, with why."""
    from issuetracker.intake import quarantine

    try:
        decide(mail_id, lambda session, by: quarantine.discard(session, by, _text("why")))
    except Refusal as error:
        return _refused(mail_id, Can.DISCARD, error)
    said("Discarded.", "It is kept, with your reason, and can be taken back.")
    return redirect(url_for("mail.mail_list"))


@desk.post("/<int:mail_id>/return")
@needs(Permission.MAILS_DECIDE)
def take_back(mail_id: int) -> Answer:
    """Let it wait for a person again."""
    from issuetracker.intake import quarantine

    decide(mail_id, lambda session, by: quarantine.take_back(session, intake(), by))
    said("It waits again.")
    return redirect(url_for("mail.read", mail_id=mail_id))
