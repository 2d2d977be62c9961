"""Parties in and out as CSV: laboratories, vendors and their contacts; all or nothing, every wrong line at once."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import ContactRole, Laboratory, NoticeContact, Vendor
from issuetracker.services.errors import InvalidFields
from issuetracker.services.notice_contacts import contacts_of, is_address
from issuetracker.services.parties import folded

COLUMNS: dict[str, tuple[str, ...]] = {
    "laboratories": ("name", "short_name", "update_address", "active"),
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
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    new: int
    changed: int
    same: int


Line = dict[str, str]
Apply = Callable[[Session, Line, datetime], str]


def read_csv(stream: IO[str], kind: str) -> list[Line]:
    """The lines of a file; the header must name the columns of its kind, in any order."""
    reader = csv.DictReader(stream)
    missing = set(COLUMNS[kind]) - set(reader.fieldnames or ())
    if missing:
        raise InvalidFields({"line 1": f"The header lacks: {', '.join(sorted(missing))}."})
    return [{name: (line.get(name) or "").strip() for name in COLUMNS[kind]} for line in reader]


def import_lines(session: Session, kind: str, lines: Iterable[Line], at: datetime) -> Imported:
    """Bring the directory to what the lines say; InvalidFields names every wrong line, and then nothing is done."""
    apply = _APPLY[kind]
    counted, wrong = {"new": 0, "changed": 0, "same": 0}, {}
    for number, line in enumerate(lines, 2):
        try:
            counted[apply(session, line, at)] += 1
        except (ValueError, KeyError) as error:
            wrong[f"line {number}"] = str(error).strip("'\"")
    if wrong:
        raise InvalidFields(wrong)
    session.flush()
    return Imported(**counted)


def _flag(text: str) -> bool:
    if text.lower() not in _YES:
        raise ValueError(f"{text!r} is neither yes nor no.")
    return _YES[text.lower()]


def _bring(session: Session, found: Any, model: Any, values: dict[str, Any]) -> str:
    if found is None:
        session.add(model(**values))
        return "new"
    changed = {name: value for name, value in values.items() if getattr(found, name) != value}
    for name, value in changed.items():
        setattr(found, name, value)
    return "changed" if changed else "same"


def _laboratory(session: Session, line: Line, at: datetime) -> str:
    if not line["name"]:
        raise ValueError("A laboratory needs a name.")
    found = session.scalar(select(Laboratory).where(Laboratory.name == line["name"]))
    return _bring(
        session,
        found,
        Laboratory,
        {
            "name": line["name"],
            "short_name": line["short_name"] or line["name"],
            "update_address": line["update_address"],
            "active": _flag(line["active"] or "yes"),
        },
    )


def _vendor(session: Session, line: Line, at: datetime) -> str:
    if not line["name"]:
        raise ValueError("A vendor needs a name.")
    key = folded(line["name"])
    found = session.scalar(select(Vendor).where(Vendor.folded_name == key))
    return _bring(
        session,
        found,
        Vendor,
        {
            "name": line["name"],
            "folded_name": key,
            "oca_member": _flag(line["oca_member"]),
            "may_be_named": _flag(line["may_be_named"]),
            "member_since": _date(line["member_since"]),
            "member_reference": line["member_reference"],
            "permission_on": _date(line["permission_on"]),
            "permission_reference": line["permission_reference"],
        },
    )


def _contact(session: Session, line: Line, at: datetime) -> str:
    vendor = session.scalar(select(Vendor).where(Vendor.folded_name == folded(line["vendor"])))
    if vendor is None:
        raise ValueError(f"No vendor is called {line['vendor']!r}; import the vendors first.")
    address, role = line["address"].lower(), ContactRole(line["role"] or ContactRole.FIRST)
    if not is_address(address):
        raise ValueError(f"{line['address']!r} is no e-mail address.")
    found = next((known for known in contacts_of(session, vendor.id) if known.address == address), None)
    values = {"vendor_id": vendor.id, "role": role.value, "name": line["name"], "address": address}
    return _bring(session, found, NoticeContact, values if found else values | {"added_at": at})


_APPLY: dict[str, Apply] = {"laboratories": _laboratory, "vendors": _vendor, "contacts": _contact}


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


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
        yield [_text(getattr(row, name)) for name in COLUMNS[kind]]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
