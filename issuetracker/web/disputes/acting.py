"""An action on a dispute as a form: what it offers to choose from, what was typed, what it would cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import abort, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from issuetracker.fields import build
from issuetracker.sentences.wording import words
from issuetracker.services.disputes.handling import foresee
from issuetracker.services.disputes.reading import Sheet
from issuetracker.services.disputes.telling import Circle, told
from issuetracker.services.errors import InvalidFields
from issuetracker.web.disputes.offers import offers
from issuetracker.web.forms import Field, checked, form_fields
from issuetracker.web.rows import ADD, read_with_rows, with_rows
from issuetracker.web.visitor import actor, now
from notifications.dispute_messages import PARTIES
from notifications.recipients import Audience
from workflows.actions import Action
from workflows.case_state import Entry
from workflows.disputes.actions import ProposeDecision
from workflows.disputes.arrows import DisputeArrow
from workflows.disputes.events import DecisionProposed
from workflows.disputes.seeing import Reading
from workflows.disputes.vocabulary import Side
from workflows.errors import Refusal


@dataclass(frozen=True, slots=True)
class Told:
    """A letter that would be written, as the person who acts may know it."""

    to: str
    letter: str
    outside: bool


@dataclass(frozen=True, slots=True)
class DisputeForm:
    """An action's form as the page draws it."""

    arrow: DisputeArrow
    title: str
    fields: tuple[Field, ...]
    told: tuple[Told, ...] | None = None
    refusal: str = ""
    meanwhile: tuple[Entry, ...] = ()


def title_of(action: type[Action]) -> str:
    """An action in words."""
    return (action.__doc__ or "").strip()


def find_arrow(sheet: Sheet, name: str) -> DisputeArrow:
    """The action of that name, if this person can do it now; 404 otherwise."""
    found = next((arrow for arrow in sheet.possible if arrow.name == name), None)
    if found is None:
        abort(404, "This is not possible now, or not yours: somebody may have done it, or the dispute has moved on.")
    return found


def empty_form(session: Session, sheet: Sheet, arrow: DisputeArrow, kept: Mapping[str, list[str]]) -> DisputeForm:
    """The form before anything was typed, or with the draft that was kept."""
    given = MultiDict([(name, value) for name, values in kept.items() for value in values])
    return _form(session, sheet, arrow, _typed(arrow, given) if kept else _begun(sheet, arrow), {})


def _begun(sheet: Sheet, arrow: DisputeArrow) -> dict[str, Any]:
    """A decision is proposed anew from the text that was proposed before, as only the Board sees it."""
    if arrow.action is not ProposeDecision:
        return {}
    proposed = [entry.event for entry in sheet.seen.entries if isinstance(entry.event, DecisionProposed)]
    if not proposed:
        return {}
    text = proposed[-1]
    rows = {"arguments": text.arguments, "correctives": text.correctives}
    return {"outcome": text.outcome} | {name: msgspec.to_builtins(items) for name, items in rows.items()}


def filled_form(session: Session, sheet: Sheet, arrow: DisputeArrow) -> tuple[DisputeForm, Action | None]:
    """The form as it was sent, with its errors and what it would cause; and the action, if it is right."""
    data, typed = read_with_rows(arrow.action, request.form), _typed(arrow, request.form)
    add = request.form.get("do", "").removeprefix(ADD)
    if add != request.form.get("do", ""):
        return _form(session, sheet, arrow, typed, {}, add=add), None
    loaded, wrong = checked(arrow.action, data)
    if wrong:
        return _form(session, sheet, arrow, typed, wrong), None
    action: Action = build(arrow.action, loaded)
    try:
        happened = foresee(session, sheet.docket, action, actor(), now())
    except InvalidFields as error:
        return _form(session, sheet, arrow, typed, error.errors), None
    except Refusal as error:
        errors = {error.field: error.detail} if error.field else {}
        refusal = f"{error.sentence()} {error.detail}".strip()
        return _form(session, sheet, arrow, typed, errors, refusal=refusal), None
    circle = Circle(session, sheet.dispute, sheet.docket.entries)
    letters = (
        Told(
            _reader(sheet, one.letter.audience, one.addressee.party),
            words(one.letter.name.removeprefix("dispute_")),
            one.letter.audience in PARTIES,
        )
        for one in told(circle, happened)
    )
    return _form(
        session, sheet, arrow, typed, {}, told=tuple(dict.fromkeys(letters)), meanwhile=_meanwhile(sheet)
    ), action


def _reader(sheet: Sheet, audience: Audience, party: str) -> str:
    """Who would be told; a party and an adviser learn no name of the Board's or of the other side's people."""
    if sheet.seen.reading is Reading.ALL:
        return party
    if audience not in PARTIES:
        return {Audience.OFFICE: "the OCA office"}.get(audience, "the Board")
    side = sheet.seen.side
    if audience is Audience.OTHER_PARTY and side is not None:
        return sheet.names[side.other]
    return sheet.names.get(Side(audience.value), "a party") if audience.value in set(Side) else "a party"


def _meanwhile(sheet: Sheet) -> tuple[Entry, ...]:
    """What this person has come to see since the form was opened."""
    seen = request.form.get("seen", "")
    return sheet.seen.entries[int(seen) :] if seen.isdecimal() and len(seen) < 9 else ()


def _typed(arrow: DisputeArrow, form: MultiDict[str, str]) -> dict[str, Any]:
    """What stands in the form, to be shown again as it was typed."""
    plain = {name: values[-1] if len(values) == 1 else values for name, values in form.lists()}
    rows = {name: value for name, value in read_with_rows(arrow.action, form).items() if isinstance(value, list)}
    return plain | {name: value for name, value in rows.items() if value and isinstance(value[0], dict)}


def _form(
    session: Session,
    sheet: Sheet,
    arrow: DisputeArrow,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    add: str = "",
    **more: Any,
) -> DisputeForm:
    found = offers(session, sheet, arrow.action, actor())
    made = form_fields(arrow.action, typed, offers=found, errors=errors)
    fields = with_rows(arrow.action, made, typed, errors, offers=found, add=add)
    return DisputeForm(arrow, title_of(arrow.action), fields, **more)
