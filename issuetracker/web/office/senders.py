"""Senders: whose mail is believed to be whose, and whose is not wanted; each line with who said so and when."""

from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.models import Laboratory, MailSource, Vendor
from issuetracker.permissions import Permission, granted, needs
from issuetracker.services import mail_sources
from issuetracker.services.errors import InvalidFields
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor, now

_PAGE = 100


@desk.get("/senders")
@needs(Permission.MAILS_READ)
def senders() -> tuple[str, int]:
    """Known and blocked senders, the latest first."""
    return _page(db.session())


def _page(session: Session, status: int = 200, errors: dict[str, str] | None = None) -> tuple[str, int]:
    words = request.args.get("q", "").strip()[:200]
    query = (
        select(MailSource, Laboratory, Vendor)
        .outerjoin(Laboratory, Laboratory.id == MailSource.laboratory_id)
        .outerjoin(Vendor, Vendor.id == MailSource.vendor_id)
        .order_by(MailSource.id.desc())
        .limit(_PAGE + 1)
    )
    before = place()
    if before is not None:
        query = query.where(MailSource.id < before)
    if words:
        query = query.where(MailSource.pattern.icontains(words, autoescape=True))
    laboratories = select(Laboratory.id, Laboratory.name).where(Laboratory.active).order_by(Laboratory.name)
    return page(
        "office/senders.html", status, words=words, errors=errors or {}, typed=request.form, first=before is None,
        known=turned(session.execute(query).all(), _PAGE, lambda row: row.MailSource.id),
        laboratories=session.execute(laboratories).all(),
        may_change=granted(Permission.PARTIES_WRITE, actor().roles),
    )  # fmt: skip


@desk.post("/senders")
@needs(Permission.PARTIES_WRITE)
def add_sender() -> tuple[str, int] | Any:
    """Know an address or a domain as a party's, or block it."""
    pattern = request.form.get("mail", "").strip()[:254]
    try:
        with transaction() as session:
            _add(session, pattern)
    except InvalidFields as error:
        return _page(db.session(), 422, error.errors)
    said(f"Blocked: {pattern}." if request.form.get("whose") == "blocked" else f"Known: {pattern}.")
    return redirect(url_for("office.senders"))


def _add(session: Session, text: str) -> None:
    found = mail_sources.read_patterns(text)
    if len(found) != 1:
        raise InvalidFields({"mail": "Give one address or one domain."})
    if request.form.get("whose") == "blocked":
        mail_sources.block(session, found[0], request.form.get("why", "").strip()[:1000], actor(), now())
    else:
        laboratory, vendor = request.form.get("laboratory_id", ""), request.form.get("vendor", "")[:200]
        chosen = int(laboratory) if laboratory.isdecimal() and len(laboratory) < 10 else None
        party = mail_sources.party_chosen(session, chosen, vendor)
        mail_sources.learn(session, found[0], party, actor(), now())


@desk.post("/senders/<int:source_id>/removal")
@needs(Permission.PARTIES_WRITE)
def remove_sender(source_id: int) -> Any:
    """Know a sender no longer; a blocked one is heard again."""
    with transaction() as session:
        pattern = mail_sources.forget(session, source_id, actor(), now())
    said(f"Taken off: {pattern.removeprefix('@')}.", "Its next mail waits in quarantine, unless an account has it.")
    return redirect(url_for("office.senders"))
