"""`/keys`: one's own API keys."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, g
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import select

from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import Text
from issuetracker.models import ApiKey, Person
from issuetracker.permissions import SCOPES, Permission, needs
from issuetracker.services.errors import Forbidden, NotFound
from issuetracker.services.keys import Caller, make_key, revoke

blp = Blueprint("keys", __name__, url_prefix="/api/v1/keys", description="Your own API keys")


class KeyDocument(Schema):
    """A key; `secret` only in the answer that makes it."""

    id = fields.Integer()
    name = fields.String()
    scopes = fields.List(fields.String())
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime(allow_none=True)
    revoked_at = fields.AwareDateTime(allow_none=True)
    last_used_at = fields.AwareDateTime(allow_none=True)
    secret = fields.String()


class KeysDocument(Schema):
    """Keys."""

    items = fields.List(fields.Nested(KeyDocument))


class KeySchema(Strict):
    """A key to be made; it may do no more than the key that makes it."""

    name = Text(required=True, validate=Length(min=1, max=100), metadata={"example": "test bench 3"})
    scopes = fields.List(fields.String(validate=OneOf(sorted(SCOPES))), required=True, validate=Length(min=1))
    days = fields.Integer(load_default=365, validate=Range(min=1, max=3650))


def _json(key: ApiKey, secret: str = "") -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes.split(),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    }
    return {**data, "secret": secret} if secret else data


@blp.route("", methods=["GET"])
@needs(Permission.SIGNED_IN)
@blp.response(200, KeysDocument)
def list_keys() -> Response:
    """List your keys, with their last use"""
    rows = db.session.scalars(select(ApiKey).where(ApiKey.person_id == actor().person_id).order_by(ApiKey.id))
    return answer({"items": [_json(key) for key in rows]})


def _until(days: int) -> datetime:
    """When a new key expires: never later than the key that makes it."""
    known: Caller = g.caller
    wanted = now() + timedelta(days=days)
    return min(wanted, known.expires_at) if known.expires_at else wanted


@blp.route("", methods=["POST"])
@needs(Permission.KEYS_OWN)
@blp.arguments(KeySchema)
@blp.response(201, KeyDocument)
def make(data: dict[str, Any]) -> Response:
    """Make a key; the secret is in this answer and never to be had again"""
    own = frozenset(p for scope in g.caller.scopes for p in SCOPES.get(scope, frozenset()))
    wider = [scope for scope in data["scopes"] if not SCOPES[scope] <= own]
    if wider:
        raise Forbidden(f"Your key does not have all that the scope {wider[0]} lets through.", field="scopes")
    with transaction() as session:
        person = session.get_one(Person, actor().person_id)
        secret = make_key(
            session,
            person,
            data["name"],
            " ".join(dict.fromkeys(data["scopes"])),
            now(),
            _until(data["days"]),
        )
        key = session.scalars(select(ApiKey).where(ApiKey.person_id == person.id).order_by(ApiKey.id.desc())).first()
        assert key is not None, "just made"
        return answer(_json(key, secret), 201)


@blp.route("/<int:key_id>", methods=["DELETE"])
@needs(Permission.KEYS_OWN)
@blp.response(200, KeyDocument)
def revoke_key(key_id: int) -> Response:
    """Revoke one of your keys; it opens nothing from this moment"""
    with transaction() as session:
        key = session.scalar(select(ApiKey).where(ApiKey.id == key_id, ApiKey.person_id == actor().person_id))
        if key is None:
            raise NotFound(f"You have no key {key_id}.")
        revoke(session, key_id, now())
        session.refresh(key)
        return answer(_json(key))
