"""Signing in by the organisation's OpenID provider: a real one, on loopback."""

import dataclasses
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from issuetracker.app import create_app
from issuetracker.config import OidcConfig
from issuetracker.extensions import db, transaction
from issuetracker.models import Person
from tests.browsing import person_of
from tests.issuetracker.web.sign_in.people import Browser
from tests.issuetracker.web.sign_in.provider import Provider
from tests.world import World

PETRA = {"email": "Petra.Vogel@dekra.example", "email_verified": True}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(claims=PETRA) as opened:
        yield opened


@pytest.fixture
def app(desk: World, provider: Provider) -> Iterator[Flask]:
    oidc = OidcConfig(provider.issuer, "desk", "the secret of the client", "DEKRA", ("dekra.example",))
    app = create_app(dataclasses.replace(desk.config, oidc=oidc))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _to_the_provider(client: FlaskClient) -> str:
    """The address with which the provider sends the browser back."""
    start = client.get("/sign-in/organisation")
    assert start.status_code == 302, start.text
    sent = requests.get(start.location, allow_redirects=False, timeout=10)
    back = urlsplit(sent.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "https://desk.oca.example/sign-in/organisation/return"
    return f"{back.path}?{back.query}"


def _round_trip(client: FlaskClient) -> TestResponse:
    return client.get(_to_the_provider(client))


def _is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_whoever_the_provider_knows_is_signed_in_by_their_address(app: Flask, provider: Provider) -> None:
    client = app.test_client()
    assert "DEKRA" in client.get("/sign-in").text
    assert _round_trip(client).location == "/"
    account = client.get("/account").text
    assert "Petra Vogel" in account
    assert '<span class="small quiet">DEKRA</span>' in account
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"]
    assert asked["scope"] == "openid email profile"


def test_an_answer_counts_once_and_in_its_own_browser_only(app: Flask) -> None:
    client, other = app.test_client(), app.test_client()
    back = _to_the_provider(client)
    for browser, path in (
        (other, back),
        (client, back.replace("state=", "state=x")),
        (client, "/sign-in/organisation/return"),
        (client, "/sign-in/organisation/return?error=access_denied&state=x"),
    ):
        refused = browser.get(path)
        assert refused.status_code == 400, path
        assert "You are not signed in" in refused.text
        assert not _is_in(browser)
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email_verified": False}, "has not verified your e-mail address"),
        ({"email_verified": "true"}, "has not verified your e-mail address"),
        ({"email": "office@oca.example"}, "does not speak for your e-mail address"),
        ({"email": "office@oca.example@dekra.example"}, "has no account at this desk"),
        ({"email": "new@dekra.example"}, "has no account at this desk"),
        ({"email": ""}, "does not speak for your e-mail address"),
    ],
)
def test_nobody_else_is_let_in_and_nobody_is_made(
    app: Flask, provider: Provider, claims: dict[str, object], said: str
) -> None:
    provider.claims = {**PETRA, **claims}
    client = app.test_client()
    with app.app_context():
        before = db.session.scalar(select(func.count(Person.id)))
    refused = _round_trip(client)
    assert refused.status_code == 403
    assert said in refused.text
    assert not _is_in(client)
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id))) == before


def test_somebody_who_was_deactivated_is_not_let_in(app: Flask, desk: World) -> None:
    with desk.app.app_context(), transaction():
        person_of(desk, "laboratory").active = False
    assert "has no account" in _round_trip(app.test_client()).text


def test_a_token_with_a_wrong_nonce_signature_audience_or_issuer_is_refused(app: Flask, provider: Provider) -> None:
    for change in (
        {"nonce": "another"},
        {"signs_with": RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})},
        {"claims": {**PETRA, "aud": "somebody else"}},
        {"claims": {**PETRA, "iss": "https://evil.example"}},
        {"claims": {**PETRA, "exp": 1}},
    ):
        before = {name: getattr(provider, name) for name in change}
        for name, value in change.items():
            setattr(provider, name, value)
        client = app.test_client()
        refused = _round_trip(client)
        assert refused.status_code == 400, (change, refused.text)
        assert "could not be verified" in refused.text or "does not belong" in refused.text
        assert not _is_in(client)
        for name, value in before.items():
            setattr(provider, name, value)
    assert _round_trip(app.test_client()).status_code == 302


def test_a_provider_that_does_not_answer_is_a_page_and_no_error(desk: World) -> None:
    with Provider() as gone:
        oidc = OidcConfig(gone.issuer, "desk", "secret", "DEKRA", ("dekra.example",))
    app = create_app(dataclasses.replace(desk.config, oidc=oidc))
    answer = app.test_client().get("/sign-in/organisation")
    assert answer.status_code == 502
    assert "does not answer" in answer.text
    with app.app_context():
        db.engine.dispose()


def test_without_an_organisation_there_is_no_such_door(desk: World) -> None:
    browser = Browser(desk)
    assert browser.get("/sign-in/organisation").status_code == 404
    assert browser.get("/sign-in/organisation/return?code=x&state=y").status_code == 404
