"""Every page, light and dark, wide and narrow: nothing overflows, all comes from here, everybody can use it."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.architecture import route_table
from tests.architecture.rich_case import Rich, a_rich_case, action_of
from tests.browser.conftest import Site
from tests.browser.every_page import NO_PAGE, PAGES

MOST_BYTES = 150_000
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURED = ["color-contrast", "link-in-text-block"]
WIDE = 1280
LOOKS = [("light", WIDE), ("dark", WIDE), ("light", 360)]  # what is too wide is so in any colour


def test_no_page_is_forgotten() -> None:
    routes = route_table.ROUTES | route_table.PAGES
    of_people = {route.removeprefix("GET ") for route in routes if route.startswith("GET ") and "/api/" not in route}
    assert of_people == PAGES.keys() | NO_PAGE


def filled(rule: str, rich: Rich) -> str:
    """The address of a page of the rich case."""
    return rich.fill(rule.replace("<string:action>", action_of(rule)))


def visits(rich: Rich) -> Iterator[tuple[str, str]]:
    """Who looks at which address."""
    for rule, people in PAGES.items():
        for who in people:
            yield who, filled(rule, rich)


def problems(page: Page, colours: str = "light") -> list[str]:
    """What axe-core finds, in short; in the dark only what depends on colours, since all else is the same page."""
    every, coloured = {"type": "tag", "values": TAGS}, {"type": "rule", "values": COLOURED}
    options = {"runOnly": every if colours == "light" else coloured}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:160]}" for one in found for node in one["nodes"][:3]
    ]


@pytest.mark.timeout(600)  # some forty pages, each looked at by axe-core
@pytest.mark.parametrize(("colours", "width"), LOOKS)
def test_everybody_can_use_every_page(site: Site, colours: str, width: int) -> None:
    rich = a_rich_case(site.world)
    wrong: dict[str, list[str]] = {}
    opened: dict[str, Page] = {}
    for who, address in visits(rich):
        if who not in opened:
            opened[who] = site.page(
                "" if who == "nobody" else who,
                color_scheme=colours,  # type: ignore[arg-type]
                viewport={"width": width, "height": 900},
            )
        page = opened[who]
        answer = page.goto(address)
        assert answer is not None
        found = [] if answer.status == 200 else [f"status {answer.status}"]
        if width == WIDE:  # what axe-core finds does not depend on the width
            found += problems(page, colours)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("wider than the window")
        if found:
            wrong[f"{who} {address}"] = found
    assert wrong == {}


@pytest.mark.timeout(600)
def test_the_first_visit_is_light(site: Site) -> None:
    rich = a_rich_case(site.world)
    heavy = {}
    for who, found in groupby(sorted(visits(rich)), key=itemgetter(0)):
        page = site.page("" if who == "nobody" else who)
        sizes: list[int] = []
        page.on("response", lambda answer, sizes=sizes: sizes.append(len(answer.body())))
        page.route("**/*", lambda route: route.continue_())  # which keeps nothing of an earlier page
        for _, address in found:
            sizes.clear()
            page.goto(address)
            if sum(sizes) > MOST_BYTES:
                heavy[f"{who} {address}"] = sum(sizes)
            assert len(sizes) > 2, address  # the page, its style, its script
        page.context.close()
    assert heavy == {}
