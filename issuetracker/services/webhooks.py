"""Webhooks of people's systems: registered, revoked, and owed a delivery when something is recorded on a case."""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Person, PersonRole, Webhook, WebhookDelivery
from issuetracker.services.access import may_see
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields, NotFound
from notifications import webhooks
from notifications.storage import table_of
from notifications.webhook_outbox import DeliveryState, WebhookState
from workflows.case_state import Entry
from workflows.roles import HANDLERS, Actor, Role

MOST = 5
CHANGED = "case.changed"
# Asked by every change, so built only once.
_CALLED = (
    select(Webhook.id, Webhook.person_id, Person.name, Person.laboratory_id, Person.vendor_id, PersonRole.role)
    .join(Person, Person.id == Webhook.person_id)
    .join(PersonRole, PersonRole.person_id == Person.id)
    .where(Webhook.state != WebhookState.REVOKED.value, Person.active)
    .order_by(Webhook.id)
)
_AT_ONCE = 200  # people whose access one statement asks for; databases bound the columns of a result


def register(session: Session, person_id: int, url: str, at: datetime) -> tuple[Webhook, str]:
    """A new webhook of a person, and its secret, which is never to be had again.

    The caller has made sure that the address leads to where it may.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    used = session.scalar(
        select(func.count())
        .select_from(Webhook)
        .where(Webhook.person_id == person_id, Webhook.state != WebhookState.REVOKED.value)
    )
    if used is not None and used >= MOST:
        raise InvalidFields({"url": f"You have {MOST} webhooks already; revoke one first."})
    secret = f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
    webhook = Webhook(person_id=person_id, url=url, secret=secret, created_at=at)
    session.add(webhook)
    session.flush()
    return webhook, secret


def revoke(session: Session, person_id: int, webhook_id: int, at: datetime) -> Webhook:
    """Call one of a person's webhooks no more; NotFound if it is not theirs. Twice is once."""
    webhook = session.scalar(
        select(Webhook).where(Webhook.id == webhook_id, Webhook.person_id == person_id).with_for_update(key_share=True)
    )
    if webhook is None:
        raise NotFound(f"You have no webhook {webhook_id}.")
    if webhook.state != WebhookState.REVOKED.value:
        webhooks.revoke(session, webhook, at)
    return webhook


def owe(
    session: Session,
    desk: Desk,
    case: Case,
    entries: Sequence[Entry],
    at: datetime,
    *,
    called: Mapping[int, Actor] | None = None,
) -> None:
    """Owe a delivery about new entries of a case to every webhook whose person may see it now.

    One select where nobody has a webhook, unless the caller has asked already who is `called`; otherwise one more, and
    one insert.
    """
    called = calls(session) if called is None else called
    if not called or not entries:
        return
    seeing = _seeing(session, case, list(dict.fromkeys(called.values())))
    rows = [
        _delivery(webhook_id, case, entries[-1].seq, at, _body(desk, case, entries, at, actor))
        for webhook_id, actor in called.items()
        if actor in seeing
    ]
    if rows:
        session.execute(insert(table_of(WebhookDelivery)), rows)


def calls(session: Session) -> dict[int, Actor]:
    """Every webhook that is called, and whose it is."""
    rows = session.execute(_CALLED).all()
    roles: dict[int, set[Role]] = {}
    for row in rows:
        roles.setdefault(row.person_id, set()).add(Role(row.role))
    return {
        row.id: Actor(row.person_id, row.name, frozenset(roles[row.person_id]), row.laboratory_id, row.vendor_id)
        for row in rows
    }


def _seeing(session: Session, case: Case, actors: Sequence[Actor]) -> set[Actor]:
    """Those who may see the case, by the rule that every query on cases begins with."""
    seeing: set[Actor] = set()
    for start in range(0, len(actors), _AT_ONCE):
        some = actors[start : start + _AT_ONCE]
        asked = [may_see(actor).label(f"person_{number}") for number, actor in enumerate(some)]
        answers = session.execute(select(*asked).where(Case.id == case.id)).one()
        seeing.update(actor for actor, sees in zip(some, answers, strict=True) if sees)
    return seeing


def _body(desk: Desk, case: Case, entries: Sequence[Entry], at: datetime, actor: Actor) -> str:
    """What is sent: that something changed, and where to read it with one's own key; nothing of the case itself."""
    events = [type(entry.event).__name__ for entry in entries] if actor.holds(*HANDLERS) else []
    return json.dumps(
        {
            "type": CHANGED,
            "timestamp": at.astimezone(UTC).isoformat(),
            "data": {
                "number": case.number,
                "version": case.version,
                "href": f"{desk.base_url}/api/v1/cases/{case.number}",
                "events": events,
            },
        },
        separators=(",", ":"),
    )


def _delivery(webhook_id: int, case: Case, seq: int, at: datetime, body: str) -> dict[str, Any]:
    digest = sha256(f"{webhook_id}:{case.number}:{seq}".encode()).hexdigest()[:32]
    return delivery(webhook_id, digest, seq, at, body) | {"case_id": case.id}


def delivery(webhook_id: int, digest: str, seq: int, at: datetime, body: str) -> dict[str, Any]:
    """A row to be owed; the same digest is the same delivery for whoever receives it twice."""
    return {
        "webhook_id": webhook_id,
        "seq": seq,
        "message_id": f"msg_{digest}",
        "body": body,
        "created_at": at,
        "state": DeliveryState.QUEUED.value,
        "attempts": 0,
        "next_attempt_at": at,
        "claimed_by": "",
        "answer": "",
    }
