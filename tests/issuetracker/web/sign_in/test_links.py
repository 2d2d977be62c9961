"""Other doors: the administrator's link, and the demo's buttons where they are asked for."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from issuetracker.app import create_app
from issuetracker.extensions import db, transaction
from issuetracker.services.accounts import sign_in_link
from tests.browsing import csrf, person_of
from tests.issuetracker.web.sign_in.people import Browser
from tests.world import World


def _link(world: World, who: str = "office") -> str:
    with world.app.app_context(), transaction() as session:
        link = sign_in_link(
            session, world.app.extensions["desk"], person_of(world, who), "the command line", datetime.now(UTC)
        )
    return link.removeprefix("https://desk.oca.example")


def test_the_administrators_link_lets_in_once_and_not_by_being_looked_at(world: World) -> None:
    link = _link(world)
    browser = Browser(world)
    for _ in range(2):
        assert "Sign in as Henk Jansen" in browser.get(link).text
        assert not browser.is_in()
    assert browser.post(f"{link}/use").location == "/account"
    assert "link of the administrator" in browser.get("/account").text
    assert Browser(world).post(f"{link}/use").status_code == 410
    assert browser.set_up().location == "/account", "and a second factor can be set up"


def test_the_administrators_link_is_good_for_a_quarter_of_an_hour(desk: World) -> None:
    link = _link(desk)
    desk.travel(timedelta(minutes=15, seconds=1))
    assert Browser(desk).get(link).status_code == 410
    assert Browser(desk).post(f"{link}/use").status_code == 410


def test_whoever_sat_there_before_is_signed_out_by_a_link(desk: World) -> None:
    browser = Browser(desk)
    browser.post(f"{_link(desk, 'laboratory')}/use")
    assert "Petra Vogel" in browser.get("/account").text
    browser.post(f"{_link(desk, 'office')}/use")
    assert "Henk Jansen" in browser.get("/account").text


@pytest.fixture
def demo(desk: World) -> Iterator[Flask]:
    config = dataclasses.replace(desk.config, demo_sign_in=True, base_url="http://localhost:8080")
    accounts = [
        {"role": "OCA office", "name": "Henk Jansen", "email": "office@oca.example", "key": "x"},
        {"role": "vendor", "name": "Jeroen Bakker", "email": "j.bakker@voltwerk.example", "key": "x"},
    ]
    config.var_dir.mkdir(parents=True, exist_ok=True)
    (config.var_dir / "demo-accounts.json").write_text(json.dumps(accounts))
    app = create_app(config)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_demos_page_signs_in_as_anybody_in_its_list(desk: World, demo: Flask) -> None:
    client = demo.test_client()
    page = client.get("/sign-in").text
    assert "Demo: sign in as …" in page
    with desk.app.app_context():
        office, board = person_of(desk, "office").id, person_of(desk, "board").id
    assert client.post(f"/sign-in/as/{board}", data={"csrf_token": csrf(page)}).status_code == 404, "not of the demo"
    assert client.post(f"/sign-in/as/{office}").status_code == 400, "without the form's token"
    assert client.post(f"/sign-in/as/{office}", data={"csrf_token": csrf(page)}).location == "/"
    account = client.get("/account").text
    assert "Henk Jansen" in account
    assert "demo" in account


def test_where_the_demos_door_is_not_asked_for_there_is_none(desk: World, demo: Flask) -> None:
    browser = Browser(desk)
    assert "Demo" not in browser.get("/sign-in").text
    with desk.app.app_context():
        office = person_of(desk, "office").id
    assert browser.post(f"/sign-in/as/{office}").status_code == 404
    assert not browser.is_in()
