"""A browser without a window: clients that are signed in, and the token that every form carries."""

import re
import secrets
import time
from datetime import UTC, datetime

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from issuetracker.extensions import db, transaction
from issuetracker.models import Person
from issuetracker.services.sessions import Device, open_session
from tests.world import PEOPLE, World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def person_of(world: World, who: str) -> Person:
    """The row of somebody of PEOPLE, or of whom a test has added by an id of their own; read in the app's context."""
    if who in PEOPLE:
        return db.session.scalars(select(Person).where(Person.name == PEOPLE[who][0])).one()
    return db.session.get_one(Person, world.ids[who])


def sign_in(world: World, who: str, *, agent: str = FIREFOX, how: str = "password and second factor") -> FlaskClient:
    """A client with a real session of somebody of PEOPLE: a row, and the cookie that finds it."""
    client = world.app.test_client()
    with world.app.app_context(), transaction() as session:
        person = person_of(world, who)
        token = open_session(session, person.id, how, Device("127.0.0.1", agent), datetime.now(UTC))
        stamp = person.stamp
    with client.session_transaction() as cookie:
        cookie["desk"] = token
        cookie["_user_id"], cookie["_fresh"], cookie["fs_paa"] = stamp, True, time.time()
    return client


def csrf(source: FlaskClient | str) -> str:
    """The token for a form: out of a page's HTML, or made for a client's session."""
    if isinstance(source, str):
        found = _TOKEN.search(source)
        assert found, "the page has no form"
        return found[1]
    with source.session_transaction() as cookie:
        raw: str = cookie.setdefault("csrf_token", secrets.token_hex(20))
    return str(URLSafeTimedSerializer(source.application.secret_key, salt="wtf-csrf-token").dumps(raw))
