"""A condition tried on the directory: which certificates it concerns and why, which not and why (P-50)."""

from datetime import date
from typing import Any

from flask import request
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.fields import build, schema_for
from issuetracker.models import Certificate
from issuetracker.permissions import Permission, needs
from issuetracker.services.applicability import answers, in_force
from issuetracker.services.notices import concerned, count
from issuetracker.web.conditions import ATTRIBUTES, Row, read_rows, typed_rows
from issuetracker.web.directory import desk
from issuetracker.web.pages import page
from workflows.condition_checks import checked
from workflows.conditions import Condition
from workflows.errors import InvalidValue

_MOST = 200


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
    asked = select(Certificate.id).where(Certificate.number == number, in_force(as_of))
    why = list(answers(session, condition, Certificate.id.in_(asked), narrowed=False)) if number else []
    return {
        "condition": condition,
        "reach": count(session, condition, as_of=as_of),
        "found": concerned(session, condition, as_of=as_of)[:_MOST],
        "most": _MOST,
        "why": why[0].finding if why else None,
    }
