"""All notices, and the cases whose notice is to be sent."""

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.queries.notices import PAGE, notices_page, to_send
from issuetracker.web.notices import desk
from issuetracker.web.notices.shares import shares
from issuetracker.web.pages import page
from issuetracker.web.turning import place, turned


@desk.get("/notices")
@needs(Permission.PARTIES_READ)
def all_notices() -> tuple[str, int]:
    """What is to be sent first, then what was sent, the newest first."""
    session, before = db.session(), place()
    found = turned(notices_page(session, before), PAGE, lambda item: item.telling.id)
    waiting = to_send(session) if before is None else ()
    return page("notices/list.html", found=found, waiting=waiting, shares=shares)
