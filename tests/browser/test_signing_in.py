"""Signing in as somebody sees it: each page on the way fits a telephone, and everybody can use it."""

from datetime import UTC, datetime, timedelta

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page, expect
from sqlalchemy import update

from issuetracker.extensions import transaction
from issuetracker.models import CaseLink
from issuetracker.services.accounts import sign_in_link
from tests.browser.conftest import Site
from tests.browser.test_every_page import problems
from tests.browsing import person_of
from tests.issuetracker.web.sign_in.people import PASSWORD, invited

PHONE = {"width": 360, "height": 800}


def _right(page: Page) -> None:
    """Nothing that axe-core finds, nothing wider than the window."""
    assert problems(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def _code(key: str) -> str:
    return str(TOTP(key.replace("-", "")).generate(datetime.now(UTC)).token)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_whole_way_in(site: Site, colours: str) -> None:
    email, letter = invited(site.world)
    link = next(word for word in letter.text.split() if "/invitation/" in word)
    page = site.page("", color_scheme=colours, viewport=PHONE)

    page.goto(link)
    _right(page)
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("The same again").fill("short")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Choose at least 12 characters")).to_be_visible()
    _right(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", name="Set up an authenticator")).to_be_visible()
    _right(page)
    page.get_by_role("button", name="Show the key").click()
    expect(page.locator(".qr svg")).to_be_visible()
    _right(page)
    key = page.locator("dd.secret").inner_text()
    page.get_by_label("Code").fill(_code(key))
    page.get_by_role("button", name="Set up").click()

    page.get_by_role("button", name="Make recovery codes").click()
    expect(page.get_by_role("listitem").filter(has_text="-").first).to_be_visible()
    _right(page)
    page.goto("/account")
    _right(page)
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()

    site.world.travel(timedelta(minutes=1))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("wrong horse battery")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Four more tries")).to_be_visible()
    _right(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    _right(page)
    page.get_by_role("link", name="Use a recovery code").click()
    _right(page)
    page.get_by_role("link", name="Back to the authenticator").click()
    page.get_by_label("Code").fill(_code(key))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/work")


def test_links_that_are_over_and_the_administrators(site: Site) -> None:
    page = site.page("", viewport=PHONE)
    world = site.world
    with world.app.app_context(), transaction() as session:
        link = sign_in_link(session, world.app.extensions["desk"], person_of(world, "office"), "x", datetime.now(UTC))
    page.goto(link)
    _right(page)
    page.goto("/invitation/nonsense")
    _right(page)
    contact = {"name": "Mila Nováková", "email": "mila@voltwerk.example", "phone": ""}
    number = world.file(vendor_contact=contact)
    world.act("editor", number, "record-analysis", outcome="specification", issue="Two readings.", cause="E04.")
    letter = next(letter for to, _, letter in world.post() if to == "mila@voltwerk.example")
    follow = next(word for word in letter.text.split() if "/follow/" in word)
    page.goto(follow)
    expect(page.get_by_text(number).first).to_be_visible()
    page.goto("/account")
    expect(page.get_by_text("Your link opens one case and nothing else.")).to_be_visible()
    _right(page)
    with world.app.app_context(), transaction() as session:
        session.execute(update(CaseLink).values(expires_at=datetime.now(UTC)))
    page.goto(follow)
    _right(page)
    page.get_by_role("button", name="Mail me a new link").click()
    expect(page.get_by_text("is on its way to mila@voltwerk.example")).to_be_visible()
