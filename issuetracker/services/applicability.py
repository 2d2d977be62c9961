"""A condition asked of the whole directory: SQL narrows where it can be sure, the rest is asked here (P-50).

Certificates that say the same of what a condition asks get the same answer, so that it is asked once for each such
group, whatever the number of certificates. Of long lists the database says only which of the asked values they have.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, String, Text, and_, cast, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Laboratory
from issuetracker.models.certificates import mark
from workflows.applicability import Finding, matches
from workflows.certificates import CertificateFacts, CertificateKind, ProductSubtype, ProfileResult
from workflows.conditions import LISTS, Attribute, Condition, Kind, asked_of
from workflows.report import DeviceType, OcppVersion
from workflows.working_days import SEAT

_NAMES = {Attribute.LABORATORY: "laboratory_id", Attribute.SOFTWARE_VERSION: "software_versions"}
_MARKS = {Attribute.PROFILES: "p", Attribute.FEATURES: "f", Attribute.HARDWARE_FEATURES: "h"}
# What facts always have, where nobody asks for it.
_ALWAYS: Mapping[str, Any] = {"device_type": DeviceType.CSMS, "ocpp_version": OcppVersion.V201}
_OTHERS = "\0"  # stands for what a list has besides the values that were asked for; nothing is called so
_PASSED = ProfileResult.PASSED.value
CHUNK = 10_000


class Answer(NamedTuple):
    """What a condition finds in one certificate; `device` as printed on it."""

    id: int
    number: str
    vendor_id: int
    device: str
    finding: Finding


def ask(session: Session, condition: Condition, *, as_of: date | None = None) -> Iterator[Answer]:
    """Every certificate in force, or in force at the end of a day, to which the condition may apply."""
    return (answer for answer in answers(session, condition, in_force(as_of)) if answer.finding.applies)


def answers(
    session: Session, condition: Condition, which: ColumnElement[bool], *, narrowed: bool = True
) -> Iterator[Answer]:
    """What the condition finds in each certificate of `which`; `narrowed` leaves out those that SQL can exclude."""
    asked = _Asked(condition, postgresql=session.get_bind().dialect.name == "postgresql")
    query = select(Certificate.id, Certificate.number, Certificate.vendor_id, Certificate.device, *asked.columns).where(
        which, *(asked.narrowing() if narrowed else ())
    )
    find = asked.finder(_laboratories(session) if "laboratory_id" in asked.names else {})
    for row in session.execute(query):
        yield Answer(row[0], row[1], row[2], row[3], find(tuple(row[4:])))


def in_force(as_of: date | None) -> ColumnElement[bool]:
    """The condition for versions in force: now, or at the end of a day; the first version counts from its issue."""
    if as_of is None:
        return Certificate.replaced_at.is_(None)
    end = datetime.combine(as_of, time.max, SEAT)
    return and_(
        Certificate.issued_on <= as_of,
        or_(Certificate.version == 1, Certificate.recorded_at <= end),
        or_(Certificate.replaced_at.is_(None), Certificate.replaced_at > end),
    )


def _dates(part: Condition) -> Iterator[ColumnElement[bool]]:
    column = Certificate.issued_on
    if part.at_least:
        yield column >= date.fromisoformat(part.at_least)
    if part.at_most:
        yield column <= date.fromisoformat(part.at_most)
    if part.below:
        yield column < date.fromisoformat(part.below)


class _Asked:
    """The columns that a condition looks at, and how their values become facts."""

    def __init__(self, condition: Condition, *, postgresql: bool) -> None:
        self._condition, self._postgresql = condition, postgresql
        attributes = asked_of(condition)
        names = {_NAMES.get(attribute, attribute.value) for attribute in attributes - LISTS}
        self.names = tuple(sorted(names))
        self._lists = {attribute: _wanted(condition, attribute) for attribute in sorted(attributes & LISTS)}
        self.columns: list[ColumnElement[Any]] = [self._column(name) for name in self.names]
        for attribute, values in self._lists.items():
            self.columns += self._of_list(attribute, values)

    def narrowing(self) -> Iterator[ColumnElement[bool]]:
        """Conditions for SQL: what every certificate must meet, and never one that is only not recorded."""
        condition = self._condition
        for part in condition.parts if condition.kind is Kind.ALL else (condition,):
            if part.kind is Kind.IN and part.attribute in (Attribute.OCPP_VERSION, Attribute.DEVICE_TYPE):
                yield getattr(Certificate, part.attribute.value).in_(part.values)
            elif part.kind is Kind.HAS and part.attribute is not None:
                anything, *held = self._of_list(part.attribute, part.values)
                yield or_(~anything, *held)
            elif part.kind is Kind.WITHIN and part.attribute is Attribute.ISSUED_ON:
                yield from _dates(part)

    def _column(self, name: str) -> ColumnElement[Any]:
        column: ColumnElement[Any] = getattr(Certificate, name)
        return self._text(column) if name == "software_versions" else column

    def _text(self, column: ColumnElement[Any]) -> ColumnElement[str]:
        """JSON as its text, which is read once for each that differs."""
        return cast(column, Text) if self._postgresql else type_coerce(column, String)

    def _of_list(self, attribute: Attribute, values: tuple[str, ...]) -> list[ColumnElement[bool]]:
        """Whether the list has anything, and whether it has each value."""
        find, kind = func.strpos if self._postgresql else func.instr, _MARKS[attribute]
        return [find(Certificate.marks, mark(kind, value)) > 0 for value in ("", *values)]

    def finder(self, laboratories: Mapping[int, str]) -> Callable[[tuple[Any, ...]], Finding]:
        """What the condition finds in values of the columns, each combination asked once."""

        @cache
        def find(row: tuple[Any, ...]) -> Finding:
            return matches(self._condition, self._facts(row, laboratories))

        return find

    def _facts(self, row: tuple[Any, ...], laboratories: Mapping[int, str]) -> CertificateFacts:
        values = {**_ALWAYS, **dict(zip(self.names, row, strict=False))}
        rest = iter(row[len(self.names) :])
        for attribute, wanted in self._lists.items():
            anything, *held = (next(rest) for _ in range(1 + len(wanted)))
            found = [value for value, has in zip(wanted, held, strict=True) if has] or [_OTHERS] * bool(anything)
            values[attribute.value] = dict.fromkeys(found, _PASSED) if attribute is Attribute.PROFILES else tuple(found)
        if "software_versions" in values:
            values["software_versions"] = msgspec.json.decode(values["software_versions"])
        if "laboratory_id" in values:
            values["laboratory"] = laboratories.get(values.pop("laboratory_id"), "")
        for name, choice in (("product_subtype", ProductSubtype), ("kind", CertificateKind)):
            if values.get(name):
                values[name] = choice(values[name])
        values["device_type"] = DeviceType(values["device_type"])
        return CertificateFacts(**values | {"ocpp_version": OcppVersion(values["ocpp_version"])})


def _wanted(condition: Condition, attribute: Attribute) -> tuple[str, ...]:
    """All values that a condition asks of a list."""
    own = condition.values if condition.attribute is attribute else ()
    return tuple(dict.fromkeys((*own, *(v for part in condition.parts for v in _wanted(part, attribute)))))


def _laboratories(session: Session) -> dict[int, str]:
    return {row.id: row.short_name for row in session.execute(select(Laboratory.id, Laboratory.short_name))}
