"""One specification issue from filing to closing, by five people in their browsers; with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site


def act(page: Page, number: str, action: str, says: str, group: str = "", **values: str) -> None:
    """An action from its own page: fill in, choose, send, and read that it is done."""
    page.goto(f"/cases/{number}/actions/{action}" + (f"?group={group}" if group else ""))
    form = page.locator(f'form[action="/cases/{number}/actions/{action}"]')
    for name, value in values.items():
        control = form.locator(f'[name="{name}"]').first
        if control.get_attribute("type") in ("radio", "checkbox"):
            form.locator(f'[name="{name}"][value="{value}"]').check()
        elif control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    form.get_by_role("button", name=says, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"{says}: done.")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_five_people_live_a_case_from_filing_to_closing(site: Site, javascript: bool) -> None:
    people = {who: site.page(who, java_script_enabled=javascript) for who in
              ("laboratory", "editor", "twg_chair", "board", "cwg_chair", "office")}  # fmt: skip

    laboratory = people["laboratory"]
    laboratory.goto("/file")
    laboratory.get_by_label("Summary").fill("seqNo after an offline transaction: requirement and test case disagree")
    laboratory.get_by_label("Test references").first.fill("tc_e_22_cs")
    laboratory.get_by_label("Description").first.fill("Step 7 expects 9, the station sends 14.")
    laboratory.locator('[name="vendor_name"]').fill("Voltwerk B.V.")
    laboratory.locator('[name="ocpp_version"][value="2.0.1"]').check()
    laboratory.locator('[name="device_type"][value="charging_station"]').check()
    laboratory.get_by_role("button", name="File the issue").click()
    laboratory.wait_for_url(re.compile(r"/cases/OCA-\d{4}-\d{4}"))
    number = laboratory.url.split("/cases/")[1][:13]

    act(
        people["editor"], number, "record-analysis", "Record the analysis",
        outcome="specification", issue="Two requirements disagree.", cause="An old erratum.",
    )  # fmt: skip
    act(
        people["twg_chair"], number, "decide-in-group", "Record the working group's decision", "twg",
        decision="confirmed", argumentation="It is an issue.",
    )  # fmt: skip
    act(
        people["twg_chair"], number, "propose-severity", "Propose the severity", "twg",
        level="low", interoperability="Some.", manual_actions="None.", malfunction="No.",
    )  # fmt: skip
    act(people["board"], number, "approve-severity", "Approve the severity")
    act(
        people["editor"], number, "record-erratum", "Record the erratum",
        kind="correction", title="Numbering of offline messages", document="OCPP 2.0.1 Part 2", new_text="SHALL number",
    )  # fmt: skip
    act(
        people["twg_chair"], number, "contact-cwg",
        "Contact the CWG to change the OCTT or the certification documentation",
        request="Correct the expected number.",
    )  # fmt: skip
    act(
        people["cwg_chair"], number, "decide-in-group", "Record the working group's decision", "cwg",
        decision="confirmed", argumentation="The test case is changed.",
    )  # fmt: skip
    act(
        people["cwg_chair"], number, "complete-step", "Record a step of the CWG as done",
        step="test_cases", what="TC_E_22_CS, step 7",
    )  # fmt: skip
    for step in ("documentation", "octt_bug", "inform_laboratories"):
        act(
            people["cwg_chair"], number, "declare-not-necessary", "Record a step of the CWG as not necessary",
            step=step, reason="Nothing to change.",
        )  # fmt: skip
    act(
        people["cwg_chair"], number, "decide-certification", "Record whether the vendor is certified",
        certified="yes", reason="The station followed the specification.",
    )  # fmt: skip
    act(
        people["office"], number, "distribute-update", "Distribute an update to all test laboratories",
        title="Erratum 2026-03", text="The numbering is corrected.", available_on="2026-03-10", active_on="2026-04-10",
        final="yes",
    )  # fmt: skip
    act(
        people["editor"], number, "close-case", "Close the case with its resolution",
        resolution="Offline messages are numbered as they are generated.",
    )  # fmt: skip

    laboratory.goto(f"/cases/{number}")
    expect(laboratory.locator(".lead").first).to_contain_text("Closed")
    assert site.world.case(number)["closed_at"]
    assert site.world.verify() == []


def test_an_editor_records_an_analysis_with_the_keyboard_alone(site: Site) -> None:
    number = site.world.file()
    page = site.page("editor")
    page.goto("/work")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{number}")
    outcome = page.locator('#can [name="outcome"]').first
    outcome.focus()
    page.keyboard.press("Space")
    for text in ("Two requirements disagree.", "An old erratum.", "Read the erratum."):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Record the analysis: done.")
    assert site.world.case(number)["outcome"] == "vendor_implementation"


def test_the_keys_are_listed_at_a_question_mark(site: Site) -> None:
    page = site.page("editor")
    page.goto("/cases")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_what_was_typed_survives_a_closed_tab(site: Site) -> None:
    number = site.world.file()
    page = site.page("editor")
    page.goto(f"/cases/{number}")
    with page.expect_response("**/drafts"):
        page.locator('#can [name="issue"]').fill("Half a thought")
    page.close()
    again = site.page("editor")
    again.goto(f"/cases/{number}")
    expect(again.locator('#can [name="issue"]')).to_have_value("Half a thought")


def test_what_an_action_causes_follows_what_is_chosen(site: Site) -> None:
    number = site.world.file()
    page = site.page("editor")
    page.goto(f"/cases/{number}")
    page.locator('#can [name="issue"]').fill("A bug of the tool.")
    page.locator('#can [name="cause"]').fill("A wrong comparison.")
    page.locator('#can [name="outcome"][value="octt"]').check()
    expect(page.locator("#can [data-causes]")).to_contain_text("Clock CWG: 30 working days")
    page.locator('#can [name="outcome"][value="specification"]').check()
    expect(page.locator("#can [data-causes]")).to_contain_text("Clock TWG: 30 working days")


def test_the_button_says_to_how_many_people_outside_a_message_goes(site: Site) -> None:
    number = site.world.file()
    page = site.page("editor")
    page.goto(f"/cases/{number}")
    send = page.locator("[data-send]")
    expect(send).to_have_text("Add note for OCA only")
    page.locator('[name="visibility"][value="parties"]').check()
    expect(send).to_have_text("Send to 2 people outside OCA")
    expect(page.locator('[data-for="parties"]')).to_contain_text("j.bakker@voltwerk.example")
