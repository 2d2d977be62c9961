"""Worlds with a Board of three."""

import pytest

from tests.issuetracker.disputes.people import enlarge_board
from tests.world import World


@pytest.fixture
def court(world: World) -> World:
    """A desk on both databases."""
    enlarge_board(world)
    return world


@pytest.fixture
def small_court(desk: World) -> World:
    """The same on SQLite."""
    enlarge_board(desk)
    return desk
