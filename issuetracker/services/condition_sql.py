"""A condition as SQL: true, false, or NULL where nobody knows. SQL's logic has the three answers of P-50 as well.

What SQL cannot compare (versions, spellings) is asked once for each value that the directory has of that attribute, by
the same rules as a single certificate (`workflows.applicability`); SQL is told which values hold. Whatever it was not
told of may apply.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from issuetracker.models import Certificate, Laboratory
from issuetracker.models.certificates import mark
from workflows.applicability import truths
from workflows.certificates import CertificateKind, ProductSubtype
from workflows.conditions import VERSIONS, Attribute, Condition, Kind, asked_of
from workflows.report import DeviceType, OcppVersion

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
_MARKS = {Attribute.PROFILES: "p", Attribute.FEATURES: "f", Attribute.HARDWARE_FEATURES: "h"}
_CHOICES: Mapping[Attribute, type[StrEnum]] = {
    Attribute.DEVICE_TYPE: DeviceType,
    Attribute.OCPP_VERSION: OcppVersion,
    Attribute.PRODUCT_SUBTYPE: ProductSubtype,
    Attribute.KIND: CertificateKind,
}


def applies(session: Session, condition: Condition, within: ColumnElement[bool]) -> ColumnElement[bool]:
    """Which certificates a condition applies or may apply to, of some of them."""
    some = narrowed(condition, within)
    return and_(some, truth(session, condition, some).is_not(false()))


def narrowed(condition: Condition, within: ColumnElement[bool]) -> ColumnElement[bool]:
    """Certificates without those to which a condition does not apply beyond doubt, as an index finds them."""
    return and_(within, *_narrowing(condition))


def gathered(session: Session, column: ColumnElement[Any]) -> ColumnElement[str]:
    """An aggregate: all values of a column as JSON, which costs a tenth of as many rows."""
    return cast(func.json_agg(column), Text) if _postgresql(session) else func.json_group_array(column)


def truth(session: Session, condition: Condition, within: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a condition applies to a `Certificate` within some of them; NULL where it may."""
    match condition.kind:
        case Kind.ALL:
            return and_(true(), *_parts(session, condition, within, settled=false()))
        case Kind.ANY:
            return or_(false(), *_parts(session, condition, within, settled=true()))
        case Kind.NOT:
            # Not `not_`: SQLAlchemy 2.1 writes NOT CASE … IS NOT false, which is NOT (CASE … IS NOT false).
            return truth(session, condition.parts[0], within) == false()
        case Kind.HAS:
            anything, *held = of_list(session, condition.attribute, condition.values)
            return case((anything, or_(*held)), else_=null())
        case Kind.IN | Kind.WITHIN:
            return _of_value(session, condition, within)


def _parts(
    session: Session, condition: Condition, within: ColumnElement[bool], *, settled: ColumnElement[bool]
) -> Iterator[ColumnElement[bool]]:
    """The parts, the dearest last: values are looked at only in certificates that the others have not settled."""
    for part in sorted(condition.parts, key=_dearness):
        answer = truth(session, part, within)
        yield answer
        within = and_(within, answer.is_not(settled))


def _dearness(part: Condition) -> int:
    attributes = asked_of(part)
    return (Attribute.SOFTWARE_VERSION in attributes) + bool(attributes & VERSIONS)


def of_list(session: Session, attribute: Attribute | None, values: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Whether a list of a certificate has anything, and whether it has each value."""
    assert attribute is not None, "`checked` has seen to that"
    find, kind = func.strpos if _postgresql(session) else func.instr, _MARKS[attribute]
    return [find(Certificate.marks, mark(kind, value)) > 0 for value in ("", *values)]


def software_text(session: Session) -> ColumnElement[str]:
    """The software versions as their JSON, which is read once for each text that differs."""
    column = Certificate.software_versions
    return cast(column, Text) if _postgresql(session) else type_coerce(column, String)


def _postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _narrowing(condition: Condition) -> Iterator[ColumnElement[bool]]:
    for part in condition.parts if condition.kind is Kind.ALL else (condition,):
        if part.kind is Kind.IN and part.attribute in (Attribute.OCPP_VERSION, Attribute.DEVICE_TYPE):
            yield getattr(Certificate, part.attribute.value).in_(part.values)
        elif part.kind is Kind.WITHIN and part.attribute is Attribute.ISSUED_ON:
            yield and_(*_bounds(part, Certificate.issued_on))


def _bounds(part: Condition, column: InstrumentedAttribute[Any]) -> Iterator[ColumnElement[bool]]:
    if part.at_least:
        yield column >= date.fromisoformat(part.at_least)
    if part.at_most:
        yield column <= date.fromisoformat(part.at_most)
    if part.below:
        yield column < date.fromisoformat(part.below)


def _of_value(session: Session, part: Condition, within: ColumnElement[bool]) -> ColumnElement[bool]:
    attribute = part.attribute
    assert attribute is not None, "`checked` has seen to that"
    if part.kind is Kind.WITHIN and attribute in (Attribute.ISSUED_ON, Attribute.TESTED_ON):
        return and_(*_bounds(part, getattr(Certificate, attribute.value)))
    if attribute is Attribute.LABORATORY:
        rows = session.execute(select(Laboratory.id, Laboratory.short_name))
        return _told(session, Certificate.laboratory_id, truths(part, {row.id: row.short_name for row in rows}))
    if attribute is Attribute.SOFTWARE_VERSION:
        text = software_text(session)
        recorded = session.scalars(select(text).where(within).distinct())
        return _told(session, text, truths(part, {text: msgspec.json.decode(text) for text in recorded}))
    column = getattr(Certificate, attribute.value)
    values = _CHOICES[attribute] if attribute in _CHOICES else session.scalars(select(column).where(within).distinct())
    return _told(session, column, truths(part, {value: value for value in values}))


def _told(session: Session, column: Column, known: Mapping[Any, bool | None]) -> ColumnElement[bool]:
    """Which values hold and which do not; the others, and no value, may."""
    holds, fails = ([value for value, answer in known.items() if answer is wanted] for wanted in (True, False))
    return case(
        (_among(session, column, holds), true()),
        (_among(session, column, fails), false()),
        else_=null(),
    )


def _among(session: Session, column: Column, values: list[Any]) -> ColumnElement[bool]:
    """A statement takes only so many values one by one; beyond that they are one text of JSON."""
    if len(values) <= 100:
        return column.in_(values)
    text = literal(msgspec.json.encode(values).decode(), Text)
    if _postgresql(session):
        return column.in_(select(cast(func.json_array_elements_text(cast(text, JSON)), column.type)))
    return column.in_(select(func.json_each(text).table_valued("value").c.value))
