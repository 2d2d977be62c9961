"""Every route has a named permission, every permission its roles; reading changes nothing."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlalchemy import select

from issuetracker.extensions import db, transaction
from issuetracker.fields import BIGGEST_ID
from issuetracker.models import Base, Person
from issuetracker.services.keys import make_key
from tests.architecture.rich_case import a_rich_case
from tests.architecture.route_table import ALLOWED, BY_SCOPE, PAGES, PUBLIC, ROUTES
from tests.world import MONDAY, PEOPLE, World

NOWHERE = {
    "string:number": "OCA-2026-9999",
    "string:dispute": "D-2026-9999",
    "string:notice": "OCA-2026-9999-N1",
    "string:resolution": "R-2026-9999",
    "string:release": "REL-2026-9999",
    "path:name": "init.js",
    "path:number": "OCA.0000",
}


def _routes() -> Iterator[tuple[str, str, str]]:
    """Method, rule and permission of every route of the API."""
    for route, permission in ROUTES.items():
        method, rule = route.split(" ", 1)
        yield method, rule, permission


def _address(rule: str) -> str:
    """A route with places filled so that nothing is found there."""
    for place in NOWHERE:
        rule = rule.replace(f"<{place}>", NOWHERE[place])
    return "".join(
        part.split(">", 1)[-1] if i else part for i, part in enumerate(rule.replace("<int:", "999999<").split("<"))
    )


def test_every_route_names_its_permission(desk: World) -> None:
    named = {
        f"{method} {rule.rule}": getattr(desk.app.view_functions[rule.endpoint], "permission", None)
        for rule in desk.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert named == ROUTES | PAGES


def test_without_a_key_every_route_that_is_not_public_answers_401(desk: World) -> None:
    for method, rule, permission in _routes():
        for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": "Digest x"}):
            response = desk.client.open(_address(rule), method=method, headers=headers)
            response.close()
            if permission == PUBLIC:
                assert response.status_code in (200, 302, 404), rule
            else:
                assert response.status_code == 401, (method, rule)
                assert response.content_type == "application/problem+json"
                assert response.headers["WWW-Authenticate"]


def test_no_route_takes_what_no_database_does(desk: World) -> None:
    """An id beyond PostgreSQL's integers and U+0000 in a text stand for nothing, in the address of any route."""
    places, taken = desk.app.url_map.bind("desk.example"), []
    for rule in desk.app.url_map.iter_rules():
        for name in rule.arguments:
            bad = str(BIGGEST_ID + 1) if f"<int:{name}>" in rule.rule else "a\0b"
            address = re.sub(rf"<(\w+:)?{name}>", lambda _, bad=bad: bad, rule.rule)
            address = re.sub(r"<(\w+:)?\w+>", "1", address)
            if places.test(address, "GET") or places.test(address, "POST"):
                taken.append(address)
    assert taken == []


def test_whoever_guesses_keys_is_told_to_wait_and_nobody_else_at_the_same_address(desk: World) -> None:
    answers = [desk.client.get("/api/v1/me", headers={"Authorization": f"Bearer oca_{n}"}) for n in range(22)]
    assert {answer.status_code for answer in answers[:20]} == {401}
    assert answers[-1].status_code == 429
    assert answers[-1].content_type == "application/problem+json"
    assert answers[-1].headers["Retry-After"]
    assert desk.request("laboratory", "GET", "me").status_code == 200


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_reaches_exactly_the_routes_of_their_roles(desk: World, who: str) -> None:
    for method, rule, permission in _routes():
        if permission == PUBLIC:
            continue
        response = desk.request(who, method, _address(rule))
        by_permission = response.status_code == 403 and "#Forbidden" in response.json["type"]
        assert by_permission == (who not in ALLOWED[permission]), (who, method, rule, response.text)


@pytest.mark.parametrize("scope", BY_SCOPE)
@pytest.mark.parametrize("who", ["office", "laboratory", "provider"])
def test_a_key_reaches_only_what_its_scope_lets_through(desk: World, who: str, scope: str) -> None:
    with desk.app.app_context(), transaction() as session:
        email = "petra.vogel@dekra.example" if who == "laboratory" else f"{who}@oca.example"
        person = session.scalars(select(Person).where(Person.email == email)).one()
        desk.keys[who] = make_key(session, person, "narrow", scope, MONDAY)
    for method, rule, permission in _routes():
        if permission == PUBLIC:
            continue
        response = desk.request(who, method, _address(rule))
        refused = response.status_code == 403 and "#Forbidden" in response.json["type"]
        may = permission in BY_SCOPE[scope] and who in ALLOWED[permission]
        assert refused == (not may), (who, scope, method, rule, response.text)


def test_a_view_that_names_no_permission_is_for_nobody(desk: World) -> None:
    desk.app._got_first_request = False
    desk.app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "open to all")
    assert desk.client.get("/api/v1/forgotten").status_code == 401
    assert desk.request("office", "GET", "/api/v1/forgotten").status_code == 403


def digest(world: World) -> dict[str, str]:
    """A digest of every table."""
    with world.app.app_context():
        return {
            table.name: sha256(
                json.dumps(sorted([repr(tuple(row)) for row in db.session.execute(table.select())])).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
        }


def test_no_get_changes_anything(desk: World) -> None:
    """P-96: what is read is not written, whoever reads it."""
    rich = a_rich_case(desk)
    before, answered = digest(desk), set()
    for method, rule, _ in _routes():
        if method != "GET":
            continue
        for who in PEOPLE:
            for verb in ("GET", "HEAD", "OPTIONS"):
                response = desk.request(who, verb, rich.fill(rule), query_string=_query(rule))
                response.close()
                assert response.status_code < 500
                if response.status_code < 400 and verb == "GET":
                    answered.add(rule)
    assert answered == {rule for method, rule, _ in _routes() if method == "GET"}
    assert digest(desk) == before


def test_a_preview_changes_nothing(desk: World) -> None:
    rich = a_rich_case(desk)
    before = digest(desk)
    for who, action, given in (
        ("cwg_chair", "declare-not-necessary", {"step": "documentation", "reason": "None."}),
        ("cwg_chair", "decide-certification", {"certified": True, "reason": "Yes."}),
        ("editor", "add-message", {"body": "Seen."}),
        ("provider", "accept-octt-bug", {}),
        ("laboratory", "withdraw", {"reason": "Found it."}),
    ):
        response = desk.request(who, "POST", f"cases/{rich.number}/preview", json={"action": action, "with": given})
        assert response.status_code == (403 if who == "provider" else 200), response.text
        assert digest(desk) == before


def _query(rule: str) -> dict[str, str]:
    return {"start": "2026-03-31T10:00:00+02:00", "working_days": "5"} if rule.endswith("/due") else {}
