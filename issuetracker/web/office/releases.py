"""Distribution (6c): what went to all laboratories, and how far each of them is with it (P-54)."""

from operator import attrgetter

from issuetracker.extensions import db
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.distribution import PAGE, count_owed, distributed, laboratories, owed_cases
from issuetracker.web.office import desk
from issuetracker.web.pages import page
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor
from workflows.actions import DistributeUpdate
from workflows.procedure import ARROWS

_WHO_DISTRIBUTES = frozenset(role for arrow in ARROWS if arrow.action is DistributeUpdate for role in arrow.roles)


@desk.get("/distribution")
@needs(Permission.PARTIES_READ)
def distribution() -> tuple[str, int]:
    """What was distributed, laboratory by laboratory, and what is owed."""
    session = db.session()
    return page(
        "office/distribution.html",
        sent=turned(distributed(session, place()), PAGE, attrgetter("entry_id")),
        laboratories=laboratories(session),
        owed=turned(owed_cases(session, actor(), place("owed")), PAGE, attrgetter("id")),
        count=count_owed(session, actor()),
        may_prove=granted(Permission.PROOFS_READ, actor().roles),
        may_distribute=actor().holds(*_WHO_DISTRIBUTES),
    )
