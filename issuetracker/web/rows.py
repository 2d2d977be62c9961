"""Fields of a form that are rows of a dataclass's own fields: arguments with reasons, corrective actions.

They need no script: a row is added by a button that sends the form, and one that is left empty is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, get_args, get_origin, get_type_hints

from werkzeug.datastructures import MultiDict

from issuetracker.web.forms import Field, Offer, form_fields, read_form

ADD = "row:"  # what the button sends, before the name of the field
_MOST_DIGITS = 3


def row_types(cls: Any) -> dict[str, Any]:
    """The dataclass behind each field of `cls` that has rows."""
    found = {}
    for name, hint in get_type_hints(cls).items():
        item = get_args(hint)[0] if get_origin(hint) is tuple else None
        if isinstance(item, type) and is_dataclass(item):
            found[name] = item
    return found


def with_rows(
    cls: Any,
    made: tuple[Field, ...],
    given: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    offers: Mapping[str, Offer],
    add: str = "",
) -> tuple[Field, ...]:
    """The fields of a form with their rows as they were given, and one more of the field that is named by `add`.

    `offers` are those of the rows' own fields, by name.
    """
    types = row_types(cls)
    return tuple(
        _rows(field, _Row(types[field.name], offers, errors), given.get(field.name), one_more=field.name == add)
        if field.name in types
        else field
        for field in made
    )


@dataclass(frozen=True, slots=True)
class _Row:
    cls: Any
    offers: Mapping[str, Offer]
    errors: Mapping[str, str]


def _rows(field: Field, row: _Row, given: Any, *, one_more: bool) -> Field:
    typed: list[Any] = list(given) if isinstance(given, list | tuple) else []
    if one_more or (field.required and not typed):
        typed.append({})
    parts = tuple(_parts(f"{field.name}-{number}", row, item) for number, item in enumerate(typed))
    return replace(field, kind="rows", value="", hint="", parts=parts, error=row.errors.get(field.name, ""))


def _parts(place: str, row: _Row, item: Mapping[str, Any]) -> tuple[Field, ...]:
    made = form_fields(row.cls, item, offers=row.offers)
    return tuple(
        replace(part, name=f"{place}-{part.name}", error=row.errors.get(f"{place}-{part.name}", "")) for part in made
    )


def read_with_rows(cls: Any, form: MultiDict[str, str]) -> dict[str, Any]:
    """What a form carries for a dataclass, rows included."""
    data = read_form(cls, form)
    for name, row in row_types(cls).items():
        data[name] = _read_rows(f"{name}-", row, form)
    return data


def _read_rows(prefix: str, row: Any, form: MultiDict[str, str]) -> list[dict[str, Any]]:
    parts: dict[int, MultiDict[str, str]] = {}
    for key, value in form.items(multi=True):
        number, _, part = key.removeprefix(prefix).partition("-")
        if key.startswith(prefix) and number.isdecimal() and len(number) <= _MOST_DIGITS:
            parts.setdefault(int(number), MultiDict()).add(part, value)
    names = {item.name for item in fields(row)}
    read = (read_form(row, parts[number]) for number in sorted(parts))
    return [found for found in read if found.keys() & names]
