"""A condition tried on the directory: which certificates it concerns and why, which not and why (P-50)."""

from datetime import date
from typing import Any

from flask import request, url_for
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.fields import build, schema_for
from issuetracker.models import Certificate
from issuetracker.permissions import Permission, needs
from issuetracker.queries.concerned import Reach
from issuetracker.services.applicability import answers, in_force
from issuetracker.web.conditions import ATTRIBUTES, Row, read_rows, typed_rows
from issuetracker.web.directory import desk
from issuetracker.web.pages import page
from workflows.condition_checks import checked
from workflows.conditions import Condition
from workflows.errors import InvalidValue

_MOST = 100


@desk.get("/applicability")
@needs(Permission.PARTIES_READ)
def applicability() -> tuple[str, int]:
    """The form, and what its condition finds; the address can be passed on."""
    rows = typed_rows(request.args.to_dict(flat=False)) or (Row(),)
    values: dict[str, Any] = {"rows": rows, "attributes": ATTRIBUTES, "given": request.args, "wrong": "", "found": None}
    try:
        as_of = date.fromisoformat(request.args["as_of"]) if request.args.get("as_of") else None
        condition = _condition(rows)
        if condition is not None:
            values |= _found(db.session(), condition, as_of)
    except (ValueError, InvalidValue) as error:
        values["wrong"] = str(error.detail if isinstance(error, InvalidValue) else "Give the day as 2026-12-24.")
    return page("directory/applicability.html", 422 if values["wrong"] else 200, **values)


def _condition(rows: tuple[Row, ...]) -> Condition | None:
    data = read_rows(rows)
    if data is None:
        return None
    try:
        condition: Condition = build(Condition, schema_for(Condition)().load(data))
    except ValidationError:
        raise InvalidValue("A row asks for something that there is not.", field="applicability") from None
    return checked(condition)


def _found(session: Session, condition: Condition, as_of: date | None) -> dict[str, Any]:
    number = request.args.get("number", "").strip()
    asked = Certificate.number == number, in_force(as_of)
    why = list(answers(session, condition, *asked)) if number else []
    reach = Reach(session, condition, as_of=as_of)
    found = reach.page(request.args.get("after", ""), _MOST)
    return {
        "condition": condition,
        "reach": reach.count(),
        "found": found[:_MOST],
        "next": _after(found[_MOST - 1].number) if len(found) > _MOST else "",
        "why": why[0].finding if why else None,
    }


def _after(number: str) -> str:
    """The address of the page after a certificate."""
    given: dict[str, Any] = request.args.to_dict(flat=False)
    return url_for("directory.applicability", **given | {"after": number})
