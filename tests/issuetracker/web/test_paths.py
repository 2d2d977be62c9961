"""Addresses that lists write themselves are those of the routes."""

from flask import url_for

from issuetracker.web.paths import action_path, case_path, ticket_path
from tests.world import World

NUMBER = "OCA-2026-0001"


def test_addresses_in_lists_are_those_of_the_routes(desk: World) -> None:
    with desk.app.test_request_context():
        assert case_path(NUMBER) == url_for("case.read", number=NUMBER)
        assert action_path(NUMBER, "close-case") == url_for("case.form", number=NUMBER, action="close-case")
        assert ticket_path(NUMBER) == url_for("tickets_desk.ticket", number=NUMBER)
