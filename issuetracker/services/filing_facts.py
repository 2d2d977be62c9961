"""What a filing must know of the database before it is decided on, asked in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select, true
from sqlalchemy.orm import Session

from issuetracker.models import CalendarVersion, Laboratory, Vendor, Webhook
from issuetracker.services.calendars import frozen
from issuetracker.services.parties import folded
from issuetracker.services.resolutions import Offered, offered
from notifications.storage import table_of
from notifications.webhook_outbox import WebhookState
from workflows.working_days import WorkingCalendar

_CALENDARS, _LABORATORIES = table_of(CalendarVersion), table_of(Laboratory)
_VENDORS, _WEBHOOKS = table_of(Vendor), table_of(Webhook)
_FACTS = (
    select(
        _CALENDARS.c.version,
        _CALENDARS.c.sha256,
        select(_LABORATORIES.c.name)
        .where(_LABORATORIES.c.id == bindparam("laboratory"))
        .scalar_subquery()
        .label("laboratory"),
        select(_VENDORS.c.id).where(_VENDORS.c.folded_name == bindparam("vendor")).scalar_subquery().label("vendor_id"),
        exists().where(_WEBHOOKS.c.state != WebhookState.REVOKED.value).label("called"),
    )
    .order_by(_CALENDARS.c.version.desc())
    .limit(1)
    .subquery()
)
_EARLIER = offered(bindparam("references", expanding=True)).subquery()
_ASKED = (
    select(_FACTS, _EARLIER.c.number, _EARLIER.c.question, _EARLIER.c.text, _EARLIER.c.ocpp_version)
    .select_from(_FACTS.outerjoin(_EARLIER, true()))
    .order_by(_EARLIER.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """The calendar in force, the parties as the directory has them, and whether any webhook is to be called.

    `earlier` are the resolutions that are offered on the report's test references (P-08).
    """

    calendar: WorkingCalendar
    laboratory: str
    vendor_id: int | None
    called: bool
    earlier: tuple[Offered, ...]


def filing_facts(session: Session, laboratory_id: int | None, vendor: str, references: Sequence[str]) -> FilingFacts:
    """What there is to know; `vendor_id` is None where nobody has named that vendor yet."""
    asked = {"laboratory": laboratory_id, "vendor": folded(vendor), "references": references}
    rows = session.execute(_ASKED, asked).all()
    first = rows[0]
    earlier = tuple(Offered(row.number, row.question, row.text, row.ocpp_version) for row in rows if row.number)
    calendar = frozen(session, first.version, first.sha256)
    return FilingFacts(calendar, first.laboratory or "", first.vendor_id, first.called, earlier)
