"""A vendor's contacts for notices: added, ended, asked by mail whether they are reached."""

from typing import Any

from flask import current_app, redirect, request, url_for

from issuetracker.extensions import transaction
from issuetracker.models import ContactRole, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.services import notice_contacts
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.notice_contacts import ContactData
from issuetracker.web.office import desk
from issuetracker.web.pages import said
from issuetracker.web.visitor import actor, now


@desk.post("/parties/vendor/<int:vendor_id>/contacts")
@needs(Permission.PARTIES_WRITE)
def add_contact(vendor_id: int) -> Any:
    """One more contact; it is asked by mail at once whether it is reached."""
    form = {name: value.strip()[:254] for name, value in request.form.items()}
    try:
        with transaction() as session:
            vendor = session.get(Vendor, vendor_id)
            if vendor is None:
                raise NotFound(f"There is no vendor {vendor_id}.")
            role = ContactRole(form["role"]) if form.get("role") in set(ContactRole) else ContactRole.FIRST
            data = ContactData(role, form.get("name", ""), form.get("address", ""))
            contact = notice_contacts.add(session, vendor, data, actor(), now())
            notice_contacts.ask_to_verify(session, current_app.extensions["desk"], contact, now())
    except InvalidFields as error:
        said("The contact was not added.", " ".join(error.errors.values()), kind="bad")
    else:
        said("The contact is there.", f"A mail asks {contact.address} to confirm that notices reach it.")
    return redirect(url_for("office.party", kind="vendor", party_id=vendor_id))


@desk.post("/parties/vendor/<int:vendor_id>/contacts/<int:contact_id>/end")
@needs(Permission.PARTIES_WRITE)
def end_contact(vendor_id: int, contact_id: int) -> Any:
    """Notices go there no more."""
    with transaction() as session:
        contact = notice_contacts.find(session, vendor_id, contact_id)
        notice_contacts.end(session, contact, actor(), now())
    said(f"Notices go to {contact.address} no more.")
    return redirect(url_for("office.party", kind="vendor", party_id=vendor_id))


@desk.post("/parties/vendor/<int:vendor_id>/contacts/<int:contact_id>/check")
@needs(Permission.PARTIES_WRITE)
def check_contact(vendor_id: int, contact_id: int) -> Any:
    """Ask the contact by mail, again, whether it is reached."""
    with transaction() as session:
        contact = notice_contacts.find(session, vendor_id, contact_id)
        notice_contacts.ask_to_verify(session, current_app.extensions["desk"], contact, now())
    said("Asked.", f"A mail asks {contact.address} to confirm that notices reach it.")
    return redirect(url_for("office.party", kind="vendor", party_id=vendor_id))
