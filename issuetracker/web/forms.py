"""Forms from the dataclasses of `workflows`: the same labels and bounds as the API's schemas, the same errors."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from issuetracker.fields import schema_for
from issuetracker.http_errors import field_errors
from issuetracker.sentences.wording import words
from issuetracker.web.conditions import ATTRIBUTES, THERE, read_rows, typed_rows
from workflows.conditions import Condition

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field as `_forms.html` draws it.

    `kind` is one of hidden, one (radio), several (checkboxes), yes_no, check, select, text, lines, rows, or the type of
    an `<input>`. `none` is said where there is nothing to choose. `parts` are the fields of each row of `rows`.
    """

    name: str
    label: str
    kind: str
    value: Any = ""
    required: bool = False
    choices: Choices = ()
    most: int = 0
    rows: int = 5
    hint: str = ""
    error: str = ""
    none: str = ""
    list: str = ""
    complete: str = ""
    parts: tuple[tuple["Field", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person can choose from in a field whose type does not say it: calls, files, laboratories."""

    choices: Choices
    kind: str = "select"
    value: Any = ""
    none: str = "There is none."


def form_fields(
    cls: Any,
    given: Mapping[str, Any],
    *,
    fixed: Mapping[str, StrEnum] | None = None,
    offers: Mapping[str, Offer] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[Field, ...]:
    """The fields of a dataclass, filled with what was given; values that the table's row gives are hidden."""
    hints, fixed, offers, errors = get_type_hints(cls), fixed or {}, offers or {}, errors or {}
    made = []
    for item in fields(cls):
        if item.name in fixed:
            made.append(Field(item.name, "", "hidden", fixed[item.name].value))
            continue
        if _without_none(hints[item.name]) is Condition:
            made.append(_condition(item.name, item.metadata["label"], given, offers.get(item.name), errors))
            continue
        required = item.default is MISSING and item.default_factory is MISSING
        default = "" if required else item.default
        made.append(
            _field(
                item.name,
                item.metadata.get("label", words(item.name)),
                hints[item.name],
                value=given.get(item.name, _plain(default)),
                required=required,
                most=item.metadata.get("most", 0),
                offer=offers.get(item.name),
                error=errors.get(item.name, ""),
            )
        )
    return tuple(made)


def _condition(
    name: str, label: str, given: Mapping[str, Any], offer: Offer | None, errors: Mapping[str, str]
) -> Field:
    """A condition as rows: as they were typed, else as they are offered."""
    rows = typed_rows(given) if THERE in given else (offer.value if offer else ())
    hint = offer.none if offer else ""
    return Field(name, label, "condition", rows, choices=ATTRIBUTES, hint=hint, error=errors.get(name, ""))


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return "" if value is None or value is MISSING else value


def _field(
    name: str, label: str, hint: Any, *, value: Any, required: bool, most: int, offer: Offer | None, error: str
) -> Field:
    kind, choices, rows, none = _control(hint, most)
    if offer is not None:
        kind, choices, none = offer.kind, offer.choices, offer.none
        # What is hidden is what the page shows now, never what an older page had.
        value = offer.value if kind == "hidden" else value or offer.value
    if kind == "lines" and not isinstance(value, str):
        value = "\n".join(map(str, value))
    if kind == "several":
        value = [str(item) for item in (value if isinstance(value, list | tuple) else [value])]
    if kind == "yes_no":
        value = {True: "yes", False: "no"}.get(value, value)
    if kind in ("select", "hidden", "one"):
        value = str(value)
    textual = kind in ("text", "input")
    say = "One a line." if kind == "lines" else ""
    return Field(name, label, kind, value, required, choices, most if textual else 0, rows, say, error, none)


def _control(hint: Any, most: int) -> tuple[str, Choices, int, str]:
    """The control for a type: kind, choices, rows, and what is said where there is nothing to choose."""
    inner = _without_none(hint)
    if get_origin(inner) is tuple:
        (item, *_) = get_args(inner)
        if isinstance(item, type) and issubclass(item, StrEnum):
            return "several", _choices(item), 0, ""
        return "lines", (), 3, ""
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        few = len(inner) <= 5
        return ("one" if few else "select"), _choices(inner), 0, ""
    if inner is bool:
        return "yes_no", (("yes", "Yes"), ("no", "No")), 0, ""
    if inner is date:
        return "date", (), 0, ""
    if inner is int:
        return "number", (), 0, ""
    return ("input", (), 0, "") if 0 < most <= 300 else ("text", (), 5, "")


def _choices(enum: Iterable[StrEnum]) -> Choices:
    return tuple((item.value, words(item).capitalize() if words(item).islower() else words(item)) for item in enum)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def read_form(cls: Any, form: MultiDict[str, str]) -> dict[str, Any]:
    """What a form carries for a dataclass, as its schema reads JSON; empty fields count as not given."""
    hints = get_type_hints(cls)
    data: dict[str, Any] = {}
    for item in fields(cls):
        if _without_none(hints[item.name]) is Condition:
            if THERE in form:
                data[item.name] = read_rows(typed_rows(form.to_dict(flat=False)))
        elif item.name in form:
            found = _value(_without_none(hints[item.name]), form.getlist(item.name))
            if found is not None:
                data[item.name] = found
    return data


def _value(hint: Any, values: list[str]) -> Any:
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        split = [line.strip() for value in values for line in value.splitlines() if line.strip()]
        return [_number(value) for value in split] if item is int else split
    value = values[-1]
    if hint is bool:
        return {"yes": True, "no": False}.get(value)
    if not value.strip():
        return None
    return _number(value) if hint is int else value.replace("\r\n", "\n")


def _number(text: str) -> int | str:
    return int(text) if text.strip().isdecimal() and len(text) < 12 else text


def checked(cls: Any, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the dataclass's schema makes of the data, and what is wrong with it by field."""
    try:
        loaded: dict[str, Any] = schema_for(cls)().load(data)
    except ValidationError as error:
        return {}, {_place(item["field"]): _kind(item["message"]) for item in errors_of(error)}
    return loaded, {}


def _place(path: str) -> str:
    """The field of the form at which an error is shown: in rows the part itself, else the whole field."""
    name, *rest = path.split(".")
    return "-".join((name, *rest)) if len(rest) == 2 and rest[0].isdecimal() else name


def errors_of(error: ValidationError) -> list[dict[str, str]]:
    """Marshmallow's messages, flat."""
    return field_errors(error.normalized_messages())


def _kind(message: str) -> str:
    """Marshmallow's sentences, as a person at a form would say them."""
    return {
        "Missing data for required field.": "Fill this in.",
        "Shorter than minimum length 1.": "Fill this in.",
        "This may not be empty.": "Fill this in.",
        "Not a valid date.": "Give a date.",
        "Not a valid integer.": "Choose one.",
    }.get(message, message)
