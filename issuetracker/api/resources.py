"""The blueprint of every resource: bodies and queries are read strictly, and what cannot be read is a refusal."""

from typing import Any, NoReturn

from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser

from issuetracker.services.errors import InvalidFields


class StrictParser(FlaskParser):
    """Unknown query parameters are errors, as unknown fields of a body are; a body that is not JSON says so."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError:
            raise InvalidFields({"": "The body is nested too deeply."}) from None

    def _handle_invalid_json_error(self, error: ValueError, *_: Any, **__: Any) -> NoReturn:
        raise InvalidFields({"": f"The body is not JSON: {error}."})


class Blueprint(SmorestBlueprint):
    """A resource of the API."""

    ARGUMENTS_PARSER = StrictParser()
