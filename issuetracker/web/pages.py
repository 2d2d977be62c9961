"""What every page has around it: the frame with the person's own desks, and the assets."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, g, render_template, request

from issuetracker.permissions import Permission, granted
from issuetracker.web.visitor import now, visitor
from workflows.roles import HANDLERS, OCA_ROLES, Role

pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main navigation: for whoever has the permission and, where roles are named, one of them."""

    label: str
    endpoint: str
    path: str
    permission: Permission
    roles: frozenset[Role] = frozenset(Role)


PARTIES = frozenset({Role.TEST_LABORATORY, Role.VENDOR})
PLACES = (
    Place("My work", "work.my_work", "/work", Permission.SIGNED_IN, OCA_ROLES | {Role.TEST_LABORATORY}),
    Place("Cases", "lists.case_list", "/cases", Permission.CASES_READ),
    Place("Agendas", "agendas.coming", "/agenda", Permission.CALLS_READ),
    Place("Board", "board.inbox", "/board", Permission.BOARD_READ),
    Place(
        "Disputes",
        "disputes_desk.all_disputes",
        "/disputes",
        Permission.DISPUTES_READ,
        PARTIES | {Role.BOARD, Role.OCA_OFFICE},
    ),
    Place("Mails", "mail.mail_list", "/mails", Permission.MAILS_READ),
    Place("Tickets", "tickets_desk.tickets", "/tickets", Permission.TICKETS_READ, frozenset({Role.TOOL_PROVIDER})),
    Place(
        "File an issue",
        "filing.form",
        "/file",
        Permission.CASES_FILE,
        frozenset({Role.TEST_LABORATORY, Role.OCA_OFFICE}),
    ),
    Place("Ask a question", "asking.form", "/ask", Permission.CASES_FILE, PARTIES),
    Place("Directory", "directory.certificates", "/directory", Permission.SIGNED_IN),
    Place("Resolutions", "register.listing", "/resolutions", Permission.RESOLUTIONS_READ),
    Place("Releases", "releases_desk.current", "/releases", Permission.RELEASES_READ),
    Place("Office", "office.overview", "/office", Permission.PARTIES_READ),
    Place("Reports", "reporting.reports", "/reports", Permission.HISTORY_READ),
    Place("Updates", "updates.mine", "/updates", Permission.OBLIGATIONS_ACKNOWLEDGE),
)


def _version() -> str:
    """Changes with any asset, so that browsers may keep them for ever."""
    folder = Path(__file__).parent / "static"
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


VERSION = _version()


def page(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """A page for the visitor, with the frame around it."""
    return render_template(template, **values), status


def said(text: str, more: str = "", *, kind: str = "good") -> None:
    """A line at the top of the next page; it stays until the page is left. `kind`: good, warn, bad."""
    flash((text, more), kind)  # type: ignore[arg-type]


@cache
def places_of(roles: frozenset[Role]) -> tuple[Place, ...]:
    """The main navigation of somebody with these roles."""
    return tuple(place for place in PLACES if granted(place.permission, roles & place.roles))


def asset(name: str) -> str:
    """The address of an asset, which changes with its content."""
    return f"/static/{name}?v={VERSION}"


@pages.after_app_request
def tell_scripts_where_to_go(response: Response) -> Response:
    """A script that sends a form would follow a redirect unseen, and take the line that the next page shows once."""
    if response.status_code in (302, 303) and request.headers.get("X-Requested-With") == "XMLHttpRequest":
        response.status_code = 204
    return response


@pages.app_context_processor
def frame() -> dict[str, Any]:
    """What the frame shows; the API's own pages have none."""
    known = visitor()
    return {
        "me": known,
        "places": places_of(known.actor.roles) if known and not known.only_case else (),
        "may_search": bool(known and granted(Permission.CASES_READ, known.actor.roles)),
        "asset": asset,
        "this_moment": now(),
        "request_id": g.get("request_id", ""),
        "is_handler": bool(known and known.actor.holds(*HANDLERS)),
        "here": request.endpoint or "",
    }
