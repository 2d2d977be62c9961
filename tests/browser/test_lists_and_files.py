"""Lists that are worked through together, and files that are sent while one watches."""

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site


def work(page: Page) -> list[str]:
    """The numbers of the cases that My work shows."""
    return page.locator("main .worklist .subject .no").all_text_contents()


def test_an_editor_takes_ticked_cases_up_and_finds_them_under_their_name(site: Site) -> None:
    first, second, third = site.world.file(), site.world.file(), site.world.file()
    page = site.page("editor")
    page.goto("/cases")
    for number in (first, third):
        page.get_by_label(f"Tick {number}").check()
    page.get_by_label("Assign those that are ticked to").select_option("Anneke de Wit")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("2 of 2 are assigned to Anneke de Wit.")
    assert sorted(page.locator("main .subject .no").all_text_contents()) == [first, third]

    page.goto("/work")
    whose = page.get_by_role("navigation", name="Whose")
    whose.get_by_role("link", name="Assigned to you").click()
    expect(whose.get_by_role("link", name="Assigned to you")).to_have_attribute("aria-current", "true")
    assert sorted(work(page)) == [first, third]
    whose.get_by_role("link", name="Nobody’s").click()
    expect(page.locator("main .worklist .subject .no")).to_have_text([second])
    whose.get_by_role("link", name="All").click()
    expect(page.locator("main .worklist .subject .no")).to_have_count(3)


def test_ticks_are_reached_and_set_with_the_keyboard(site: Site) -> None:
    number = site.world.file()
    page = site.page("editor", viewport={"width": 360, "height": 800})
    page.goto("/cases")
    tick = page.get_by_label(f"Tick {number}")
    tick.focus()
    page.keyboard.press("Space")
    expect(tick).to_be_checked()
    link = page.locator("main .subject a").first
    box, beside = tick.bounding_box(), link.bounding_box()
    assert box and beside and box["x"] + box["width"] <= beside["x"], "the tick stands beside the title, not on it"


def test_each_file_of_an_issue_has_its_own_bar_until_the_issue_is_filed(site: Site, tmp_path: Path) -> None:
    names = ["octt-run.log", "로그.log"]
    for name in names:
        (tmp_path / name).write_bytes(b"[2,1]\n" * 50_000)
    page, held = site.page("laboratory"), list[Route]()
    page.goto("/file")
    page.get_by_label("Summary").fill("Reset is refused")
    page.get_by_label("Description").first.fill("Step 3 fails.")
    page.locator('[name="vendor_name"]').fill("Voltwerk B.V.")
    page.get_by_label("Files").set_input_files([tmp_path / name for name in names])
    page.route("**/file", lambda route: held.append(route))  # Playwright wants a function that it can look into
    page.get_by_role("button", name="File the issue").click()
    for name in names:
        expect(page.get_by_role("progressbar", name=name)).to_be_visible()
    held[0].continue_()
    page.wait_for_url(re.compile(r"/cases/OCA-"))
    expect(page.get_by_role("status").first).to_contain_text("Filed as OCA-")
    for name in names:
        expect(page.locator("#files").get_by_role("link", name=name)).to_be_visible()


def test_a_message_with_a_file_comes_back_to_its_case_and_says_so(site: Site, tmp_path: Path) -> None:
    number = site.world.file()
    (tmp_path / "second.log").write_bytes(b"one\n")
    page = site.page("editor")
    page.goto(f"/cases/{number}")
    page.get_by_label("Write").fill("The second run.")
    page.get_by_label("Attach files").set_input_files(tmp_path / "second.log")
    page.locator("[data-send]").click()
    expect(page.locator("#talk").get_by_text("The second run.", exact=True)).to_be_visible()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.locator("#files").get_by_role("link", name="second.log")).to_be_visible()


def test_what_is_wrong_in_an_issue_with_files_is_said_and_the_files_stay(site: Site, tmp_path: Path) -> None:
    (tmp_path / "run.log").write_bytes(b"one\n")
    page = site.page("laboratory")
    page.goto("/file")
    page.get_by_label("Summary").fill("Reset is refused")
    page.get_by_label("Description").first.fill("Step 3 fails.")
    page.get_by_label("Files").set_input_files(tmp_path / "run.log")
    page.get_by_role("button", name="File the issue").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing to correct")
    page.locator('[name="vendor_name"]').fill("Voltwerk B.V.")
    page.get_by_role("button", name="File the issue").click()
    page.wait_for_url(re.compile(r"/cases/OCA-"))
    expect(page.locator("#files").get_by_role("link", name="run.log")).to_be_visible()
