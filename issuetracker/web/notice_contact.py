"""A vendor's contact confirms by the link in a mail that notices reach it."""

from flask import Blueprint, current_app

from issuetracker.extensions import db, transaction
from issuetracker.models import Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.services.notice_contacts import asked, verify
from issuetracker.services.notice_retries import pass_on
from issuetracker.web.pages import page
from issuetracker.web.visitor import now

desk = Blueprint("notice_contact", __name__)


@desk.get("/notice-contact/<string:token>")
@needs(Permission.PUBLIC)
def look(token: str) -> tuple[str, int]:
    """What would be confirmed; mail programs that open links confirm nothing by it."""
    contact = asked(db.session(), current_app.extensions["desk"], token, now())
    vendor = db.session.get_one(Vendor, contact.vendor_id)
    return page("notice_contact.html", contact=contact, vendor=vendor, token=token)


@desk.post("/notice-contact/<string:token>")
@needs(Permission.PUBLIC)
def confirm(token: str) -> tuple[str, int]:
    """The contact says that notices reach it."""
    with transaction() as session:
        desk_of = current_app.extensions["desk"]
        contact = verify(session, desk_of, token, now())
        passed_on = pass_on(session, desk_of, contact, now())
        vendor = session.get_one(Vendor, contact.vendor_id)
    return page("notice_contact.html", contact=contact, vendor=vendor, token=token, passed_on=passed_on)
