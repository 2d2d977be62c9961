"""`/webhooks`: addresses of your system that are told when a case changes."""

from typing import Any

from flask import Response, current_app
from marshmallow import Schema, fields
from marshmallow.validate import Length
from sqlalchemy import select

from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import Text
from issuetracker.models import Webhook
from issuetracker.permissions import Permission, needs
from issuetracker.services import webhooks
from issuetracker.services.errors import InvalidFields
from notifications.errors import AddressRefused
from notifications.webhook_address import destination

blp = Blueprint(
    "webhooks",
    __name__,
    url_prefix="/api/v1/webhooks",
    description="Addresses of your system that are told when a case changes",
)


class WebhookDocument(Schema):
    """A webhook; `secret` only in the answer that makes it. `state` is active, failing or revoked."""

    id = fields.Integer()
    url = fields.String()
    state = fields.String()
    created_at = fields.AwareDateTime()
    revoked_at = fields.AwareDateTime(allow_none=True)
    last_attempt_at = fields.AwareDateTime(allow_none=True)
    last_answer = fields.String()
    secret = fields.String()


class WebhooksDocument(Schema):
    """Webhooks."""

    items = fields.List(fields.Nested(WebhookDocument))


class WebhookSchema(Strict):
    """A webhook to be registered."""

    url = Text(
        required=True,
        validate=Length(min=1, max=2000),
        metadata={
            "example": "https://bench.dekra.example/ocpp-desk",
            "description": "Begins with https:// and leads to a public address.",
        },
    )


def _json(webhook: Webhook, secret: str = "") -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": webhook.id,
        "url": webhook.url,
        "state": webhook.state,
        "created_at": webhook.created_at,
        "revoked_at": webhook.revoked_at,
        "last_attempt_at": webhook.last_attempt_at,
        "last_answer": webhook.last_answer,
    }
    return {**data, "secret": secret} if secret else data


def _person_id() -> int:
    person_id = actor().person_id
    assert person_id is not None, "whoever has a key is a person"
    return person_id


@blp.route("", methods=["GET"])
@needs(Permission.WEBHOOKS_OWN)
@blp.response(200, WebhooksDocument)
def list_webhooks() -> Response:
    """List your webhooks, with what your system answered last"""
    rows = db.session.scalars(select(Webhook).where(Webhook.person_id == _person_id()).order_by(Webhook.id))
    return answer({"items": [_json(webhook) for webhook in rows]})


@blp.route("", methods=["POST"])
@needs(Permission.WEBHOOKS_OWN)
@blp.arguments(WebhookSchema)
@blp.response(201, WebhookDocument)
def register(data: dict[str, Any]) -> Response:
    """Register a webhook; its secret is in this answer and never to be had again

    When something is recorded on a case that you may see, your system receives a POST with
    `{"type": "case.changed", "timestamp": …, "data": {"number": …, "version": …, "href": …, "events": […]}}`, signed
    after the Standard Webhooks specification (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`). Read the
    case at `href` with your key; `events` is filled for OCA's handlers only. The same `webhook-id` may arrive more than
    once, and an older `version` after a newer one. Answer 2xx within ten seconds; redirects are not followed; 410
    revokes the webhook; anything else is tried again for up to two days, after which the webhook is failing. A failing
    one is tried once for each change, until it accepts one. A dispute of which you see something new calls with the
    type `dispute.changed`; its `version` counts what you see.
    """
    to_loopback = current_app.extensions["config"].webhooks_to_loopback
    try:
        destination(data["url"], to_loopback=to_loopback)
    except AddressRefused as error:
        raise InvalidFields({"url": str(error)}) from None
    with transaction() as session:
        webhook, secret = webhooks.register(session, _person_id(), data["url"], now())
        return answer(_json(webhook, secret), 201)


@blp.route("/<int:webhook_id>", methods=["DELETE"])
@needs(Permission.WEBHOOKS_OWN)
@blp.response(200, WebhookDocument)
def revoke(webhook_id: int) -> Response:
    """Revoke one of your webhooks; it is called no more from this moment"""
    with transaction() as session:
        return answer(_json(webhooks.revoke(session, _person_id(), webhook_id, now())))
