"""What a file of certificates would do, line by line: new ones, corrections, and what is wrong where."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Laboratory, Vendor
from issuetracker.services import certificate_texts as texts
from issuetracker.services.certificate_columns import Columns, columns_of
from issuetracker.services.certificates import (
    CertificateData,
    Change,
    Known,
    column_values,
    differing,
    known_certificates,
    wrong_in,
)
from issuetracker.services.parties import folded
from issuetracker.services.spreadsheets import Cell, Sheet, column_letters
from workflows.certificates import PROFILES

_EVERY = 2_500  # lines between two reports of progress
_READERS: Mapping[str, Callable[[Cell], Any]] = {
    "number": texts.short,
    "company": texts.short,
    "device": texts.short,
    "model": texts.short,
    "device_type": texts.device_type,
    "product_subtype": texts.subtype,
    "kind": texts.kind,
    "hardware_features": texts.listed,
    "ocpp_version": texts.document,
    "ocpp_edition": texts.short,
    "errata_level": texts.short,
    "profiles": texts.results,
    "features": texts.listed,
    "software_versions": texts.software,
    "octt_version": texts.short,
    "report_references": texts.listed,
    "vendor": texts.short,
    "laboratory": texts.short,
    "reason": texts.short,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is to be read, as the person who sends it says.

    `columns`: header → attribute. `laboratories`: name in the file → known name. `month_first` for dates with slashes.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    laboratories: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    month_first: bool | None = None
    new_vendors: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be taken: for each place (column, as `C Device type`) what is wrong."""

    line: int
    number: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that would record something; `vendor` is a name that is not known yet."""

    line: int
    change: Change
    differences: tuple[str, ...] = ()
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a file would do. `laboratories`: how names that are not ours were understood."""

    new: tuple[Line, ...]
    corrected: tuple[Line, ...]
    same: int
    wrong: tuple[Wrong, ...]
    laboratories: Mapping[str, str]
    columns: Columns
    read_as: str
    unusual_profiles: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """A digest of what would be recorded: the same file against the same directory gives the same."""
        rows = [
            (line.line, line.vendor, line.change.reason, line.change.corrects and line.change.corrects.id,
             column_values(line.change.data))
            for line in (*self.new, *self.corrected)
        ]  # fmt: skip
        return sha256(json.dumps(rows, default=str).encode()).hexdigest()


def plan(session: Session, sheet: Sheet, settings: Settings, progress: Callable[[int], None] = lambda _: None) -> Plan:
    """Read every line against the directory; nothing is written. `progress` is told how many are done.

    Raises InvalidFields if the header is wrong.
    """
    reading = _Reading(session, columns_of(sheet.header, settings.columns), sheet.header, settings)
    for done, (number, cells) in enumerate(sheet.lines, 1):
        reading.line(number, cells)
        if done % _EVERY == 0:
            progress(done)
    progress(len(sheet.lines))
    return reading.plan(sheet.read_as)


def read_cell(attribute: str, cell: Cell, *, month_first: bool | None = None) -> Any:
    """An attribute's value from a cell; of `ocpp_version` also edition and errata level. Raises ValueError."""
    if attribute in ("tested_on", "issued_on"):
        return None if cell == "" else texts.day(cell, month_first=month_first)
    return _READERS[attribute](cell)


class _Problem(Exception):
    """Something in one attribute of a line."""

    def __init__(self, attribute: str, sentence: str) -> None:
        self.attribute, self.sentence = attribute, sentence


