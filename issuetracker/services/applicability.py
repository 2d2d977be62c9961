"""A condition asked of the whole directory: narrowed by SQL where every answer is sure, then asked in Python (P-50).

Certificates that say the same of what a condition asks get the same answer, so that it is asked once for each such
group, whatever the number of certificates.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, Text, and_, cast, or_, select, type_coerce
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Laboratory
from workflows.applicability import Finding, matches
from workflows.certificates import CertificateFacts, CertificateKind, ProductSubtype
from workflows.conditions import Attribute, Condition, Kind, asked_of
from workflows.report import DeviceType, OcppVersion

_SEAT = ZoneInfo("Europe/Amsterdam")
_JSON = frozenset({"profiles", "features", "hardware_features", "software_versions"})
_COLUMN = {
    Attribute.LABORATORY: "laboratory_id",
    Attribute.SOFTWARE_VERSION: "software_versions",
}
_ALWAYS = ("device_type", "ocpp_version")
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition finds in one certificate."""

    id: int
    number: str
    vendor_id: int
    finding: Finding


def ask(session: Session, condition: Condition, *, as_of: date | None = None) -> Iterator[Answer]:
    """Every certificate in force, or in force at the end of a day, to which the condition may apply."""
    return (answer for answer in answers(session, condition, in_force(as_of)) if answer.finding.applies)


def answers(session: Session, condition: Condition, which: Any, *, narrowed: bool = True) -> Iterator[Answer]:
    """What the condition finds in each certificate of `which`; `narrowed` leaves out those that SQL can exclude."""
    names = _columns(condition)
    postgresql = session.get_bind().dialect.name == "postgresql"
    columns = [_plain(name, postgresql=postgresql) for name in names]
    query: Select[Any] = select(Certificate.id, Certificate.number, Certificate.vendor_id, *columns).where(which)
    if narrowed:
        query = query.where(*_narrowing(condition))
    find = _finder(condition, names, _laboratories(session) if "laboratory_id" in names else {})
    for row in session.execute(query):
        yield Answer(row[0], row[1], row[2], find(tuple(row[3:])))


def in_force(as_of: date | None) -> Any:
    """The condition for versions in force: now, or at the end of a day; the first version counts from its issue."""
    if as_of is None:
        return Certificate.replaced_at.is_(None)
    end = datetime.combine(as_of, time.max, _SEAT)
    return and_(
        Certificate.issued_on <= as_of,
        or_(Certificate.version == 1, Certificate.recorded_at <= end),
        or_(Certificate.replaced_at.is_(None), Certificate.replaced_at > end),
    )


def _columns(condition: Condition) -> tuple[str, ...]:
    asked = {_COLUMN.get(attribute, attribute.value) for attribute in asked_of(condition)}
    return tuple(sorted(asked.union(_ALWAYS)))


def _plain(name: str, *, postgresql: bool) -> Any:
    """A column as it is compared: lists and mappings as their text, which is read once for each that differs."""
    column = getattr(Certificate, name)
    if name not in _JSON:
        return column
    return cast(column, Text) if postgresql else type_coerce(column, String)


def _narrowing(condition: Condition) -> list[Any]:
    """Conditions for SQL: those on columns that are always recorded, and that every certificate must meet."""
    parts = condition.parts if condition.kind is Kind.ALL else (condition,)
    return [
        getattr(Certificate, part.attribute.value).in_(part.values)
        for part in parts
        if part.kind is Kind.IN and part.attribute in (Attribute.OCPP_VERSION, Attribute.DEVICE_TYPE)
    ] + [bound for part in parts if part.kind is Kind.WITHIN and part.attribute is Attribute.ISSUED_ON
         for bound in _dates(part)]  # fmt: skip


def _dates(part: Condition) -> Iterable[Any]:
    column = Certificate.issued_on
    if part.at_least:
        yield column >= date.fromisoformat(part.at_least)
    if part.at_most:
        yield column <= date.fromisoformat(part.at_most)
    if part.below:
        yield column < date.fromisoformat(part.below)


def _finder(
    condition: Condition, names: Sequence[str], laboratories: Mapping[int, str]
) -> Callable[[tuple[Any, ...]], Finding]:
    """What the condition finds in values of these columns, each combination asked once."""

    @lru_cache(maxsize=200_000)
    def find(values: tuple[Any, ...]) -> Finding:
        return matches(condition, _facts(dict(zip(names, values, strict=True)), laboratories))

    return find


def _facts(values: dict[str, Any], laboratories: Mapping[int, str]) -> CertificateFacts:
    values |= {name: _read(values[name]) for name in _JSON & values.keys()}
    if "laboratory_id" in values:
        values["laboratory"] = laboratories.get(values.pop("laboratory_id"), "")
    for name, choice in (("product_subtype", ProductSubtype), ("kind", CertificateKind)):
        if values.get(name):
            values[name] = choice(values[name])
    values |= {"device_type": DeviceType(values["device_type"]), "ocpp_version": OcppVersion(values["ocpp_version"])}
    return CertificateFacts(**values)


@lru_cache(maxsize=20_000)
def _read(text: str) -> Any:
    read = json.loads(text)
    return tuple(read) if isinstance(read, list) else read


def _laboratories(session: Session) -> dict[int, str]:
    return {row.id: row.short_name for row in session.execute(select(Laboratory.id, Laboratory.short_name))}
