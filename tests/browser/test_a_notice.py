"""The office's whole path of step 6a, and the vendor's on a phone; with JavaScript and without (P-50 … P-53)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_a_whole_case import act
from tests.journeys import steps

TEXT = "Number messages in the order of generation, or energy is not billed."
WRONG, RIGHT = "asa@nordlader.example", "safety@nordlader.example"


def _propose(page: Page, number: str) -> None:
    """The chair proposes, with the condition that says which certificates it concerns."""
    page.goto(f"/cases/{number}/actions/propose-severity?group=twg")
    form = page.locator(f'form[action="/cases/{number}/actions/propose-severity"]')
    form.locator('[name="level"][value="high"]').check()
    for name, words in (("interoperability", "Some."), ("manual_actions", "Updates."), ("malfunction", "No.")):
        form.locator(f'[name="{name}"]').fill(words)
    form.locator('[name="notice"]').fill(TEXT)
    while form.locator('[name="condition_attribute"]').count() > 1:
        form.get_by_role("button", name=re.compile("Remove")).last.click()
        page.wait_for_load_state()
    form.locator('[name="condition_attribute"]').first.select_option("ocpp_version")
    form.locator('[name="condition_how"]').first.select_option("is")
    form.locator('[name="condition_value"]').first.fill("2.0.1")
    form.get_by_role("button", name="Propose the severity", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Propose the severity: done.")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_the_office_tells_vendors_mends_a_bounce_and_hears_from_one(site: Site, javascript: bool) -> None:
    world = site.world
    number = world.file()
    steps.analyse(world, number, "specification")
    steps.decide(world, number, "twg")
    world.tick()
    chair, board, office = (site.page(who, java_script_enabled=javascript) for who in ("twg_chair", "board", "office"))

    _propose(chair, number)
    act(board, number, "approve-severity", "Approve the severity")

    office.goto("/office")
    office.goto("/notices")
    office.get_by_role("link", name=re.compile("seqNo")).click()
    expect(office.locator("h1")).to_have_text("Who will be told, and what")
    expect(office.get_by_text("1 vendor has no usable contact")).to_be_visible()
    office.get_by_role("link", name=re.compile("the mail to Nordlader AB")).click()
    expect(office.locator("pre.mail")).to_contain_text("To the contact for notices of Nordlader AB,")
    expect(office.locator("pre.mail")).to_contain_text(f"> {TEXT}")
    office.go_back()
    office.get_by_role("link", name="Correct the list and send").click()
    form = office.locator(f'form[action="/cases/{number}/actions/contact-certified-vendors"]').last
    form.get_by_role("button", name=re.compile("^Contact the certified vendors")).click()
    expect(office.get_by_role("status").first).to_contain_text("done.")

    office.goto(f"/notices/{number}-N1")
    expect(office.get_by_role("heading", name="Being sent")).to_be_visible()
    expect(office.locator("progress")).to_have_count(1)
    world.post_office.faults[WRONG] = "550 5.1.1 no such user"
    world.tick()
    expect(office.get_by_role("heading", name="Being sent")).to_have_count(0)  # the page looks again by itself
    office.goto(f"/notices/{number}-N1?state=needs_a_person")
    row = office.get_by_role("row", name=re.compile("Nordlader AB"))
    expect(row).to_contain_text("550 5.1.1 no such user")
    row.get_by_role("link", name=re.compile("Mend it")).click()
    office.get_by_role("link", name="Send to another address, or say how they were told").click()
    office.get_by_label("To", exact=True).fill(RIGHT)
    office.get_by_label(re.compile("Keep this address")).check()
    office.get_by_role("button", name="Send again").click()
    expect(office.get_by_role("status").first).to_contain_text("On its way again.")
    (letter,) = [letter for letter in world.tick() if letter.recipient == RIGHT]

    link = next(line for line in letter.text.splitlines() if "/notice/" in line).split()[-1]
    vendor = site.page("", java_script_enabled=javascript, viewport={"width": 360, "height": 740})
    vendor.goto(link)
    expect(vendor.get_by_text(TEXT)).to_be_visible()
    expect(vendor.get_by_text("OCA.0201.0053.CS")).to_be_visible()
    expect(vendor.get_by_text("OCA.0201.0069.CS")).to_have_count(0)
    vendor.get_by_label("Your name").fill("Åsa Lindqvist")
    vendor.get_by_role("button", name="We have read this notice").click()
    expect(vendor.get_by_text("by Åsa Lindqvist")).to_be_visible()

    office.goto(f"/notices/{number}-N1?state=acknowledged")
    expect(office.get_by_role("row", name=re.compile("Nordlader AB"))).to_contain_text("Åsa Lindqvist")
