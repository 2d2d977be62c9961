"""Parties in and out as CSV: laboratories, vendors and their contacts; all or nothing, every wrong line at once."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import ContactRole, Deed, Laboratory, NoticeContact, Subject, Vendor
from issuetracker.services import notice_contacts
from issuetracker.services.desk_log import Values, note
from issuetracker.services.directory import VendorData, bring, values_of
from issuetracker.services.errors import InvalidFields
from issuetracker.services.mail_sources import Party, as_text, keep_patterns, patterns_of, read_patterns
from issuetracker.services.parties import folded
from workflows.roles import Actor

COLUMNS: dict[str, tuple[str, ...]] = {
    "laboratories": ("name", "short_name", "update_address", "active", "mail"),
    "vendors": (
        "name",
        "oca_member",
        "member_since",
        "member_reference",
        "may_be_named",
        "permission_on",
        "permission_reference",
    ),
    "contacts": ("vendor", "role", "name", "address"),
}
# A file without these leaves what is there as it is.
_OPTIONAL = frozenset({"mail"})
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class _Brought:
    """What a line did: new, changed or same; the party whose record is to be written, with its values of before."""

    how: str
    party: Laboratory | Vendor | None = None
    before: Values | None = None


Line = dict[str, str]
Apply = Callable[[Session, Line, Actor, datetime], _Brought]


def read_csv(stream: IO[str], kind: str) -> list[Line]:
    """The lines of a file; the header must name the columns of its kind, in any order."""
    reader = csv.DictReader(stream)
    given = set(reader.fieldnames or ())
    missing = set(COLUMNS[kind]) - given - _OPTIONAL
    if missing:
        raise InvalidFields({"line 1": f"The header lacks: {', '.join(sorted(missing))}."})
    names = [name for name in COLUMNS[kind] if name in given]
    return [{name: (line.get(name) or "").strip() for name in names} for line in reader]


def import_lines(session: Session, kind: str, lines: Iterable[Line], by: Actor, at: datetime) -> Imported:
    """Bring the directory to what the lines say; InvalidFields names every wrong line, and then nothing is done.

    Each party that is new or changed is on the office's record.
    """
    apply = _APPLY[kind]
    counted, wrong = {"new": 0, "changed": 0, "same": 0}, {}
    changed: list[_Brought] = []
    for number, line in enumerate(lines, 2):
        try:
            done = apply(session, line, by, at)
            counted[done.how] += 1
            changed.append(done)
        except (ValueError, KeyError) as error:
            wrong[f"line {number}"] = str(error).strip("'\"")
        except InvalidFields as error:
            wrong[f"line {number}"] = " ".join(error.errors.values())
    if wrong:
        raise InvalidFields(wrong)
    session.flush()
    for done in changed:
        _note(session, done, by, at)
    return Imported(**counted)


def _note(session: Session, done: _Brought, by: Actor, at: datetime) -> None:
    if done.party is None or done.how == "same":
        return
    subject = Subject.LABORATORY if isinstance(done.party, Laboratory) else Subject.VENDOR
    deed = Deed.ADDED if done.how == "new" else Deed.CHANGED
    note(session, (subject, done.party.id), deed, by, at, before=done.before, after=values_of(session, done.party))


def _flag(text: str) -> bool:
    if text.lower() not in _YES:
        raise ValueError(f"{text!r} is neither yes nor no.")
    return _YES[text.lower()]


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _laboratory(session: Session, line: Line, by: Actor, at: datetime) -> _Brought:
    if not line["name"]:
        raise ValueError("A laboratory needs a name.")
    found = session.scalar(select(Laboratory).where(Laboratory.name == line["name"]))
    before = values_of(session, found) if found else None
    laboratory = found or Laboratory(name=line["name"])
    laboratory.short_name = line["short_name"] or line["name"]
    laboratory.update_address, laboratory.active = line["update_address"], _flag(line["active"] or "yes")
    done = _brought(session, laboratory, before)
    if "mail" in line:
        session.flush()
        if keep_patterns(session, Party.of(laboratory), read_patterns(line["mail"]), by.name, at):
            return done if done.how == "new" else replace(done, how="changed")
    return done


def _vendor(session: Session, line: Line, by: Actor, at: datetime) -> _Brought:
    if not line["name"]:
        raise ValueError("A vendor needs a name.")
    data = VendorData(
        line["name"],
        _flag(line["oca_member"]),
        _flag(line["may_be_named"]),
        _date(line["member_since"]),
        line["member_reference"],
        _date(line["permission_on"]),
        line["permission_reference"],
    )
    key = folded(data.name)
    found = session.scalar(select(Vendor).where(Vendor.folded_name == key))
    before = values_of(session, found) if found else None
    vendor = found or Vendor(folded_name=key)
    vendor.name = data.name
    bring(vendor, data, by)
    return _brought(session, vendor, before)


def _brought(session: Session, party: Laboratory | Vendor, before: Values | None) -> _Brought:
    if before is None:
        session.add(party)
        return _Brought("new", party)
    return _Brought("changed" if session.is_modified(party) else "same", party, before)


def _contact(session: Session, line: Line, by: Actor, at: datetime) -> _Brought:
    vendor = session.scalar(select(Vendor).where(Vendor.folded_name == folded(line["vendor"])))
    if vendor is None:
        raise ValueError(f"No vendor is called {line['vendor']!r}; import the vendors first.")
    address, role = line["address"].lower(), ContactRole(line["role"] or ContactRole.FIRST)
    if not notice_contacts.is_address(address):
        raise ValueError(f"{line['address']!r} is no e-mail address.")
    data = notice_contacts.ContactData(role, line["name"], address)
    found = next((known for known in notice_contacts.contacts_of(session, vendor.id) if known.address == address), None)
    if found is None:
        notice_contacts.add(session, vendor, data, by, at)
        return _Brought("new")
    return _Brought("changed" if notice_contacts.change(session, found, data, by, at) else "same")


_APPLY: dict[str, Apply] = {"laboratories": _laboratory, "vendors": _vendor, "contacts": _contact}


def export_lines(session: Session, kind: str) -> Iterator[list[str]]:
    """The header and every line, as `read_csv` takes them."""
    yield list(COLUMNS[kind])
    if kind == "contacts":
        query = select(Vendor.name, NoticeContact.role, NoticeContact.name, NoticeContact.address)
        query = query.join(Vendor, Vendor.id == NoticeContact.vendor_id).where(NoticeContact.ended_at.is_(None))
        for row in session.execute(query.order_by(Vendor.name, NoticeContact.role, NoticeContact.id)):
            yield [str(cell) for cell in row]
        return
    model: Any = Laboratory if kind == "laboratories" else Vendor
    for row in session.scalars(select(model).order_by(model.name)):
        mail = as_text(patterns_of(session, Party.of(row)))
        yield [_text(mail if name == "mail" else getattr(row, name)) for name in COLUMNS[kind]]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
