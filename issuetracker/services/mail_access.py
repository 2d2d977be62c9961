"""Who sees which mail: the one builder from which every query on mails that came in begins (P-97)."""

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import Session

from issuetracker.models import InboundMail
from issuetracker.permissions import Permission, granted
from issuetracker.services.errors import NotFound
from workflows.roles import Actor


def may_see_mail(actor: Actor) -> ColumnElement[bool]:
    """The condition on `InboundMail` that holds for what this person may see: all of it, or nothing."""
    return true() if granted(Permission.MAILS_READ, actor.roles) else false()


def visible_mails(actor: Actor) -> Select[InboundMail]:
    """A query on the mails that this person may see."""
    return select(InboundMail).where(may_see_mail(actor))


def find_mail(session: Session, actor: Actor, mail_id: int, *, lock: bool = False) -> InboundMail:
    """A mail that this person may see; NotFound otherwise, whether or not it exists."""
    query = visible_mails(actor).where(InboundMail.id == mail_id)
    row: InboundMail | None = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(f"There is no mail {mail_id}.")
    return row
