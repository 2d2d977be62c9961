"""Interim measures in force: scripts, what the Board decided, expedited cases (P-10 … P-12)."""

from operator import attrgetter

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.queries.distribution import laboratories
from issuetracker.queries.interim import PAGE, Kind, counted, measures
from issuetracker.web.office import desk
from issuetracker.web.pages import page
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor


@desk.get("/interim")
@needs(Permission.HISTORY_READ)
def interim_measures() -> tuple[str, int]:
    """What stands in the meantime, and what has ended; each of the three lists is turned by itself."""
    session, counts = db.session(), counted(db.session(), actor())
    lists = {
        kind.name.lower(): turned(
            measures(session, actor(), kind, place(kind.name.lower())), PAGE, attrgetter("entry_id")
        )
        for kind in Kind
    }
    return page(
        "office/interim.html",
        lists=lists,
        counts={kind.name.lower(): count for kind, count in counts.items()},
        names={laboratory.id: laboratory.short_name for laboratory in laboratories(session)},
    )
