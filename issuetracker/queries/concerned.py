"""Whom a condition concerns: counted by the database; only the certificates of a page are read (P-50).

Certificates stand by their vendor's name and then by number; a page begins after a certificate of the one before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Integer, and_, cast, false, func, null, or_, select, true
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Vendor
from issuetracker.services.applicability import Asked, in_force
from issuetracker.services.condition_sql import gathered, narrowed, truth
from issuetracker.services.errors import InvalidFields
from issuetracker.services.notice_contacts import has_usable_contact
from issuetracker.services.parties import folded
from workflows.conditions import Condition

PAGE = 50


class Applicable(NamedTuple):
    """A certificate that an issue concerns, and why; not `certain` where something is not recorded."""

    number: str
    vendor_id: int
    vendor: str
    device: str
    reason: str
    has_contact: bool
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How many a notice would concern; `uncertain`: something is not recorded; `silent`: no usable contact."""

    certificates: int
    uncertain: int
    vendors: int
    uncertain_vendors: int
    silent: int


@dataclass(frozen=True, slots=True)
class Concerned:
    """A vendor whom a notice would reach, with each certificate and the reason."""

    vendor_id: int
    vendor: str
    has_contact: bool
    certificates: tuple[Applicable, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why certificates are concerned, and how many of how many vendors."""

    words: str
    certificates: int
    vendors: int


class Which(StrEnum):
    """Which of the vendors: all, those that cannot be reached, those of whom something is not recorded."""

    ALL = ""
    SILENT = "silent"
    UNCERTAIN = "uncertain"


class _Vendor(NamedTuple):
    id: int
    folded_name: str
    reached: bool
    certificates: int
    unsure: int


class Reach:
    """Whom a condition concerns in the directory as it is, or as it was at the end of a day.

    One statement asks the condition, and brings the vendors in the order of their names.
    """

    def __init__(self, session: Session, condition: Condition, *, as_of: date | None = None) -> None:
        self._session, self._condition, self._in_force = session, condition, in_force(as_of)
        self._within = narrowed(condition, self._in_force)
        self._truth = truth(session, condition, self._within)
        self._applies = and_(self._within, self._truth.is_not(false()))

    @cached_property
    def _vendors(self) -> list[_Vendor]:
        # In two steps, so that no certificate is asked twice.
        each = select(Certificate.vendor_id, self._truth.label("truth")).where(self._within).subquery()
        by_truth = select(*each.c, func.count().label("found")).group_by(*each.c).subquery()
        vendor, answer, found = by_truth.c
        every, unsure = func.sum(found), func.coalesce(func.sum(found).filter(answer.is_(null())), 0)
        counts = (cast(number, Integer).label(name) for name, number in (("found", every), ("unsure", unsure)))
        summed = select(vendor, *counts).where(answer.is_not(false())).group_by(vendor)
        of = summed.subquery()
        query = select(Vendor.id, Vendor.folded_name, has_usable_contact(), of.c.found, of.c.unsure)
        ordered = query.join(of, of.c.vendor_id == Vendor.id).order_by(Vendor.folded_name)
        return [_Vendor(*row) for row in self._session.execute(ordered)]

    def count(self) -> Count:
        """How many certificates and vendors."""
        return Count(
            sum(vendor.certificates for vendor in self._vendors),
            sum(vendor.unsure for vendor in self._vendors),
            len(self._vendors),
            sum(vendor.unsure > 0 for vendor in self._vendors),
            sum(not vendor.reached for vendor in self._vendors),
        )

    def every(self) -> Iterator[Applicable]:
        """All the certificates, each with its reason."""
        return self._read()

    def page(self, after: str, most: int) -> list[Applicable]:
        """The certificates after one of them, which may be none; one more than `most` where there are more."""
        start, which = self._place(after) if after else (0, true())
        some, left = list[int](), most
        for vendor in self._vendors[start:]:
            some.append(vendor.id)
            # Of the first vendor nobody knows how many stand before.
            left -= vendor.certificates if len(some) > 1 or not after else 0
            if left < 0:
                break
        return list(islice(self._read(which, Certificate.vendor_id.in_(some)), most + 1))

    def vendors(self, which: Which = Which.ALL, words: str = "", start: int = 0, most: int = PAGE) -> list[Concerned]:
        """Some of the vendors, one more than `most`, each with all its certificates."""
        test, part = _TESTS[which], folded(words)
        wanted = (vendor.id for vendor in self._vendors if test(vendor) and part in vendor.folded_name)
        some = Certificate.vendor_id.in_(list(islice(wanted, start, start + most + 1)))
        grouped = (tuple(items) for _, items in groupby(self._read(some), key=attrgetter("vendor_id")))
        return [Concerned(items[0].vendor_id, items[0].vendor, items[0].has_contact, items) for items in grouped]

    def reasons(self, most: int) -> list[Reason]:
        """Why, the commonest first: of the kinds of certificates, as many as `most`, that are commonest."""
        asked = Asked(self._session, self._condition)
        columns = (column.label(f"c{n}") for n, column in enumerate(asked.columns))
        each = select(Certificate.vendor_id, *columns).where(self._applies).subquery()
        vendor, *said = each.c
        kinds = select(*said, gathered(self._session, vendor)).group_by(*said).order_by(func.count().desc())
        found: dict[str, list[int]] = {}
        for *values, vendors in self._session.execute(kinds.limit(most)):
            found.setdefault(asked.finding(tuple(values)).reason, []).extend(msgspec.json.decode(vendors or "[]"))
        counted = (Reason(words, len(vendors), len(set(vendors))) for words, vendors in found.items() if vendors)
        return sorted(counted, key=lambda reason: (-reason.certificates, reason.words))

    def missing(self, vendors: Iterable[int]) -> int:
        """How many of some vendors are not among those concerned."""
        return len(set(vendors).difference(vendor.id for vendor in self._vendors))

    def _read(self, *which: ColumnElement[bool]) -> Iterator[Applicable]:
        asked = Asked(self._session, self._condition)
        own = (Certificate.number, Vendor.id, Vendor.name, Certificate.device, has_usable_contact())
        query = select(*own, *asked.columns).join(Vendor, Vendor.id == Certificate.vendor_id)
        ordered = query.where(self._applies, *which).order_by(Vendor.folded_name, Certificate.number)
        for number, vendor_id, vendor, device, reached, *values in self._session.execute(ordered):
            finding = asked.finding(tuple(values))
            yield Applicable(number, vendor_id, vendor, device, finding.reason, bool(reached), finding.certain)

    def _place(self, number: str) -> tuple[int, ColumnElement[bool]]:
        """Which vendor has a certificate, and what the certificates after it have to meet."""
        of = select(Certificate.vendor_id).where(Certificate.number == number, self._in_force)
        vendor_id = self._session.scalar(of)
        place = next((place for place, vendor in enumerate(self._vendors) if vendor.id == vendor_id), None)
        if place is None:
            raise InvalidFields({"cursor": "Not a cursor of this list; begin without one."})
        return place, or_(Certificate.vendor_id != vendor_id, Certificate.number > number)


_TESTS: Mapping[Which, Callable[[_Vendor], bool]] = {
    Which.ALL: bool,
    Which.SILENT: lambda vendor: not vendor.reached,
    Which.UNCERTAIN: lambda vendor: vendor.unsure > 0,
}
