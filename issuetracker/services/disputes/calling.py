"""Changes of disputes for people's systems: webhooks and the feed, each as its reader sees them (P-73)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import insert
from sqlalchemy.orm import Session

from issuetracker.models import Dispute, WebhookDelivery
from issuetracker.services import history
from issuetracker.services.desk import Desk
from issuetracker.services.disputes.access import visible_disputes
from issuetracker.services.webhooks import calls, delivery
from notifications.storage import table_of
from workflows.case_state import Entry
from workflows.disputes.seeing import Reading, Seen, seen
from workflows.disputes.state import DisputeState, fold
from workflows.roles import Actor

CHANGED = "dispute.changed"


@dataclass(frozen=True, slots=True)
class News:
    """A dispute in a feed; `version` counts what this reader has seen of it, `at` is when they last saw something."""

    number: str
    subject: str  # empty for an adviser
    stage: str
    version: int
    at: datetime


def version_of(dispute: Dispute, found: Seen) -> int:
    """Which version of a dispute somebody reads; a party's own, so that it tells nothing of the other's."""
    return dispute.version if found.reading is Reading.ALL else len(found.entries)


def owe_calls(
    session: Session,
    desk: Desk,
    dispute: Dispute,
    before: tuple[Entry, ...],
    after: tuple[Entry, ...],
    state: DisputeState,
    *,
    at: datetime,
) -> None:
    """Owe a delivery to every webhook whose person sees something new of a dispute; one select if nobody has one."""
    rows = []
    known = calls(session)
    was = fold(before) if before and known else None
    for webhook_id, actor in known.items():
        found = seen(state, after, actor)
        if not found.entries or (was is not None and seen(was, before, actor).entries == found.entries):
            continue
        new = [type(entry.event).__name__ for entry in found.entries if entry.seq > len(before)]
        version = version_of(dispute, found)
        data = {
            "number": dispute.number,
            "version": version,
            "href": f"{desk.base_url}/api/v1/disputes/{dispute.number}",
            "events": new if found.reading is Reading.ALL else [],
        }
        said = {"type": CHANGED, "timestamp": at.astimezone(UTC).isoformat(), "data": data}
        body = json.dumps(said, separators=(",", ":"))
        # By the reader's own count, which begins anew where they read otherwise than before: the true one could be
        # found out of a digest by trying.
        key = sha256(f"{webhook_id}:{dispute.number}:{found.reading.name}:{version}".encode()).hexdigest()[:32]
        rows.append(delivery(webhook_id, key, after[-1].seq, at, body) | {"dispute_id": dispute.id, "case_id": None})
    if rows:
        session.execute(insert(table_of(WebhookDelivery)), rows)


def news(session: Session, actor: Actor, most: int) -> Iterator[News]:
    """The newest disputes of which this person sees anything, each with what they last saw."""
    found = session.scalars(visible_disputes(actor).order_by(Dispute.id.desc()).limit(most)).all()
    histories = history.read_disputes(session, [dispute.id for dispute in found])
    for dispute in found:
        entries = histories[dispute.id]
        known = seen(fold(entries), entries, actor)
        if known.entries:
            adviser = known.reading is Reading.ADVISER
            yield News(
                dispute.number,
                "" if adviser else dispute.subject,
                "" if adviser else known.stage.value,
                version_of(dispute, known),
                known.entries[-1].at,
            )
