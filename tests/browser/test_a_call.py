"""A chair leads a call by keyboard alone: moves along the agenda, decides, proposes, notes; nothing leaves the page."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.journeys.steps import analyse


def _agenda(site: Site, cases: int) -> tuple[Page, list[str]]:
    numbers = []
    for _ in range(cases):
        number = site.world.file()
        analyse(site.world, number, "specification")
        numbers.append(number)
    page = site.page("twg_chair", reduced_motion="reduce", viewport={"width": 1280, "height": 1600})
    call = site.world.case(numbers[0])["calls"]["twg"]["id"]
    page.goto(f"/agenda/{call}")
    page.wait_for_load_state("networkidle")
    return page, numbers


def test_a_decision_and_a_severity_are_recorded_by_keyboard(site: Site) -> None:
    page, numbers = _agenda(site, 2)
    here = page.locator("[data-agenda] > li[data-here]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(here).to_have_id(f"case-{numbers[1]}")
    page.keyboard.press("k")
    expect(here).to_have_id(f"case-{numbers[0]}")

    page.keyboard.press("d")
    expect(here.locator('[name="decision"]').first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Both readings are in the field.")
    page.keyboard.press("Escape")
    expect(here.locator("form[data-preview]")).to_be_hidden()
    page.keyboard.press("d")
    expect(here.locator('[name="argumentation"]')).to_have_value("Both readings are in the field.")
    here.locator('[name="argumentation"]').focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("done.")
    expect(page.locator(f"#case-{numbers[0]}")).to_contain_text("Confirmed. Both readings are in the field.")
    expect(here).to_have_id(f"case-{numbers[0]}")

    page.keyboard.press("s")
    expect(here.locator('[name="level"]').first).to_be_focused()
    page.keyboard.press("ArrowRight")
    for words in ("Some.", "None.", "No."):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#case-{numbers[0]}")).to_contain_text("Low, proposed, before the Board")
    assert re.search(r"/agenda/\d+#case-", page.url)
    assert site.faults == []


def test_notes_and_order_by_keyboard_and_by_dragging(site: Site) -> None:
    page, numbers = _agenda(site, 3)
    order = page.locator("[data-agenda] > li")
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.type("Ask the expert.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#case-{numbers[0]} .note")).to_contain_text("Ask the expert.")
    here = page.locator("[data-here]")  # the page listens to keys once it says where one stands
    expect(here).to_have_id(f"case-{numbers[0]}")

    page.keyboard.press("Alt+ArrowDown")
    expect(order.nth(1)).to_have_id(f"case-{numbers[0]}")
    expect(here).to_have_id(f"case-{numbers[0]}")
    page.keyboard.press("Alt+ArrowUp")
    expect(order.nth(0)).to_have_id(f"case-{numbers[0]}")
    expect(here).to_have_id(f"case-{numbers[0]}")

    page.locator(f"#case-{numbers[2]} [data-handle]").drag_to(
        page.locator(f"#case-{numbers[0]}"), target_position={"x": 60, "y": 4}
    )
    expect(order.nth(0)).to_have_id(f"case-{numbers[2]}")
    expect(order.nth(1)).to_have_id(f"case-{numbers[0]}")
    assert site.faults == []
