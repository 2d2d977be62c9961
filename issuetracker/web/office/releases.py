"""Distribution (6c): what went to all laboratories, and how far each of them is with it (P-54)."""

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.queries.distribution import distributed, laboratories, owed_cases
from issuetracker.web.office import desk
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor


@desk.get("/distribution")
@needs(Permission.PARTIES_READ)
def distribution() -> tuple[str, int]:
    """What was distributed, laboratory by laboratory, and what is owed."""
    session = db.session()
    return page(
        "office/distribution.html",
        sent=distributed(session),
        laboratories=laboratories(session),
        owed=session.execute(owed_cases(actor())).all(),
    )
