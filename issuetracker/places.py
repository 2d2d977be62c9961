"""What can stand in an address: ids that the database's columns hold, texts that a database takes. Else it is 404."""

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map, PathConverter, UnicodeConverter, ValidationError

from issuetracker.fields import BIGGEST_ID


class Id(IntegerConverter):
    """A number that a row can have; PostgreSQL refuses to compare with a bigger one."""

    def __init__(self, url_map: Map, **bounds: Any) -> None:
        super().__init__(url_map, **{"max": BIGGEST_ID, **bounds})


class _Text(BaseConverter):
    """Without U+0000, which PostgreSQL takes in no text."""

    def to_python(self, value: str) -> str:
        """The text as the view gets it."""
        if "\0" in value:
            raise ValidationError
        text: str = super().to_python(value)
        return text


class Name(_Text, UnicodeConverter):
    """What something is called."""


class Path(_Text, PathConverter):
    """The same with slashes in it."""


def register(app: Flask) -> None:
    """Make these what `<…>`, `<int:…>`, `<string:…>` and `<path:…>` mean in every route."""
    app.url_map.converters |= {"int": Id, "default": Name, "string": Name, "path": Path}
