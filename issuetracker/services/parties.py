"""Laboratories and vendors."""

import re
import unicodedata

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from issuetracker.models import Laboratory, Vendor

_VENDOR_ID = select(Vendor.id).where(Vendor.folded_name == bindparam("key"))


def folded(name: str) -> str:
    """A company name as it is compared: case, accents, punctuation and spacing do not tell companies apart."""
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    return re.sub(r"[\s.,]+", " ", unicodedata.normalize("NFC", plain)).strip()


def vendor_named(session: Session, name: str) -> Vendor:
    """The vendor of that name; one that is new becomes known, since a certification under way needs no earlier one."""
    key = folded(name)
    vendor = session.scalar(select(Vendor).where(Vendor.folded_name == key))
    if vendor is None:
        vendor = Vendor(name=name.strip(), folded_name=key)
        session.add(vendor)
        session.flush()
    return vendor


def known_vendor(session: Session, name: str) -> int | None:
    """The id of the vendor of that name, if there is one."""
    return session.scalar(_VENDOR_ID, {"key": folded(name)})


def vendor_id_of(session: Session, name: str) -> int:
    """The id of the vendor of that name, new or known."""
    known = known_vendor(session, name)
    return known if known is not None else vendor_named(session, name).id


def laboratory_named(session: Session, name: str) -> Laboratory | None:
    """The active laboratory whose legal or short name this is."""
    wanted = folded(name)
    for laboratory in session.scalars(select(Laboratory).where(Laboratory.active).order_by(Laboratory.id)):
        if wanted in (folded(laboratory.name), folded(laboratory.short_name)):
            return laboratory
    return None
