"""What a filing must know of the database before it is decided on, asked in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from issuetracker.models import CalendarVersion, Laboratory, ResolutionReference, Vendor, Webhook
from issuetracker.services.calendars import frozen
from issuetracker.services.parties import folded
from notifications.storage import table_of
from notifications.webhook_outbox import WebhookState
from workflows.working_days import WorkingCalendar

_CALENDARS, _LABORATORIES = table_of(CalendarVersion), table_of(Laboratory)
_VENDORS, _WEBHOOKS = table_of(Vendor), table_of(Webhook)
_ANSWERED = table_of(ResolutionReference)
_ASKED = (
    select(
        _CALENDARS.c.version,
        _CALENDARS.c.sha256,
        select(_LABORATORIES.c.name)
        .where(_LABORATORIES.c.id == bindparam("laboratory"))
        .scalar_subquery()
        .label("laboratory"),
        select(_VENDORS.c.id).where(_VENDORS.c.folded_name == bindparam("vendor")).scalar_subquery().label("vendor_id"),
        exists().where(_WEBHOOKS.c.state != WebhookState.REVOKED.value).label("called"),
        exists().where(_ANSWERED.c.reference.in_(bindparam("references", expanding=True))).label("answered"),
    )
    .order_by(_CALENDARS.c.version.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """The calendar in force, the parties as the directory has them, and whether any webhook is to be called.

    `answered` is whether the register has anything on the report's test references.
    """

    calendar: WorkingCalendar
    laboratory: str
    vendor_id: int | None
    called: bool
    answered: bool


def filing_facts(session: Session, laboratory_id: int | None, vendor: str, references: Sequence[str]) -> FilingFacts:
    """What there is to know; `vendor_id` is None where nobody has named that vendor yet."""
    asked = {"laboratory": laboratory_id, "vendor": folded(vendor), "references": references}
    row = session.execute(_ASKED, asked).one()
    calendar = frozen(session, row.version, row.sha256)
    return FilingFacts(calendar, row.laboratory or "", row.vendor_id, row.called, row.answered)
