"""The procedure as it stands in the tables: versions, limits, the picture, and every rule (P-98)."""

from markupsafe import Markup
from sqlalchemy import func, select

from issuetracker.extensions import db
from issuetracker.models import Case
from issuetracker.permissions import Permission, needs
from issuetracker.web.office import desk
from issuetracker.web.pages import page
from workflows.figure import figure
from workflows.procedure import ARROWS
from workflows.stages import CaseStage
from workflows.versions import CURRENT, PROCEDURES, procedure


@desk.get("/procedure")
@needs(Permission.HISTORY_READ)
def procedures() -> tuple[str, int]:
    """Versions, picture and rules, read-only."""
    rows = db.session.execute(
        select(Case.procedure, func.count().label("cases"))
        .where(Case.case_stage == CaseStage.OPEN.value)
        .group_by(Case.procedure)
    )
    return page(
        "office/procedure.html",
        versions=list(PROCEDURES.values()),
        current=CURRENT,
        open_cases={row.procedure: row.cases for row in rows},
        picture=Markup(figure(procedure(CURRENT))),  # noqa: S704  (made from the tables, escapes itself)
        arrows=ARROWS,
    )
