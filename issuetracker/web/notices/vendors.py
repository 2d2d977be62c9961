"""One vendor of a notice: why it was told, every letter with the server's answer, its contacts, its link."""

from flask import current_app, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import NoticeLink, Telling, Vendor
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.notices import UNMET, Followed, reminders_of, vendor_of
from issuetracker.services import notice_links, notice_sending
from issuetracker.services.errors import NotFound
from issuetracker.services.notice_contacts import contacts_of
from issuetracker.web.notices import desk
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now


@desk.get("/notices/<string:notice>/vendors/<int:vendor_id>")
@needs(Permission.PARTIES_READ)
def vendor(notice: str, vendor_id: int) -> tuple[str, int]:
    """All that is known of one vendor and one notice, and what a person can mend."""
    session = db.session()
    telling, found, followed = _found(session, notice, vendor_id)
    link = select(NoticeLink).where(NoticeLink.telling_id == telling.id, NoticeLink.vendor_id == vendor_id)
    return page(
        "notices/vendor.html", telling=telling, vendor=found, followed=followed, unmet=UNMET,
        letters=[item.owed for item in followed] + reminders_of(session, telling, vendor_id),
        contacts=contacts_of(session, vendor_id), link=session.scalar(link),
        may_mend=granted(Permission.OBLIGATIONS_MEND, actor().roles),
    )  # fmt: skip


def _found(session: Session, notice: str, vendor_id: int) -> tuple[Telling, Vendor, list[Followed]]:
    telling, vendor = notice_sending.find(session, notice), session.get(Vendor, vendor_id)
    followed = vendor_of(session, telling, vendor_id)
    if vendor is None or not followed:
        raise NotFound(f"This vendor is not told in {notice}.")
    return telling, vendor, followed


@desk.post("/notices/<string:notice>/vendors/<int:vendor_id>/link")
@needs(Permission.OBLIGATIONS_MEND)
def new_link(notice: str, vendor_id: int) -> Response:
    """Mail the vendor a new link; those of before open nothing any more."""
    with transaction() as session:
        telling, found, _ = _found(session, notice, vendor_id)
        notice_links.send_new(session, current_app.extensions["desk"], telling, found, now())
    said("A new link is on its way.", "Those of before open nothing any more.")
    return redirect(url_for("notice_desk.vendor", notice=notice, vendor_id=vendor_id))


@desk.post("/notices/<string:notice>/vendors/<int:vendor_id>/link/end")
@needs(Permission.OBLIGATIONS_MEND)
def end_link(notice: str, vendor_id: int) -> Response:
    """The vendor's link opens nothing any more."""
    with transaction() as session:
        telling, _, _ = _found(session, notice, vendor_id)
        notice_links.revoke(session, telling, vendor_id, actor(), now())
    said("The link is ended.", "Send a new one when the vendor should read the notice there again.")
    return redirect(url_for("notice_desk.vendor", notice=notice, vendor_id=vendor_id))
