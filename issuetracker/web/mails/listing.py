"""The list of mails: what waits first, everything that came behind a filter in the address."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from issuetracker.extensions import db
from issuetracker.models import Cause, InboundState
from issuetracker.permissions import Permission, needs
from issuetracker.queries.mails import FOR_A_PERSON, PAGE, SEARCHED, Wanted, mails_page, waiting
from issuetracker.web.mails import desk
from issuetracker.web.mails.advice import CAUSES, STATES, standing
from issuetracker.web.pages import page
from issuetracker.web.turning import place
from issuetracker.web.visitor import actor

# What the filter offers, and the states behind each.
SHOWN: dict[str, tuple[InboundState, ...]] = {
    "waiting": FOR_A_PERSON,
    **{state.value: (state,) for state in InboundState},
    "all": (),
}


@desk.get("")
@needs(Permission.MAILS_READ)
def mail_list() -> tuple[str, int]:
    """Mails, newest first: what waits for a person unless something else is asked for."""
    session, given = db.session(), _given()
    wanted = Wanted(SHOWN[given["show"]], given["cause"], given["q"])
    lines = mails_page(session, actor(), wanted, place())
    return page(
        "mails/list.html", lines=lines[:PAGE], next=lines[PAGE - 1].mail.id if len(lines) > PAGE else "", given=given,
        waiting=waiting(session, actor()), causes=CAUSES, states=STATES, standing=standing, address=_address,
        first=place() is None, looked_in=SEARCHED,
    )  # fmt: skip


def _given() -> dict[str, str]:
    """The filters, as far as they are ones; with words, everything is searched unless a state is named."""
    args, words = request.args, request.args.get("q", "").strip()[:200]
    cause = args.get("cause", "") if args.get("cause") in set(Cause) else ""
    show = args.get("show", "")
    if show not in SHOWN:
        show = "quarantined" if cause else "all" if words else "waiting"
    return {"show": show, "cause": cause, "q": words}


def _address(given: Mapping[str, str] | None = None, **changes: Any) -> str:
    """The address of the list with other filters; an empty one is left out."""
    values = {**(given or {}), **changes}
    return url_for("mail.mail_list", **{name: value for name, value in values.items() if value})
