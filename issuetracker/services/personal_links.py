"""Links that are their recipient's alone: they open a page without signing in, and are cut from what is passed on."""

import re
from collections.abc import Callable

from issuetracker.services.desk import Desk

CUT = "[personal link left out]"
_OPEN_BY_THEMSELVES = ("follow", "notice", "notice-contact", "invitation", "forgotten", "sign-in/link")


def cutting(desk: Desk) -> Callable[[str], str]:
    """Cuts them from a text, plain or HTML."""
    places = "|".join(_OPEN_BY_THEMSELVES)
    personal = re.compile(rf"{re.escape(desk.base_url)}/(?:{places})/[^\s\"'<>]+")
    return lambda text: personal.sub(CUT, text)
