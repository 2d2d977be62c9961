"""Somebody at a browser, from the invitation in their mail to the second factor."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from issuetracker.extensions import db, transaction
from issuetracker.services.accounts import invite
from tests.browsing import FIREFOX, csrf, person_of
from tests.post_office import Received
from tests.world import World

PASSWORD = "correct horse battery"
_KEY = re.compile(r"<dt>Key</dt><dd class=\"secret\">([A-Z0-9 -]+)</dd>")


@dataclass
class Browser:
    """One browser of one person; `key` is what their authenticator holds."""

    world: World
    email: str = ""
    key: str = ""
    address: str = "192.0.2.1"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.world.app.test_client()

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **self._from(), **options)  # type: ignore[arg-type]

    def post(self, path: str, **form: object) -> TestResponse:
        return self.client.post(path, data={"csrf_token": csrf(self.client), **form}, **self._from())  # type: ignore[arg-type]

    def _from(self) -> dict[str, object]:
        return {"environ_base": {"REMOTE_ADDR": self.address}, "headers": {"User-Agent": FIREFOX}}

    def password(self, password: str = PASSWORD, email: str = "", **form: object) -> TestResponse:
        """Fill in the sign-in page."""
        return self.post("/sign-in", email=email or self.email, password=password, **form)

    def code(self) -> str:
        """What the authenticator shows now."""
        return str(TOTP(self.key.replace("-", "").replace(" ", "")).generate(datetime.now(UTC)).token)

    def set_up(self) -> TestResponse:
        """Show the key, keep it, and give the first code."""
        shown = self.post("/account/authenticator", setup="authenticator")
        assert shown.status_code == 200, shown.text
        found = _KEY.search(shown.text)
        assert found, shown.text
        self.key = found[1]
        return self.post(action_of(shown.text), code=self.code())

    def sign_in(self) -> TestResponse:
        """Password and code; a moment later, since no code is good twice."""
        self.world.travel(timedelta(seconds=60))
        first = self.password()
        assert first.location == "/second-factor?next=/sign-in" or "/second-factor" in first.location, first.text
        return self.post(first.location, code=self.code())

    def is_in(self) -> bool:
        """True if the account opens."""
        return self.get("/account").status_code == 200


def action_of(html: str) -> str:
    """Where the last form of a page goes."""
    return re.findall(r'<form class="card" method="post" action="([^"]+)"', html)[-1]


def link_in(letter: Received, start: str) -> str:
    """The path of the link of a letter that begins so."""
    found = re.search(rf"https://desk\.oca\.example({start}\S+)", letter.text)
    assert found, letter.text
    return found[1]


def invited(world: World, who: str = "office") -> tuple[str, Received]:
    """Invite somebody of PEOPLE; returns their address and the letter."""
    with world.app.app_context(), transaction() as session:
        person = person_of(world, who)
        invite(session, world.app.extensions["desk"], person, "Saskia Janssen", datetime.now(UTC))
        email = person.email
    (letter,) = [letter for to, name, letter in world.post() if name == "account_invitation" and to == email]
    return email, letter


def settled(world: World, who: str = "office") -> Browser:
    """Somebody who has accepted their invitation and set up an authenticator, in a browser where they are signed in."""
    email, letter = invited(world, who)
    browser = Browser(world, email)
    path = link_in(letter, "/invitation/")
    accepted = browser.post(path, password=PASSWORD, password_confirm=PASSWORD)
    assert accepted.location == "/account/authenticator", accepted.text
    assert browser.set_up().location == "/account/recovery-codes"
    return browser


def open_sessions(world: World, who: str = "office") -> int:
    """How many sessions of somebody are open."""
    from issuetracker.services.sessions import LONGEST, sessions_of

    with world.app.app_context():
        person = person_of(world, who)
        return len(sessions_of(db.session(), person.id, datetime.now(UTC), LONGEST))
