"""Every page has a named permission, every permission its roles; no page without a session, no form without token."""

from collections.abc import Iterator

import pytest

from tests.architecture.rich_case import a_rich_case, action_of
from tests.architecture.route_table import ALLOWED, PAGES, PUBLIC
from tests.architecture.test_routes import digest
from tests.browsing import csrf, sign_in
from tests.world import PEOPLE, World

PLACES = {
    "<path:number>": "OCA.0000",
    "<string:step>": "confirmation",
    "<string:number>": "OCA-2026-9999",
    "<string:dispute>": "D-2026-9999",
    "<string:notice>": "OCA-2026-9999-N1",
    "<string:resolution>": "R-2026-9999",
    "<string:release>": "REL-2026-9999",
    "<string:action>": "record-analysis",
    "<path:filename>": "desk.css",
    "<string:token>": "no-such-token",
    "<token>": "no-such-token",
    "<string:kind>": "vendor",
    "<string:report>": "in-time",
}
SIGNS_IN = ("/sign-out", "/sign-in", "/account", "/second-factor")  # end or change the session that the test holds


def routes() -> Iterator[tuple[str, str, str]]:
    """Method, rule and permission of every page."""
    for route, permission in PAGES.items():
        method, rule = route.split(" ", 1)
        yield method, rule, permission


def nowhere(rule: str) -> str:
    """A route with places filled so that nothing is found there."""
    for place, value in PLACES.items():
        rule = rule.replace(place, value)
    return "".join(
        part.split(">", 1)[-1] if i else part for i, part in enumerate(rule.replace("<int:", "999999<").split("<"))
    )


def test_whoever_is_not_signed_in_is_led_to_the_door(desk: World) -> None:
    client = desk.app.test_client()
    for method, rule, permission in routes():
        if permission == PUBLIC:
            continue
        answer = client.open(nowhere(rule), method=method)
        if method == "GET":
            assert answer.status_code == 302, rule
            assert answer.location.startswith("/sign-in"), rule
        else:
            assert answer.status_code in (400, 401), (method, rule)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_reaches_exactly_the_pages_of_their_roles(desk: World, who: str) -> None:
    client = sign_in(desk, who)
    token = csrf(client)
    for method, rule, permission in routes():
        if permission == PUBLIC or rule.startswith(SIGNS_IN):
            continue
        answer = client.open(nowhere(rule), method=method, data={"csrf_token": token} if method == "POST" else None)
        answer.close()
        refused = answer.status_code == 403 and "needs the permission" in answer.text
        assert refused == (who not in ALLOWED[permission]), (who, method, rule, answer.status_code, answer.text[-300:])
        assert answer.status_code < 500, (who, method, rule)


def test_no_form_is_taken_without_its_token(desk: World) -> None:
    clients = {who: sign_in(desk, who) for who in PEOPLE}
    for method, rule, permission in routes():
        if method == "POST":
            who = "office" if permission == PUBLIC or "office" in ALLOWED[permission] else min(ALLOWED[permission])
            answer = clients[who].post(nowhere(rule), data={"anything": "x"})
            assert answer.status_code == 400, rule
            assert "opened too long ago" in answer.text, rule


def test_a_page_that_names_no_permission_is_for_nobody(desk: World) -> None:
    desk.app._got_first_request = False
    desk.app.add_url_rule("/unnamed", "unnamed", lambda: "open to all")
    assert desk.app.test_client().get("/unnamed").status_code == 302
    assert sign_in(desk, "office").get("/unnamed").status_code == 403


def test_no_page_that_is_read_changes_anything(desk: World) -> None:
    rich = a_rich_case(desk)
    clients = {who: sign_in(desk, who) for who in PEOPLE}
    before, answered = digest(desk), set()
    for method, rule, permission in routes():
        if method != "GET" or permission == PUBLIC:
            continue
        address = rich.fill(rule.replace("<string:action>", action_of(rule)))
        for client in clients.values():
            for verb in ("GET", "HEAD", "OPTIONS"):
                answer = client.open(address, method=verb)
                answer.close()
                assert answer.status_code < 500, (verb, address)
                if answer.status_code < 400 and verb == "GET":
                    answered.add(rule)
    missing = {rule for method, rule, permission in routes() if method == "GET" and permission != PUBLIC} - answered
    assert missing == set()
    assert digest(desk) == before


def test_every_page_forbids_what_is_not_its_own(desk: World) -> None:
    policy = sign_in(desk, "editor").get("/work").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert sign_in(desk, "editor").get("/work").headers["Cache-Control"] == "private, no-store"
