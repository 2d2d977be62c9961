"""An issue becomes a dispute and the reverse: linked, and nothing is copied (P-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from issuetracker.services.casework import Dossier
from issuetracker.services.desk import Desk
from issuetracker.services.disputes.handling import Docket, perform
from issuetracker.services.filing import raise_issue
from workflows.disputes.actions import LinkCase
from workflows.disputes.table import possible_actions
from workflows.errors import WrongRole
from workflows.report import Origin, Report
from workflows.roles import Actor


def issue_from_dispute(
    session: Session, desk: Desk, docket: Docket, report: Report, origin: Origin, actor: Actor, at: datetime
) -> tuple[Docket, Dossier]:
    """Raise the issue that a dispute turns out to be, by whoever may link the two; the dispute goes its own way.

    The other direction is `reporting.report_dispute` with the case's number.
    """
    if not any(arrow.action is LinkCase for arrow in possible_actions(docket.state, actor)):
        raise WrongRole("The Board and the office link a dispute with a case.", rule="P-05")
    dossier = raise_issue(session, desk, report, origin, actor, received_at=at, at=at)
    return perform(session, desk, docket, LinkCase(dossier.case.number), actor, at), dossier
