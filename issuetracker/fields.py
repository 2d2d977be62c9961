"""Marshmallow fields from the dataclasses of `workflows`: one source for API schemas and forms."""

import re
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any, Union, get_args, get_origin, get_type_hints

from marshmallow import RAISE, Schema, ValidationError
from marshmallow import fields as ma
from marshmallow.validate import Length, Range, Regexp

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters, lone surrogates
_MOST = 20_000
_DEEPEST = 24
BIGGEST_ID = 2**31 - 1
# Whose cases a list has: one's own, nobody's, or those of the person with this id.
ASSIGNEE = Regexp(r"(me|nobody|[1-9][0-9]{0,8})?\Z", error="Give `me`, `nobody` or a person's id.")


class Text(ma.String):
    """Text as people write it, in any script; no control characters, which no form or log needs."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        bad = _REFUSED.search(text)
        if bad is not None:
            raise ValidationError(f"Contains the control character U+{ord(bad[0]):04X}; remove it.")
        return text.replace("\r\n", "\n")


def whole(text: str) -> int | None:
    """A number as forms and addresses carry it; None for what no row can have, which may have thousands of digits."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


class Moment(ma.AwareDateTime):
    """A moment with its offset, in years that calendars and databases know in every time zone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not within_years(moment):
            raise ValidationError("Give a moment between the years 1900 and 2200.")
        return moment


class Day(ma.Date):
    """A day, in the same years: the next one is always there."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        day: date = super()._deserialize(value, attr, data, **kwargs)
        if not within_years(day):
            raise ValidationError("Give a day between the years 1900 and 2200.")
        return day


def within_years(day: date) -> bool:
    """True for a day of the years that somebody may mean."""
    return 1900 <= day.year <= 2200


class Part(ma.Nested):
    """A dataclass within another, or within one of its own kind; nested no deeper than anybody writes by hand."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if _deeper(value, _DEEPEST):
            raise ValidationError("Nested too deeply.")
        return super()._deserialize(value, attr, data, **kwargs)


def _deeper(value: Any, most: int) -> bool:
    """True if JSON stands in JSON more than so often; level by level, since recursion is what must not happen."""
    level = [value]
    for _ in range(most):
        level = [item for found in level if isinstance(found, dict | list) for item in
                 (found.values() if isinstance(found, dict) else found)]  # fmt: skip
        if not level:
            return False
    return True


def _not_blank(value: str) -> None:
    if not value.strip():
        raise ValidationError("This may not be empty.")


@cache
def schema_for(cls: Any) -> type[Schema]:
    """A schema that loads a dataclass's fields by their metadata; unknown fields are errors."""
    hints = get_type_hints(cls)
    members: dict[str, Any] = {item.name: _field(item, hints[item.name]) for item in fields(cls)}
    meta = type("Meta", (), {"unknown": RAISE, "ordered": True})
    return type(f"{cls.__name__}Schema", (Schema,), {**members, "Meta": meta})


def build(cls: Any, data: dict[str, Any]) -> Any:
    """The dataclass from what its schema has loaded."""
    makers = _makers(cls)
    return cls(**{name: value if value is None else makers[name](value) for name, value in data.items()})


@cache
def _makers(cls: Any) -> dict[str, Callable[[Any], Any]]:
    """What makes the value of each field from what its schema has loaded."""
    return {name: _maker(hint) for name, hint in get_type_hints(cls).items()}


def _maker(hint: Any) -> Callable[[Any], Any]:
    hint = _without_none(hint)
    if get_origin(hint) is tuple:
        item = _maker(get_args(hint)[0])
        return lambda values: tuple(map(item, values))
    return partial(build, hint) if is_dataclass(hint) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _field(item: Field[Any], hint: Any) -> ma.Field[Any]:
    required = item.default is MISSING and item.default_factory is MISSING
    inner = _without_none(hint)
    options: dict[str, Any] = {"required": required, "metadata": {"description": item.metadata.get("label", "")}}
    if inner is not hint:
        options["allow_none"] = True
    most = item.metadata.get("most", _MOST)
    if get_origin(inner) is tuple:
        bounds = [Length(max=most)] + ([Length(min=1)] if required else [])
        return ma.List(_plain(get_args(inner)[0], {}, 300), validate=bounds, **options)
    if inner is str and required:
        return Text(validate=[Length(max=most), _not_blank], **options)
    return _plain(inner, options, most)


def _plain(hint: Any, options: dict[str, Any], most: int) -> ma.Field[Any]:
    if isinstance(hint, type) and is_dataclass(hint):
        return Part(lambda: schema_for(hint)(), **options)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return ma.Enum(hint, by_value=True, **options)
    if hint is bool:
        return ma.Boolean(truthy={True}, falsy={False}, **options)
    if hint is int:
        return ma.Integer(strict=True, validate=Range(min=0, max=BIGGEST_ID), **options)
    if hint is date:
        return Day(**options)
    return Text(validate=Length(max=most), **options)
