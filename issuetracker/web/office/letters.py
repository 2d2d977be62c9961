"""Letters: what bounced, failed or had no address first, each with what a person can do about it (P-58)."""

from typing import Any

from flask import current_app, redirect, request, url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.letters import (
    PAGE,
    Wanted,
    needing_a_person,
    obligations_page,
    one,
    outbox_counts,
    outbox_page,
)
from issuetracker.services import directory, obligations
from issuetracker.services.account_letters import ACCOUNT_LETTERS
from issuetracker.services.digests import DIGEST
from issuetracker.services.errors import InvalidFields
from issuetracker.services.releases.reminders import REMINDER as RELEASE_REMINDER
from issuetracker.services.releases.sending import RELEASE, WITHDRAWN
from issuetracker.services.reminders import REMINDER
from issuetracker.services.years import YEAR
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.turning import place
from issuetracker.web.visitor import actor, now
from notifications.messages import LETTERS
from notifications.outbox import NEEDS_A_PERSON, LetterState, ObligationState
from workflows.errors import Refusal

_UNMET = tuple(state.value for state in NEEDS_A_PERSON)
# What the filter offers, and the states behind each.
_STATES = {"needs_a_person": _UNMET} | {state.value: (state.value,) for state in ObligationState}
_KINDS = tuple(
    sorted(
        {kind.name for kinds in LETTERS.values() for kind in kinds}
        | {kind.name for kind in (DIGEST, REMINDER, YEAR, RELEASE, WITHDRAWN, RELEASE_REMINDER)}
        | {"contact_replaced"}
    )
)


@desk.get("/letters")
@needs(Permission.PARTIES_READ)
def letters() -> tuple[str, int]:
    """What needs a person, and below it everything that was owed to anybody."""
    session, args = db.session(), request.args
    given = {name: args.get(name, "").strip()[:200] for name in ("state", "letter", "q")}
    wanted = Wanted(_STATES.get(given["state"], ()), given["letter"], given["q"])
    before = place()
    rows = obligations_page(session, actor(), wanted, before)
    first = wanted.everything and before is None
    return page(
        "office/letters.html", unmet=needing_a_person(session, actor()) if first else [], rows=rows[:PAGE],
        next=rows[PAGE - 1].obligation.id if len(rows) > PAGE else "", states=list(_STATES),
        kinds=(*_KINDS, *ACCOUNT_LETTERS), given=given, first=first, counts=outbox_counts(session), **_rights(),
    )  # fmt: skip


def _rights() -> dict[str, Any]:
    may_mend = granted(Permission.OBLIGATIONS_MEND, actor().roles)
    return {"may_mend": may_mend, "needs": set(_UNMET), "secret": ACCOUNT_LETTERS}


@desk.get("/letters/outbox")
@needs(Permission.PARTIES_READ)
def outbox() -> tuple[str, int]:
    """Letters that have not left yet, oldest first."""
    session, state = db.session(), request.args.get("state", "")
    state = state if state in (LetterState.QUEUED, LetterState.SENDING, LetterState.HELD) else ""
    rows = outbox_page(session, actor(), state, place("after") or 0)
    return page(
        "office/outbox.html", rows=rows[:PAGE], next=rows[PAGE - 1].letter.id if len(rows) > PAGE else "",
        counts=outbox_counts(session), state=state,
    )  # fmt: skip


@desk.get("/letters/<int:obligation_id>")
@needs(Permission.PARTIES_READ)
def letter(obligation_id: int) -> tuple[str, int]:
    """One obligation with every letter and attempt."""
    return _one(db.session(), obligation_id)


def _one(
    session: Session, obligation_id: int, status: int = 200, errors: dict[str, str] | None = None
) -> tuple[str, int]:
    owed = one(session, obligations.find(session, actor(), obligation_id), actor())
    found = owed.obligation
    of_party = found.person_id is None and (found.vendor_id or found.laboratory_id) is not None
    return page(
        "office/letter.html", status, owed=owed, errors=errors or {}, typed=request.form, of_party=of_party, **_rights()
    )


@desk.post("/letters/<int:obligation_id>/again")
@needs(Permission.OBLIGATIONS_MEND)
def send_again(obligation_id: int) -> tuple[str, int] | Any:
    """Send it again to a corrected address, to that party only; on request the address is kept."""
    address = request.form.get("address", "").strip()[:254]
    try:
        with transaction() as session:
            desk_of = current_app.extensions["desk"]
            was = obligations.find(session, actor(), obligation_id).address
            owed = obligations.send_again(session, desk_of, obligation_id, address, actor(), now())
            if request.form.get("keep") == "yes":
                directory.keep_address(session, owed, was, address, actor(), now())
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
