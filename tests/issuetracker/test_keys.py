"""API keys: shown once, kept as a hash, ended by a date or a hand, and never written down anywhere else."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
import structlog
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.log_setup import set_up_logging
from issuetracker.models import ApiKey, Person, PersonRole
from issuetracker.services.keys import make_key, revoke
from tests.world import MONDAY, World


def _person(session: Session) -> Person:
    return session.scalars(select(Person).where(Person.email == "petra.vogel@dekra.example")).one()


def _status(desk: World, authorization: str) -> int:
    return desk.client.get("/api/v1/me", headers={"Authorization": authorization}).status_code


def _last_used(desk: World) -> object:
    with desk.app.app_context():
        return db.session.scalar(select(ApiKey.last_used_at).order_by(ApiKey.id))


def test_a_key_works_until_it_expires_and_not_a_moment_longer(desk: World) -> None:
    with desk.app.app_context(), transaction() as session:
        key = make_key(session, _person(session), "bench", "read", MONDAY, MONDAY + timedelta(days=1))
    desk.travel(MONDAY + timedelta(days=1) - timedelta(seconds=1))
    assert _status(desk, f"Bearer {key}") == 200
    desk.travel(MONDAY + timedelta(days=1))
    refused = desk.client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    assert refused.status_code == 401
    assert "expired" in refused.json["detail"]


def test_a_revoked_key_opens_nothing_from_that_moment(desk: World) -> None:
    with desk.app.app_context(), transaction() as session:
        key = make_key(session, _person(session), "bench", "read", MONDAY)
        made = session.scalars(select(ApiKey).where(ApiKey.name == "bench")).one().id
    assert _status(desk, f"Bearer {key}") == 200
    with desk.app.app_context(), transaction() as session:
        revoke(session, made, MONDAY)
    assert _status(desk, f"Bearer {key}") == 401


def test_a_person_who_has_left_opens_nothing(desk: World) -> None:
    with desk.app.app_context(), transaction() as session:
        _person(session).active = False
    assert desk.request("laboratory", "GET", "cases").status_code == 401


def test_a_person_without_roles_may_do_nothing(desk: World) -> None:
    with desk.app.app_context(), transaction() as session:
        session.execute(delete(PersonRole).where(PersonRole.person_id == _person(session).id))
    assert desk.request("laboratory", "GET", "me").json["title"] == "Your role or your API key does not allow this."


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer oca_unknown",
        "Basic eDp5",
        "{key}",
        "Token {key}",
        "Bearer {key}x",
        "Bearer {upper}",
        "Bearer x {key}",
    ],
)
def test_what_is_not_a_key_is_refused_without_saying_why_it_might_be_one(desk: World, given: str) -> None:
    key = desk.keys["laboratory"]
    assert _status(desk, given.format(key=key, upper=key.upper())) == 401
    refused = desk.client.get("/api/v1/cases", headers={"Authorization": given.format(key=key, upper=key.upper())})
    assert refused.content_type == "application/problem+json"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert key not in refused.text


def test_the_scheme_is_read_in_any_case(desk: World) -> None:
    assert _status(desk, f"bearer {desk.keys['laboratory']}") == 200


def test_the_last_use_is_noted_but_not_at_every_request(desk: World) -> None:
    desk.get("laboratory", "me")
    assert _last_used(desk) == MONDAY
    desk.travel(timedelta(seconds=59))
    desk.get("laboratory", "me")
    assert _last_used(desk) == MONDAY
    desk.travel(timedelta(minutes=5))
    desk.get("laboratory", "me")
    assert _last_used(desk) == MONDAY + timedelta(minutes=5, seconds=59)


def test_a_key_is_made_once_shown_once_and_ended_by_its_owner_alone(desk: World) -> None:
    made = desk.request("laboratory", "POST", "keys", json={"name": "bench 3", "scopes": ["read"], "days": 30})
    assert made.status_code == 201
    secret, key_id = made.json["secret"], made.json["id"]
    assert _status(desk, f"Bearer {secret}") == 200
    assert secret not in desk.request("laboratory", "GET", "keys").text
    assert key_id not in [key["id"] for key in desk.get("office", "keys")["items"]]
    assert desk.request("office", "DELETE", f"keys/{key_id}").status_code == 404
    assert desk.request("laboratory", "DELETE", f"keys/{key_id}").json["revoked_at"]
    assert _status(desk, f"Bearer {secret}") == 401


def test_a_key_makes_no_key_that_may_more_than_itself(desk: World) -> None:
    narrow = desk.request("laboratory", "POST", "keys", json={"name": "narrow", "scopes": ["read"]}).json["secret"]
    for scope in ("act", "manage"):
        wider = desk.client.post(
            "/api/v1/keys",
            json={"name": "wide", "scopes": ["read", scope]},
            headers={"Authorization": f"Bearer {narrow}"},
        )
        assert wider.status_code == 403


def test_a_key_makes_no_key_that_outlives_it(desk: World) -> None:
    short = desk.request("laboratory", "POST", "keys", json={"name": "short", "scopes": ["act"], "days": 5}).json
    longer = desk.client.post(
        "/api/v1/keys",
        json={"name": "longer", "scopes": ["act"], "days": 90},
        headers={"Authorization": f"Bearer {short['secret']}"},
    )
    assert (longer.status_code, longer.json["expires_at"]) == (201, short["expires_at"])


def test_the_database_has_no_key_in_it(desk: World) -> None:
    desk.get("laboratory", "me")
    with desk.app.app_context():
        rows = [str(tuple(row)) for row in db.session.execute(text("SELECT * FROM api_keys"))]
    assert [who for who, key in desk.keys.items() if any(key in row for row in rows)] == []


@pytest.fixture(params=["text", "json"])
def lines(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """All that is logged, as an operator would read it."""
    before = logging.getLogger().handlers[:], logging.getLogger().level
    set_up_logging("DEBUG", request.param)
    stream = StringIO()
    logging.getLogger().handlers[0].setStream(stream)  # type: ignore[attr-defined]
    yield stream
    logging.getLogger().handlers[:], level = before
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


def test_a_key_is_in_no_log_line_not_even_of_a_failure(desk: World, lines: StringIO) -> None:
    key = desk.keys["laboratory"]
    log = structlog.get_logger("tests")
    log.warning("a request came", header=f"Bearer {key}", url="postgresql://desk:hunter2@db/x password=hunter2")
    logging.getLogger("elsewhere").error("key %s was refused", key)
    with desk.app.app_context(), transaction() as session:
        session.execute(text("ALTER TABLE cases RENAME TO gone"))
    assert desk.request("laboratory", "GET", "cases").status_code >= 500
    assert "a request came" in lines.getvalue()
    assert key not in lines.getvalue()
    assert "password=hunter2" not in lines.getvalue()