class _Reading:
    """The lines read so far, beside what the directory has."""

    def __init__(self, session: Session, columns: Columns, header: Sequence[str], settings: Settings) -> None:
        self._columns, self._header, self._settings = columns, header, settings
        self._known = known_certificates(session)
        self._vendors = {vendor.folded_name: vendor.id for vendor in session.scalars(select(Vendor))}
        self._parties = _Laboratories(session, settings)
        self._seen: dict[str, int] = {}
        self._new: list[Line] = []
        self._corrected: list[Line] = []
        self._wrong: list[Wrong] = []
        self._same = 0
        self._unusual: set[str] = set()
        self._parsed: dict[tuple[str, Cell], Any] = {}  # cells repeat; reading one takes longer than finding it here

    def line(self, number: int, cells: Sequence[Cell]) -> None:
        """Take one line."""
        values, problems = self._values(cells)
        name = values.get("number", "")
        if name in self._seen:
            problems.append(_Problem("number", f"stands on line {self._seen[name]} already"))
        self._seen.setdefault(name, number)
        known = self._known.get(name)
        self._name_parties(values, known, problems)
        data = None if problems else self._data(values, known, problems)
        if data is None or problems:
            self._wrong.append(Wrong(number, name, tuple((self._place(p), p.sentence) for p in problems)))
            return
        self._unusual |= (data.profiles or {}).keys() - set(PROFILES[data.ocpp_version])
        vendor = "" if data.vendor_id else values["named"]
        if known is None:
            self._new.append(Line(number, Change(data), vendor=vendor))
        elif found := differing(known.data, data):
            change = Change(data, known, values.get("reason", ""))
            self._corrected.append(Line(number, change, found, vendor))
        else:
            self._same += 1

    def plan(self, read_as: str) -> Plan:
        """What all lines together would do."""
        return Plan(
            tuple(self._new), tuple(self._corrected), self._same, tuple(self._wrong), self._parties.understood,
            self._columns, read_as, tuple(sorted(self._unusual)),
        )  # fmt: skip

    def _values(self, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[_Problem]]:
        values, problems = {}, []
        for attribute, index in self._columns.at.items():
            cell = cells[index] if index < len(cells) else ""
            try:
                values[attribute] = self._read(attribute, cell)
            except ValueError as error:
                problems.append(_Problem(attribute, str(error)))
        return values, problems

    def _read(self, attribute: str, cell: Cell) -> Any:
        key = (attribute, cell)
        if key not in self._parsed:
            self._parsed[key] = read_cell(attribute, cell, month_first=self._settings.month_first)
        return self._parsed[key]

    def _name_parties(self, values: dict[str, Any], known: Known | None, problems: list[_Problem]) -> None:
        """Vendor and laboratory by their ids; `named` is the vendor as the line has it."""
        company = values.get("company") or (known.data.company if known else "") or values.get("vendor", "")
        values["company"] = company
        values["named"] = values.pop("vendor", "") or company
        values["vendor_id"] = self._vendor(values["named"], known, problems)
        if "laboratory" in values:
            values["laboratory_id"] = self._parties.of(values.pop("laboratory"), problems)

    def _data(self, values: dict[str, Any], known: Known | None, problems: list[_Problem]) -> CertificateData | None:
        """The line's data, on top of what is known where the file has no column for it."""
        given = {name: value for name, value in values.items() if name not in ("named", "reason")}
        version, edition, errata = given["ocpp_version"]
        given["ocpp_version"] = version
        for name, said in (("ocpp_edition", edition), ("errata_level", errata)):
            if said and not given.get(name):
                given[name] = said
        if given.get("issued_on") is None:
            problems.append(_Problem("issued_on", "is empty"))
        if problems:
            return None
        data = replace(known.data, **given) if known else CertificateData(**given)
        problems += [_Problem(name, sentence) for name, sentence in wrong_in(data).items()]
        return data

    def _vendor(self, name: str, known: Known | None, problems: list[_Problem]) -> int:
        """The vendor of that name; the one that is recorded, where only the company's name on the paper is the same."""
        found = self._vendors.get(folded(name))
        if found is not None:
            return found
        if known is not None and folded(name) == folded(known.data.company):
            return known.data.vendor_id
        if not self._settings.new_vendors or not folded(name):
            at = "vendor" if "vendor" in self._columns.at else "company"
            problems.append(_Problem(at, f"no vendor is called “{name}”; add it, or let the import add vendors"))
        return 0

    def _place(self, problem: _Problem) -> str:
        index = self._columns.at.get(problem.attribute)
        return f"{column_letters(index)} {self._header[index]}" if index is not None else problem.attribute


class _Laboratories:
    """Laboratories by the names that certificates give them: legal, short, or as the mapping says."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._ids: dict[str, int] = {}
        self._short: dict[int, str] = {}
        for laboratory in session.scalars(select(Laboratory).order_by(Laboratory.id)):
            self._ids |= {folded(laboratory.name): laboratory.id, folded(laboratory.short_name): laboratory.id}
            self._short[laboratory.id] = laboratory.short_name
        self._given = {folded(name): folded(known) for name, known in settings.laboratories.items()}
        self.understood: dict[str, str] = {}

    def of(self, name: str, problems: list[_Problem]) -> int | None:
        """The laboratory's id; a name that has exactly one short name as a word in it is understood, and shown."""
        if not name:
            return None
        key = self._given.get(folded(name), folded(name))
        found = self._ids.get(key)
        if found is None:
            words = set(key.replace("(", " ").replace(")", " ").split())
            named = [i for i, short in self._short.items() if folded(short) in words]
            found = named[0] if len(named) == 1 else None
        if found is None:
            problems.append(_Problem("laboratory", f"no laboratory is called “{name}”; say which one it is"))
        elif folded(name) not in self._ids:
            self.understood[name] = self._short[found]
        return found
