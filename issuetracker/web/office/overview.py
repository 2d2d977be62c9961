"""The office's first page: what needs a hand, each a number with a link; calm when nothing does."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.models import Case, Laboratory, Obligation, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.services import directory, obligations
from issuetracker.services.calendars import calendars, in_force
from issuetracker.web.office import desk
from issuetracker.web.office.years import unapproved
from issuetracker.web.pages import page
from workflows.stages import CaseStage, DistributionStage


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing that needs a hand, and where it is given."""

    count: int
    words: str
    where: str


@desk.get("")
@needs(Permission.PARTIES_READ)
def overview() -> tuple[str, int]:
    """What needs a hand now."""
    return page("office/overview.html", hands=[hand for hand in _hands(db.session()) if hand.count])


def _hands(session: Session) -> list[Hand]:
    years = unapproved(in_force(calendars(session)))
    roles = directory.roles_nobody_holds(session)
    open_and_owed = (Case.case_stage == CaseStage.OPEN.value, Case.distribution_stage == DistributionStage.OWED.value)
    to_acknowledge = (
        Obligation.to_acknowledge,
        Obligation.acknowledged_at.is_(None),
        Obligation.laboratory_id.is_not(None),
    )
    owed, waiting, silent, unreached = session.execute(
        select(
            select(func.count()).select_from(Case).where(*open_and_owed).scalar_subquery(),
            select(func.count()).select_from(Obligation).where(*to_acknowledge).scalar_subquery(),
            select(func.count()).select_from(Vendor).where(Vendor.notice_address == "").scalar_subquery(),
            select(func.count())
            .select_from(Laboratory)
            .where(Laboratory.active, Laboratory.update_address == "")
            .scalar_subquery(),
        )
    ).one()
    return [
        Hand(obligations.unmet(session), "letters need a person", "/office/letters"),
        Hand(owed, "cases have something to distribute to all laboratories", "/office/distribution"),
        Hand(waiting, "updates and scripts are not acknowledged yet", "/office/distribution"),
        Hand(len(years), "calendar years are adopted and not approved", "/office/calendar"),
        Hand(len(roles), f"roles that nobody holds: {', '.join(role.label for role in roles)}", "/office/people"),
        Hand(silent, "vendors have no notice contact", "/office/parties"),
        Hand(unreached, "laboratories have no address for updates", "/office/parties"),
    ]
