"""Letters: what bounced, failed or had no address first, each with what a person can do about it (P-58)."""

from typing import Any

from flask import current_app, redirect, request, url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.letters import PAGE, needing_a_person, obligations_page, one
from issuetracker.services import obligations
from issuetracker.services.account_letters import ACCOUNT_LETTERS
from issuetracker.services.errors import InvalidFields
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from notifications.outbox import NEEDS_A_PERSON, ObligationState
from workflows.errors import Refusal

_BIGGEST = 2**31 - 1


@desk.get("/letters")
@needs(Permission.PARTIES_READ)
def letters() -> tuple[str, int]:
    """What needs a person, and below it everything that was owed to anybody."""
    session = db.session()
    state, letter, before = (request.args.get(name, "") for name in ("state", "letter", "before"))
    rows = obligations_page(
        session, actor(), state if state in set(ObligationState) else "", letter[:60],
        min(int(before), _BIGGEST) if before.isdecimal() and len(before) < 11 else None,
    )  # fmt: skip
    return page(
        "office/letters.html", unmet=needing_a_person(session, actor()), rows=rows[:PAGE],
        next=rows[PAGE - 1].obligation.id if len(rows) > PAGE else "", states=list(ObligationState), state=state,
        letter=letter, secret=ACCOUNT_LETTERS, **_rights(),
    )  # fmt: skip


def _rights() -> dict[str, Any]:
    return {"may_mend": granted(Permission.OBLIGATIONS_MEND, actor().roles), "needs": {s.value for s in NEEDS_A_PERSON}}


@desk.get("/letters/<int:obligation_id>")
@needs(Permission.PARTIES_READ)
def letter(obligation_id: int) -> tuple[str, int]:
    """One obligation with every letter and attempt."""
    return _one(db.session(), obligation_id)


def _one(
    session: Session, obligation_id: int, status: int = 200, errors: dict[str, str] | None = None
) -> tuple[str, int]:
    owed = one(session, obligations.find(session, actor(), obligation_id))
    return page(
        "office/letter.html", status, owed=owed, errors=errors or {}, typed=request.form, secret=ACCOUNT_LETTERS,
        **_rights(),
    )  # fmt: skip


@desk.post("/letters/<int:obligation_id>/again")
@needs(Permission.OBLIGATIONS_MEND)
def send_again(obligation_id: int) -> tuple[str, int] | Any:
    """Send it again to a corrected address, to that party only."""
    address = request.form.get("address", "").strip()[:254]
    try:
        with transaction() as session:
            obligations.send_again(session, current_app.extensions["desk"], obligation_id, address, actor(), now())
    except Refusal as error:
        return _one(db.session(), obligation_id, 422, {error.field or "address": error.detail or error.sentence()})
    said("On its way again.", f"To {address}, and to nobody else.")
    return redirect(url_for("office.letters"))


@desk.post("/letters/<int:obligation_id>/settlement")
@needs(Permission.OBLIGATIONS_MEND)
def settle(obligation_id: int) -> tuple[str, int] | Any:
    """Record that the party was told otherwise."""
    how = request.form.get("how", "").strip()
    try:
        if not 3 <= len(how) <= 1000:
            raise InvalidFields({"how": "Say in a few words how they were told."})
        with transaction() as session:
            obligations.settle_by_hand(session, obligation_id, how, actor(), now())
    except InvalidFields as error:
        return _one(db.session(), obligation_id, 422, error.errors)
    except Refusal as error:
        return _one(db.session(), obligation_id, 422, {"how": error.detail or error.sentence()})
    said("Settled.", "Who says so is kept.")
    return redirect(url_for("office.letters"))
