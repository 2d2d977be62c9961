"""Whether a condition can be asked: every place where it cannot is said (P-50)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NoReturn

from workflows.condition_words import name_of
from workflows.conditions import DATES, LISTS, VERSIONS, Attribute, Condition, Kind
from workflows.errors import InvalidValue
from workflows.report import DeviceType, OcppVersion

A = Attribute
DEEPEST, MOST_PARTS, MOST_VALUES = 6, 100, 200
_GROUPS = (Kind.ALL, Kind.ANY, Kind.NOT)
_CHOICES: Mapping[Attribute, type[StrEnum]] = {A.OCPP_VERSION: OcppVersion, A.DEVICE_TYPE: DeviceType}


def checked(condition: Condition) -> Condition:
    """The condition, if it can be asked; InvalidValue says where it cannot."""
    _check(condition, "the condition", 1)
    return condition


def _check(condition: Condition, place: str, depth: int) -> None:
    if depth > DEEPEST:
        _refuse(place, f"Conditions stand in each other at most {DEEPEST} deep.")
    if condition.kind in _GROUPS:
        _check_group(condition, place)
        for index, part in enumerate(condition.parts):
            _check(part, f"{place}.parts[{index}]", depth + 1)
    elif condition.attribute is None:
        _refuse(place, "Name the attribute.")
    elif condition.parts:
        _refuse(place, f"“{condition.kind.value}” has no parts.")
    elif condition.element and condition.attribute is not A.SOFTWARE_VERSION:
        _refuse(place, "Only a software version has an element.")
    elif condition.kind is Kind.WITHIN:
        _check_bounds(condition, condition.attribute, place)
    else:
        _check_values(condition, condition.attribute, place)


def _refuse(place: str, sentence: str) -> NoReturn:
    raise InvalidValue(f"{place}: {sentence}", field="applicability", rule="P-50")


def _check_group(condition: Condition, place: str) -> None:
    if condition.attribute or condition.values or condition.element or _bounds(condition):
        _refuse(place, f"“{condition.kind.value}” has parts, and nothing else.")
    if condition.kind is Kind.NOT and len(condition.parts) != 1:
        _refuse(place, "“not” has one part.")
    if condition.kind is Kind.ANY and not condition.parts:
        _refuse(place, "“any” of nothing applies to nothing; give its parts.")
    if len(condition.parts) > MOST_PARTS:
        _refuse(place, f"At most {MOST_PARTS} parts.")


def _bounds(condition: Condition) -> list[str]:
    return [bound for bound in (condition.at_least, condition.at_most, condition.below) if bound]


def _check_values(condition: Condition, attribute: Attribute, place: str) -> None:
    if not 1 <= len(condition.values) <= MOST_VALUES or not all(value.strip() for value in condition.values):
        _refuse(place, f"Give 1 to {MOST_VALUES} values.")
    if _bounds(condition):
        _refuse(place, "Bounds belong to “within”.")
    if (attribute in LISTS) != (condition.kind is Kind.HAS):
        _refuse(place, f"Ask “{'has' if attribute in LISTS else 'in'}” of {name_of(attribute)}.")
    choices = [item.value for item in _CHOICES.get(attribute, ())]
    unknown = [value for value in condition.values if choices and value not in choices]
    if unknown:
        _refuse(place, f"“{unknown[0]}” is no {name_of(attribute)}: {', '.join(choices)}.")


def _check_bounds(condition: Condition, attribute: Attribute, place: str) -> None:
    if attribute not in DATES | VERSIONS:
        _refuse(place, f"{name_of(attribute)} has no order; ask “in” or “has”.")
    if not _bounds(condition) or condition.values:
        _refuse(place, "Give “at_least”, “at_most” or “below”, and no values.")
    for bound in _bounds(condition) if attribute in DATES else ():
        if not _is_date(bound):
            _refuse(place, f"“{bound}” is no date; write it as 2025-06-02.")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
