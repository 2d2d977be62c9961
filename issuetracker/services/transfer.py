"""Parties in and out as CSV: laboratories, vendors and certificates; all or nothing, every wrong line at once."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Deed, Laboratory, Subject, Vendor
from issuetracker.services.desk_log import Values, note
from issuetracker.services.directory import values_of
from issuetracker.services.errors import InvalidFields
from issuetracker.services.mail_sources import Party, as_text, keep_patterns, patterns_of, read_patterns
from issuetracker.services.parties import folded
from workflows.report import DeviceType, OcppVersion
from workflows.roles import Actor

COLUMNS: dict[str, tuple[str, ...]] = {
    "laboratories": ("name", "short_name", "update_address", "active", "mail"),
    "vendors": ("name", "oca_member", "may_be_named", "notice_name", "notice_address"),
    "certificates": (
        "number",
        "vendor",
        "laboratory",
        "device",
        "device_type",
        "ocpp_version",
        "profiles",
        "features",
        "octt_version",
        "issued_on",
    ),
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


Line = dict[str, str]
Apply = Callable[[Session, Line], "_Brought"]


@dataclass(frozen=True, slots=True)
class _Brought:
    """What a line did: new, changed or same; for the record the party, if it is one, with its values of before."""

    how: str
    party: Laboratory | Vendor | None = None
    before: Values | None = None


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
    appliers: dict[str, Apply] = {"laboratories": partial(_laboratory, by=by, at=at), "vendors": _vendor}
    apply = appliers.get(kind) or _Certificates(session)
    counted, wrong = {"new": 0, "changed": 0, "same": 0}, {}
    changed: list[_Brought] = []
    for number, line in enumerate(lines, 2):
        try:
            done = apply(session, line)
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


def _bring(session: Session, found: Any, model: Any, values: dict[str, Any]) -> _Brought:
    party = model in (Laboratory, Vendor)
    if found is None:
        made = model(**values)
        session.add(made)
        return _Brought("new", made if party else None)
    before = values_of(session, found) if party else None
    changed = {name: value for name, value in values.items() if getattr(found, name) != value}
    for name, value in changed.items():
        setattr(found, name, value)
    return _Brought("changed" if changed else "same", found if party else None, before)


def _laboratory(session: Session, line: Line, *, by: Actor, at: datetime) -> _Brought:
    if not line["name"]:
        raise ValueError("A laboratory needs a name.")
    query = select(Laboratory).where(Laboratory.name == line["name"])
    done = _bring(
        session,
        session.scalar(query),
        Laboratory,
        {
            "name": line["name"],
            "short_name": line["short_name"] or line["name"],
            "update_address": line["update_address"],
            "active": _flag(line["active"] or "yes"),
        },
    )
    if "mail" in line:
        party = Party.of(session.scalars(query).one())
        if keep_patterns(session, party, read_patterns(line["mail"]), by.name, at) and done.how == "same":
            return replace(done, how="changed")
    return done


def _vendor(session: Session, line: Line) -> _Brought:
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
            "notice_name": line["notice_name"],
            "notice_address": line["notice_address"],
        },
    )


class _Certificates:
    """Certificates are never changed by an import: an issued one that differs is a wrong line (P-55)."""

    def __init__(self, session: Session) -> None:
        self._vendors = {vendor.folded_name: vendor.id for vendor in session.scalars(select(Vendor))}
        self._laboratories = {
            folded(name): lab.id for lab in session.scalars(select(Laboratory)) for name in (lab.name, lab.short_name)
        }
        self._known = {known.number: known for known in session.scalars(select(Certificate))}

    def __call__(self, session: Session, line: Line) -> _Brought:
        """One line."""
        if not line["number"]:
            raise ValueError("A certificate needs its number.")
        vendor = self._vendors.get(folded(line["vendor"]))
        if vendor is None:
            raise ValueError(f"No vendor is called {line['vendor']!r}; import the vendors first.")
        laboratory = self._laboratories.get(folded(line["laboratory"])) if line["laboratory"] else None
        if line["laboratory"] and laboratory is None:
            raise ValueError(f"No laboratory is called {line['laboratory']!r}.")
        values = {
            "number": line["number"],
            "vendor_id": vendor,
            "laboratory_id": laboratory,
            "device": line["device"],
            "device_type": DeviceType(line["device_type"]).value,
            "ocpp_version": OcppVersion(line["ocpp_version"]).value,
            "profiles": _list(line["profiles"]),
            "features": _list(line["features"]),
            "octt_version": line["octt_version"],
            "issued_on": date.fromisoformat(line["issued_on"]),
        }
        known = self._known.get(line["number"])
        if known is not None and any(getattr(known, name) != value for name, value in values.items()):
            raise ValueError(f"Certificate {line['number']} is issued and differs; certificates are not changed.")
        if known is None:
            known = self._known[line["number"]] = Certificate(**values)
            session.add(known)
            return _Brought("new")
        return _Brought("same")


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split(";") if item.strip()]


def export_lines(session: Session, kind: str) -> Iterator[list[str]]:
    """The header and every line, as `read_csv` takes them."""
    yield list(COLUMNS[kind])
    if kind == "certificates":
        query = (
            select(Certificate, Vendor.name, Laboratory.name)
            .join(Vendor, Vendor.id == Certificate.vendor_id)
            .outerjoin(Laboratory, Laboratory.id == Certificate.laboratory_id)
            .order_by(Certificate.number)
        )
        for certificate, vendor, laboratory in session.execute(query):
            yield [
                _text(value)
                for value in (
                    certificate.number,
                    vendor,
                    laboratory or "",
                    certificate.device,
                    certificate.device_type,
                    certificate.ocpp_version,
                    certificate.profiles,
                    certificate.features,
                    certificate.octt_version,
                    certificate.issued_on,
                )
            ]
        return
    model: Any = Laboratory if kind == "laboratories" else Vendor
    for row in session.scalars(select(model).order_by(model.name)):
        mail = as_text(patterns_of(session, Party.of(row)))
        yield [_text(mail if name == "mail" else getattr(row, name)) for name in COLUMNS[kind]]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)
