"""Addresses that pages write themselves are those of the routes."""

from flask import url_for

from issuetracker.web.pages import PLACES, VERSION, asset
from issuetracker.web.paths import action_path, case_path, mail_path, ticket_path
from tests.world import World

NUMBER = "OCA-2026-0001"


def test_addresses_in_lists_are_those_of_the_routes(desk: World) -> None:
    with desk.app.test_request_context():
        assert case_path(NUMBER) == url_for("case.read", number=NUMBER)
        assert action_path(NUMBER, "close-case") == url_for("case.form", number=NUMBER, action="close-case")
        with_group = url_for("case.form", number=NUMBER, action="decide-in-group", group="twg")
        assert action_path(NUMBER, "decide-in-group", "twg") == with_group
        assert mail_path(7) == url_for("mail.read", mail_id=7)
        assert ticket_path(NUMBER) == url_for("tickets_desk.ticket", number=NUMBER)


def test_addresses_in_the_frame_are_those_of_the_routes(desk: World) -> None:
    with desk.app.test_request_context():
        assert all(place.path == url_for(place.endpoint) for place in PLACES)
        assert asset("desk.css") == url_for("pages.static", filename="desk.css", v=VERSION)
