"""Passkeys in a real browser, with Chromium's own virtual authenticator."""

import re
from datetime import timedelta

from flask_security import hash_password
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import delete

from issuetracker.extensions import transaction
from issuetracker.models import Passkey
from tests.browser.conftest import Site
from tests.browsing import person_of

PASSWORD = "correct horse battery"


def _authenticator(page: Page, *, verifies: bool = True) -> CDPSession:
    """A telephone's authenticator that says yes; `verifies` its owner by finger or face."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": verifies,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def _add(page: Page, name: str, usage: str) -> None:
    page.goto("/account/passkeys")
    page.get_by_label("Name").fill(name)
    page.get_by_label(re.compile(usage)).check()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text(f"The passkey “{name}” was added.")).to_be_visible()


def _sign_out(page: Page) -> None:
    page.goto("/account")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def test_a_passkey_is_added_signs_in_by_itself_shows_who_one_is_and_is_removed(site: Site) -> None:
    page = site.page("office")
    _authenticator(page)
    _add(page, "Telephone", "instead of password and code")
    _sign_out(page)
    page.get_by_role("link", name="Passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/work")
    page.goto("/account")
    expect(page.get_by_text("Henk Jansen").first).to_be_visible()
    expect(page.locator("#sessions").get_by_text("passkey")).to_be_visible()

    site.world.travel(timedelta(minutes=31))  # who somebody is must be shown again
    page.goto("/account/recovery-codes")
    page.get_by_role("link", name="With a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.goto("/account/passkeys")
    page.get_by_role("button", name="Remove Telephone").click()
    expect(page.get_by_text("The passkey “Telephone” was removed.")).to_be_visible()
    told = sorted(letter.subject for letter in site.world.tick())
    assert told == ["a passkey was added", "a passkey was removed"]


def test_a_passkey_is_the_second_factor_after_the_password(site: Site) -> None:
    page = site.page("office")
    _authenticator(page, verifies=False)
    with site.world.app.app_context(), transaction():
        person = person_of(site.world, "office")
        person.password = hash_password(PASSWORD)
    _add(page, "Blue key", "instead of the code")
    _sign_out(page)
    page.get_by_label("E-mail").fill("office@oca.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on to the second factor").click()
    expect(page.get_by_text("Your passkey is the second factor.")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/work")


def test_a_passkey_that_nobody_here_has_says_so(site: Site) -> None:
    page = site.page("office")
    _authenticator(page)
    _add(page, "Telephone", "instead of password and code")
    with site.world.app.app_context(), transaction() as session:
        session.execute(delete(Passkey))
    _sign_out(page)
    page.goto("/sign-in/passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("No account here has this passkey.")).to_be_visible()
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))
