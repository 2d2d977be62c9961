"""What a condition finds in certificates, with the reason for each; which those are, SQL says (`condition_sql`; P-50).

Certificates that say the same of what a condition asks get the same answer, so that it is asked once for each such
group, whatever the number of certificates. Of long lists the database says only which of the asked values they have.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Laboratory
from issuetracker.services.condition_sql import of_list, software_text
from workflows.applicability import Finding, matches
from workflows.certificates import CertificateFacts, CertificateKind, ProductSubtype, ProfileResult
from workflows.conditions import LISTS, Attribute, Condition, asked_of
from workflows.report import DeviceType, OcppVersion
from workflows.working_days import SEAT

_NAMES = {Attribute.LABORATORY: "laboratory_id", Attribute.SOFTWARE_VERSION: "software_versions"}
# What facts always have, where nobody asks for it.
_ALWAYS = {"device_type": DeviceType.CSMS, "ocpp_version": OcppVersion.V201}
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


def answers(session: Session, condition: Condition, *which: ColumnElement[bool]) -> Iterator[Answer]:
    """What the condition finds in each of these certificates."""
    asked = Asked(session, condition)
    query = select(Certificate.id, Certificate.number, Certificate.vendor_id, Certificate.device, *asked.columns)
    for row in session.execute(query.where(*which)):
        yield Answer(row[0], row[1], row[2], row[3], asked.finding(tuple(row[4:])))


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


class Asked:
    """The columns that a condition looks at, and what it finds in their values."""

    def __init__(self, session: Session, condition: Condition) -> None:
        self._condition = condition
        attributes = asked_of(condition)
        self._names = tuple(sorted({_NAMES.get(attribute, attribute.value) for attribute in attributes - LISTS}))
        self._lists = {attribute: _wanted(condition, attribute) for attribute in sorted(attributes & LISTS)}
        self._laboratories = _laboratories(session) if Attribute.LABORATORY in attributes else {}
        self.columns: list[ColumnElement[Any]] = [
            software_text(session) if name == "software_versions" else getattr(Certificate, name)
            for name in self._names
        ]
        for attribute, values in self._lists.items():
            self.columns += of_list(session, attribute, values)
        self.finding: Callable[[tuple[Any, ...]], Finding] = cache(self._find)  # each combination is asked once

    def _find(self, row: tuple[Any, ...]) -> Finding:
        return matches(self._condition, self._facts(row))

    def _facts(self, row: tuple[Any, ...]) -> CertificateFacts:
        values = {**_ALWAYS, **dict(zip(self._names, row, strict=False))}
        rest = iter(row[len(self._names) :])
        for attribute, wanted in self._lists.items():
            anything, *held = (next(rest) for _ in range(1 + len(wanted)))
            found = [value for value, has in zip(wanted, held, strict=True) if has] or [_OTHERS] * bool(anything)
            values[attribute.value] = dict.fromkeys(found, _PASSED) if attribute is Attribute.PROFILES else tuple(found)
        if "software_versions" in values:
            values["software_versions"] = msgspec.json.decode(values["software_versions"])
        if "laboratory_id" in values:
            values["laboratory"] = self._laboratories.get(values.pop("laboratory_id"), "")
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
