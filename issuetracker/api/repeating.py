"""`Idempotency-Key`: a repeated POST answers with what the first one made, and makes nothing twice."""

from collections.abc import Callable
from typing import TypeVar

from flask import request
from sqlalchemy.orm import Session

from issuetracker.api.auth import actor, now
from issuetracker.models import IdempotentRequest
from issuetracker.services.errors import InvalidFields

Made = TypeVar("Made")


def once(
    session: Session,
    fingerprint: str,
    make: Callable[[], Made],
    again: Callable[[IdempotentRequest], Made],
    *,
    ids: Callable[[Made], dict[str, int]],
) -> tuple[Made, bool]:
    """What a request makes, and True if it was made now; the request is known again by its key and fingerprint.

    `ids` says which row was made, by the name of its column in `IdempotentRequest`; `again` finds it.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return make(), True
    if len(key) > 200:
        raise InvalidFields({"Idempotency-Key": "At most 200 characters."})
    person_id = actor().person_id
    known = session.get(IdempotentRequest, (person_id, key))
    if known is not None:
        if known.request_sha256 != fingerprint:
            raise InvalidFields({"Idempotency-Key": "This key was used with another request; use a new one."})
        return again(known), False
    made = make()
    session.add(IdempotentRequest(person_id=person_id, key=key, request_sha256=fingerprint, at=now(), **ids(made)))
    return made, True
