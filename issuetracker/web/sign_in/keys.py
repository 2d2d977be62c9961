"""One's own API keys: listed with their last use, made and shown once, revoked."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_security import auth_required
from sqlalchemy import select
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import ApiKey, Person
from issuetracker.permissions import SCOPES, Permission, needs
from issuetracker.services.errors import NotFound
from issuetracker.services.keys import make_key, revoke
from issuetracker.web.pages import page, said
from issuetracker.web.sign_in.settings import FRESH_FOR
from issuetracker.web.visitor import actor, now

blueprint = Blueprint("account_keys", __name__, url_prefix="/account/keys")
SCOPE_WORDS = {
    "read": "Read what you may read",
    "file": "File issues",
    "act": "Act on cases, messages and tickets",
    "manage": "Everything that you may do",
}
_DAYS = (30, 90, 365, 730)
# A key outlives the session that made it: whoever only found a browser open makes none.
_fresh = auth_required("session", within=lambda: FRESH_FOR, grace=lambda: FRESH_FOR)


@blueprint.get("")
@needs(Permission.KEYS_OWN)
@_fresh
def own_keys() -> Any:
    """Your keys, and a form for another."""
    return _page()


@blueprint.post("")
@needs(Permission.KEYS_OWN)
@_fresh
def make() -> Any:
    """Make a key; it is on this one page and never to be had again."""
    name = request.form.get("name", "").strip()
    scopes = [scope for scope in SCOPES if scope in request.form.getlist("scope")]
    days = request.form.get("days", type=int)
    wrong = {}
    if not 1 <= len(name) <= 100:
        wrong["name"] = "Say what the key is for, in up to 100 characters."
    if not scopes:
        wrong["scope"] = "Choose at least one thing that it lets through."
    if days not in _DAYS:
        wrong["days"] = "Choose how long it is good."
    if wrong:
        return _page(422, wrong=wrong)
    with transaction() as writing:
        person = writing.get_one(Person, actor().person_id)
        secret = make_key(writing, person, name, " ".join(scopes), now(), now() + timedelta(days=days or 0))
    return _page(201, secret=secret, made=name)


@blueprint.post("/<int:key_id>/revoke")
@needs(Permission.KEYS_OWN)
def revoke_key(key_id: int) -> Response:
    """Revoke a key; it opens nothing from this moment."""
    with transaction() as writing:
        key = writing.scalar(select(ApiKey).where(ApiKey.id == key_id, ApiKey.person_id == actor().person_id))
        if key is None:
            raise NotFound(f"You have no key {key_id}.")
        revoke(writing, key_id, now())
    said(f"The key “{key.name}” opens nothing any more.")
    return redirect(url_for("account_keys.own_keys"))


def _page(status: int = 200, **values: Any) -> Any:
    keys = db.session.scalars(select(ApiKey).where(ApiKey.person_id == actor().person_id).order_by(ApiKey.id.desc()))
    given = {"wrong": {}, "secret": "", "made": "", **values}
    return page(
        "sign_in/keys.html",
        status,
        keys=keys.all(),
        scopes=SCOPE_WORDS,
        days=_DAYS,
        at=now(),
        typed=request.form,
        **given,
    )
