"""Parties: laboratories with their address for updates, vendors with their notice contact and what they permit."""

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.models import ContactRole, Laboratory, Subject, Vendor
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.directory import matches_of_vendor
from issuetracker.queries.parties import counts_of
from issuetracker.queries.people import STAFF, staff_of
from issuetracker.services import directory, mail_sources, notice_contacts
from issuetracker.services.desk_log import PAGE, deeds
from issuetracker.services.directory import LaboratoryData, VendorData
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.notice_contacts import ContactData, first_usable, has_usable_contact
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor, now

_PAGE = 100
_LONGEST = {"mail": 4000}
_KINDS = ("laboratory", "vendor")


@desk.get("/parties")
@needs(Permission.PARTIES_READ)
def parties() -> tuple[str, int]:
    """Laboratories, and vendors a page at a time."""
    return _list(db.session())


def _list(session: Session, status: int = 200, errors: dict[str, str] | None = None) -> tuple[str, int]:
    words, after = request.args.get("q", "").strip(), request.args.get("after", "")
    missing = request.args.get("missing") == "contact"
    query = select(Vendor).order_by(Vendor.folded_name).limit(_PAGE + 1)
    if words:
        query = query.where(Vendor.name.icontains(words, autoescape=True))
    if missing:
        query = query.where(~has_usable_contact())
    if after:
        query = query.where(Vendor.folded_name > after)
    vendors = session.scalars(query).all()
    contacts = first_usable(session, (vendor.id for vendor in vendors))
    return page(
        "office/parties.html", status, laboratories=session.scalars(select(Laboratory).order_by(Laboratory.name)).all(),
        vendors=vendors[:_PAGE], next=vendors[_PAGE - 1].folded_name if len(vendors) > _PAGE else "", words=words,
        missing=missing, errors=errors or {}, typed=request.form, contacts=contacts,
        may_change=granted(Permission.PARTIES_WRITE, actor().roles),
    )  # fmt: skip


@desk.get("/parties/<string:kind>/<int:party_id>")
@needs(Permission.PARTIES_READ)
def party(kind: str, party_id: int) -> tuple[str, int]:
    """One party with its people, and what the office did to it."""
    return _party(db.session(), kind, party_id)


def _party(
    session: Session, kind: str, party_id: int, status: int = 200, errors: dict[str, str] | None = None
) -> tuple[str, int]:
    found = _find(session, kind, party_id)
    staff = turned(staff_of(session, found, place("staff")), STAFF, attrgetter("id"))
    contacts = notice_contacts.contacts_of(session, party_id) if kind == "vendor" else ()
    return page(
        "office/party.html", status, party=found, kind=kind, staff=staff, errors=errors or {},
        typed=request.form if errors else None, may_change=granted(Permission.PARTIES_WRITE, actor().roles),
        may_manage=granted(Permission.PEOPLE_MANAGE, actor().roles), counts=counts_of(session, found),
        known_mail=mail_sources.as_text(mail_sources.patterns_of(session, mail_sources.Party.of(found))),
        deeds=turned(deeds(session, Subject(kind), party_id, place()), PAGE, attrgetter("id")),
        contacts=contacts, roles=tuple(ContactRole), open_matches=_open_matches(session, found),
    )  # fmt: skip


def _find(session: Session, kind: str, party_id: int) -> Laboratory | Vendor:
    found: Laboratory | Vendor | None = session.get(Laboratory, party_id) if kind == "laboratory" else None
    found = session.get(Vendor, party_id) if kind == "vendor" else found
    if found is None:
        raise NotFound(f"There is no {kind} {party_id}.")
    return found


def _save(session: Session, kind: str, found: Laboratory | Vendor | None) -> Laboratory | Vendor:
    form = {name: value.strip()[: _LONGEST.get(name, 254)] for name, value in request.form.items()}
    name, by, at = form.get("name", ""), actor(), now()
    if kind == "laboratory":
        assert found is None or isinstance(found, Laboratory)
        active = found is None or form.get("active") == "yes"
        updates, mail = form.get("update_address", ""), form.get("mail")
        laboratory = LaboratoryData(name, form.get("short_name", ""), updates, active, mail)
        return directory.save_laboratory(session, found, laboratory, by, at)
    assert found is None or isinstance(found, Vendor)
    member, named = (form.get(key) == "yes" for key in ("oca_member", "may_be_named"))
    vendor = VendorData(
        name, member, named, _date(form, "member_since"), form.get("member_reference", ""),
        _date(form, "permission_on"), form.get("permission_reference", ""), form.get("mail"),
    )  # fmt: skip
    saved = directory.save_vendor(session, found, vendor, by, at)
    if found is None and form.get("notice_address"):
        contact = ContactData(ContactRole.FIRST, form.get("notice_name", ""), form["notice_address"])
        _with_name("notice_address", lambda: notice_contacts.add(session, saved, contact, by, at))
    return saved


def _date(form: dict[str, str], name: str) -> date | None:
    """A date that may be left out."""
    try:
        return date.fromisoformat(form[name]) if form.get(name) else None
    except ValueError:
        raise InvalidFields({name: "Give a date, as 2026-12-24."}) from None


def _with_name(name: str, do: Callable[[], Any]) -> None:
    """What is wrong with the address, under the name that this form has for it."""
    try:
        do()
    except InvalidFields as error:
        raise InvalidFields({name: next(iter(error.errors.values()))}) from None


def _open_matches(session: Session, party: Laboratory | Vendor) -> Sequence[Any]:
    return matches_of_vendor(session, party.id) if isinstance(party, Vendor) else ()


@desk.post("/parties/<string:kind>")
@needs(Permission.PARTIES_WRITE)
def add_party(kind: str) -> tuple[str, int] | Any:
    """A laboratory or vendor that is new."""
    if kind not in _KINDS:
        raise NotFound("Parties are laboratories and vendors.")
    try:
        with transaction() as session:
            made = _save(session, kind, None)
            party_id, name = made.id, made.name
    except InvalidFields as error:
        return _list(db.session(), 422, {f"{kind}.{key}": text for key, text in error.errors.items()})
    said(f"{name} is there.")
    return redirect(url_for("office.party", kind=kind, party_id=party_id))


@desk.post("/parties/<string:kind>/<int:party_id>")
@needs(Permission.PARTIES_WRITE)
def change_party(kind: str, party_id: int) -> tuple[str, int] | Any:
    """Change a party."""
    try:
        with transaction() as session:
            _save(session, kind, _find(session, kind, party_id))
    except InvalidFields as error:
        return _party(db.session(), kind, party_id, 422, error.errors)
    said("Kept.")
    return redirect(url_for("office.party", kind=kind, party_id=party_id))
