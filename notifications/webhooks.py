"""From a change of a case to people's systems: claim, sign, post, mark. Any number of workers at once.

Signed after the Standard Webhooks specification. Other than a letter, a delivery may arrive more than once: its
receiver knows it by its webhook-id. So an attempt whose worker died is repeated when its lease has ended, and
deliveries of one case may arrive out of order, which their `version` tells.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook as Signer

from notifications.errors import AddressRefused, NoAnswer
from notifications.retry import LEASE, next_attempt
from notifications.webhook_outbox import OPEN, DeliveryState, Webhook, WebhookDelivery, WebhookState
from notifications.webhook_posting import Poster

BATCH = 50
Begin = Callable[[], AbstractContextManager[Session]]
Now = Callable[[], datetime]
_GONE = 410


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt about to be made."""

    delivery_id: int
    webhook_id: int
    message_id: str
    body: str
    url: str
    secret: str = field(repr=False)
    created_at: datetime
    attempts: int
    failing: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `again_at` only for a queued one; `answered` is False if nobody was there."""

    state: DeliveryState
    answer: str
    again_at: datetime | None = None
    answered: bool = True
    gone: bool = False


def deliver(begin: Begin, poster: Poster, worker: str, now: Now) -> int:
    """Attempt what is due, at most one batch; returns how many deliveries were taken up.

    `begin` opens one committed transaction each time it is called.
    """
    with begin() as session:
        ids = claim(session, worker, now())
    for delivery_id in ids:
        with begin() as session:
            call = _start(session, delivery_id, worker, now())
        if call is not None:
            outcome = _attempt(poster, call, now)
            with begin() as session:
                mark(session, call, worker, outcome, now())
    return len(ids)


def claim(session: Session, worker: str, now: datetime) -> list[int]:
    """Take due deliveries for one worker under a lease, oldest first, with those of a worker that died."""
    free = or_(WebhookDelivery.lease_until.is_(None), WebhookDelivery.lease_until < now)
    ids = session.scalars(
        select(WebhookDelivery.id)
        .where(WebhookDelivery.state.in_(OPEN), WebhookDelivery.next_attempt_at <= now, free)
        .order_by(WebhookDelivery.next_attempt_at, WebhookDelivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if ids:
        session.execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.id.in_(ids))
            .values(state=DeliveryState.QUEUED.value, claimed_by=worker, lease_until=now + LEASE)
        )
    return list(ids)


def sign(secret: str, message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers of the specification; `at` is the moment of the attempt."""
    at = at.astimezone(UTC)  # the library takes any moment's wall clock for UTC
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(secret).sign(message_id, at, body),
    }


def _start(session: Session, delivery_id: int, worker: str, now: datetime) -> Call | None:
    """Mark a delivery as leaving, if it is still this worker's and still due."""
    found = session.execute(
        select(WebhookDelivery, Webhook)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.id == delivery_id,
            WebhookDelivery.claimed_by == worker,
            WebhookDelivery.state == DeliveryState.QUEUED.value,
            WebhookDelivery.next_attempt_at <= now,
        )
        .with_for_update(of=WebhookDelivery)
    ).one_or_none()
    if found is None:
        return None
    delivery, webhook = found
    if webhook.state == WebhookState.REVOKED.value:  # revoked while the change was being recorded
        delivery.state, delivery.finished_at = DeliveryState.CANCELLED.value, now
        return None
    delivery.state, delivery.lease_until = DeliveryState.SENDING.value, now + LEASE
    delivery.attempts += 1
    return Call(
        delivery.id,
        webhook.id,
        delivery.message_id,
        delivery.body,
        webhook.url,
        webhook.secret,
        delivery.created_at,
        delivery.attempts,
        webhook.state == WebhookState.FAILING.value,
    )


def _attempt(poster: Poster, call: Call, now: Now) -> Outcome:
    headers = {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "OCA-Issue-Tracker",
        **sign(call.secret, call.message_id, now(), call.body),
    }
    try:
        answer = poster.post(call.url, headers, call.body.encode())
    except (AddressRefused, NoAnswer) as error:
        return _temporary(call, str(error), now(), answered=False)
    if 200 <= answer.status < 300:
        return Outcome(DeliveryState.ACCEPTED, answer.text)
    if answer.status == _GONE:
        return Outcome(DeliveryState.FAILED, answer.text, gone=True)
    return _temporary(call, answer.text, now(), answered=True)


def _temporary(call: Call, answer: str, now: datetime, *, answered: bool) -> Outcome:
    """Later again; not for a webhook that was given up before: each new change is one attempt for it."""
    again = None if call.failing else next_attempt(call.attempts, call.created_at, now)
    if again is None:
        return Outcome(DeliveryState.FAILED, f"given up: {answer}", answered=answered)
    return Outcome(DeliveryState.QUEUED, answer, again, answered=answered)


def mark(session: Session, call: Call, worker: str, outcome: Outcome, now: datetime) -> None:
    """Write down what became of an attempt, unless the delivery is another worker's by now or was cancelled."""
    # The webhook's row first, as in `revoke`; not FOR UPDATE, which whoever records a change would wait for.
    webhook = session.scalars(
        select(Webhook).where(Webhook.id == call.webhook_id).with_for_update(key_share=True)
    ).one_or_none()
    delivery = session.scalars(
        select(WebhookDelivery)
        .where(
            WebhookDelivery.id == call.delivery_id,
            WebhookDelivery.claimed_by == worker,
            WebhookDelivery.state == DeliveryState.SENDING.value,
        )
        .with_for_update()
    ).one_or_none()
    if webhook is None or delivery is None or webhook.state == WebhookState.REVOKED.value:
        return
    delivery.state, delivery.answer = outcome.state.value, outcome.answer
    delivery.claimed_by, delivery.lease_until = "", None
    if outcome.again_at is not None:
        delivery.next_attempt_at = outcome.again_at
    else:
        delivery.finished_at = now
    webhook.last_attempt_at, webhook.last_answer = now, outcome.answer
    if outcome.gone:
        revoke(session, webhook, now)
    elif outcome.state is DeliveryState.ACCEPTED:
        webhook.state = WebhookState.ACTIVE.value
    elif outcome.state is DeliveryState.FAILED:
        webhook.state = WebhookState.FAILING.value
    if not outcome.answered:
        _hold_back(session, webhook, now)


def _hold_back(session: Session, webhook: Webhook, now: datetime) -> None:
    """Let what else waits for a system that is away wait a little more, uncounted, so that others are served."""
    again = next_attempt(0, now, now)
    session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.webhook_id == webhook.id,
            WebhookDelivery.state == DeliveryState.QUEUED.value,
            WebhookDelivery.next_attempt_at <= now,
        )
        .values(next_attempt_at=again, claimed_by="", lease_until=None)
    )


def revoke(session: Session, webhook: Webhook, at: datetime) -> None:
    """Call a webhook no more: what waits for it is cancelled, its secret is forgotten."""
    webhook.state, webhook.revoked_at, webhook.secret = WebhookState.REVOKED.value, at, ""
    session.flush()
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.state.in_(OPEN))
        .values(state=DeliveryState.CANCELLED.value, finished_at=at, claimed_by="", lease_until=None)
    )
