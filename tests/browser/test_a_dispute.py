"""A dispute lived through by five people in their browsers; with JavaScript and without (P-71 … P-76)."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.issuetracker.disputes.people import enlarge_board, report, verify

SECRET = "Our cache lifetime is declared (C-37)."


def form_of(page: Page, number: str, action: str) -> Any:
    """An action's form on its own page."""
    page.goto(f"/disputes/{number}/actions/{action}")
    return page.locator(f'form[action="/disputes/{number}/actions/{action}"]')


def fill(form: Any, values: dict[str, Any]) -> None:
    """Fill in, or choose, by the names of the fields."""
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            control = form.locator(f'[name="{name}"]').first
            if control.get_attribute("type") in ("radio", "checkbox"):
                form.locator(f'[name="{name}"][value="{one}"]').check()
            elif control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(label=one)
            else:
                control.fill(one)


def act(page: Page, number: str, action: str, says: str, **values: Any) -> None:
    """Fill in, send, and read that it is done."""
    form = form_of(page, number, action)
    fill(form, values)
    form.get_by_role("button", name=says, exact=True).last.click()
    expect(page.get_by_role("status").first).to_contain_text(f"{says}: done.")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_five_people_live_through_a_dispute_and_a_sixth_steps_aside(site: Site, javascript: bool) -> None:
    enlarge_board(site.world)
    who = ("laboratory", "vendor", "board", "second_board", "twg_chair", "third_board")
    people = {name: site.page(name, java_script_enabled=javascript) for name in who}
    laboratory, vendor, board, second, adviser, linked = people.values()

    laboratory.goto("/disputes")
    laboratory.get_by_role("link", name="Report a dispute").click()
    laboratory.get_by_label("The other party").fill("Voltwerk B.V.")
    laboratory.get_by_label("Subject").fill("Result of TC_C_34_CS")
    laboratory.get_by_label("Your statement").fill("The blocked status must win.")
    laboratory.get_by_label("What you have done").fill("A call on 2 February.")
    laboratory.get_by_label("Evidence").set_input_files({"name": "run.log", "mimeType": "text/plain", "buffer": b"> 1"})
    laboratory.get_by_role("button", name="Report the dispute").click()
    laboratory.wait_for_url(re.compile(r"/disputes/D-\d{4}-\d{4}"))
    number = laboratory.url.split("/disputes/")[1][:11]

    act(linked, number, "declare-link", "Declare a link of one's own to a party and step aside", link="I worked there.")
    board.goto("/board")
    board.get_by_role("link", name=re.compile("Decide whether it is admissible")).click()
    expect(board.locator("h1")).to_have_text("Result of TC_C_34_CS")
    act(board, number, "decide-admissibility", "Decide whether the dispute is admissible",
        admissible="yes", reason="It is about a test case.")  # fmt: skip
    act(board, number, "open-round", "Ask one or both parties for a statement",
        sides=["vendor"], question="What did the log say?", working_days="5")  # fmt: skip

    vendor.goto("/disputes")
    expect(vendor.get_by_role("cell", name="Give the statement that the Board asks for")).to_be_visible()
    form = form_of(vendor, number, "give-statement")
    form.get_by_label("Statement").fill(SECRET)
    form.get_by_label("Evidence").last.set_input_files({"name": "t.pdf", "mimeType": "text/plain", "buffer": b"%PDF"})
    form.get_by_role("button", name="Give a statement, with evidence", exact=True).last.click()
    expect(vendor.get_by_role("article").get_by_text(SECRET)).to_be_visible()
    laboratory.goto(f"/disputes/{number}")
    expect(laboratory.get_by_text(SECRET)).to_have_count(0)

    act(board, number, "share-statements", "Share statements with both parties: from then on both see the same",
        statements=["2"])  # fmt: skip
    laboratory.goto(f"/disputes/{number}")
    expect(laboratory.get_by_text(SECRET)).to_be_visible()
    expect(laboratory.get_by_role("link", name="t.pdf")).to_be_visible()

    act(second, number, "ask-advice", "Ask a working group or the Technical Editors for advice",
        adviser="twg", question="Is the wait in the plan?", statements=["2"])  # fmt: skip
    adviser.goto("/work")
    adviser.get_by_role("link", name="Your advice is asked").click()
    expect(adviser.get_by_text(SECRET)).to_be_visible()
    expect(adviser.get_by_text("The blocked status must win.")).to_have_count(0)
    act(adviser, number, "give-advice", "Answer the Board's question", body="It is not.")

    _propose_in_rows(board, number)
    expect(vendor.goto(f"/disputes/{number}") and vendor.get_by_text("The test is repeated.")).to_have_count(0)
    act(second, number, "approve-decision", "Approve the decision")
    vendor.goto(f"/disputes/{number}")
    expect(vendor.get_by_text("The test is repeated.")).to_be_visible()
    expect(vendor.get_by_text("Ruth Okafor")).to_have_count(0)

    act(laboratory, number, "report-corrective", "Say that a corrective action is done", how="Repeated; it passes.")
    act(board, number, "confirm-corrective", "Confirm that a corrective action is done")
    laboratory.goto(f"/disputes/{number}")
    expect(laboratory.get_by_text("Ended: decided.")).to_be_visible()
    linked.goto(f"/disputes/{number}")
    expect(linked.get_by_text("The test is repeated.")).to_have_count(0)
    assert verify(site.world) == []


def _propose_in_rows(board: Page, number: str) -> None:
    """Two arguments and a corrective action, each row added by its button; one reason is forgotten at first."""
    form = form_of(board, number, "propose-decision")
    fill(form, {"outcome": "The test is repeated.", "arguments-0-argument": "The status must win."})
    form.get_by_role("button", name="Add another").first.click()
    fill(form, {"arguments-1-argument": "The wait is not in the plan.", "arguments-1-reason": "It is not."})
    form.get_by_role("button", name="Add one").click()
    fill(form, {"correctives-0-what": "Repeat it.", "correctives-0-owner": "laboratory"})
    fill(form, {"correctives-0-due_on": "2026-04-30"})
    form.get_by_role("button", name="Propose the decision as an exact text", exact=True).last.click()
    expect(board.get_by_role("alert")).to_contain_text("The Board's reason: Fill this in.")
    fill(form, {"arguments-0-reason": "Only when it arrives in time."})
    form.get_by_role("button", name="Propose the decision as an exact text", exact=True).last.click()
    expect(board.get_by_role("status").first).to_contain_text("done.")


def test_whoever_is_recused_reads_only_that_they_are(site: Site) -> None:
    """P-76."""
    enlarge_board(site.world)
    number = report(site.world)
    page = site.page("third_board")
    act(page, number, "declare-link", "Declare a link of one's own to a party and step aside", link="I worked there.")
    expect(page.get_by_text(number)).to_be_visible()
    page.goto(f"/disputes/{number}")
    expect(page.locator("h1")).to_have_text("You do not sit in this dispute")
    expect(page.get_by_text("TC_C_34_CS")).to_have_count(0)
