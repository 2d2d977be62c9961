"""Interim measures in force: scripts, what the Board decided, expedited cases (P-10 … P-12)."""

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.queries.distribution import laboratories
from issuetracker.queries.interim import measures
from issuetracker.web.office import desk
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor
from workflows.events import Expedited, InterimMeasureDecided, ScriptProvided


@desk.get("/interim")
@needs(Permission.HISTORY_READ)
def interim_measures() -> tuple[str, int]:
    """What stands in the meantime, and what has ended."""
    session = db.session()
    found = measures(session, actor())
    return page(
        "office/interim.html",
        scripts=[item for item in found if isinstance(item.event, ScriptProvided)],
        decided=[item for item in found if isinstance(item.event, InterimMeasureDecided)],
        expedited=[item for item in found if isinstance(item.event, Expedited)],
        names={laboratory.id: laboratory.short_name for laboratory in laboratories(session)},
    )
