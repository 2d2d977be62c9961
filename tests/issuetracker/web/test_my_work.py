"""My work: what waits for whom, in the order of its dates, with one click to the action."""

import re
from datetime import timedelta

from tests.browsing import sign_in
from tests.issuetracker.web.desk_forms import do, submit
from tests.journeys.steps import analyse, approve, decide
from tests.world import MONDAY, World


def asked(world: World, who: str) -> list[tuple[str, str]]:
    """Number and what is asked, in the order of the page."""
    page = sign_in(world, who).get("/work").text
    return re.findall(r'/cases/(OCA-\d{4}-\d{4})/actions/([a-z-]+)"', page)


def test_a_new_case_waits_for_the_editor_and_for_nobody_else(desk: World) -> None:
    number = desk.file()
    assert asked(desk, "editor") == [(number, "record-analysis")]
    for who in ("twg_chair", "cwg_chair", "board", "office", "provider"):
        assert asked(desk, who) == [], who


def test_each_step_hands_the_case_to_whoever_is_next(desk: World) -> None:
    number = desk.file()
    analyse(desk, number, "specification")
    assert asked(desk, "editor") == []
    assert asked(desk, "twg_chair") == [(number, "decide-in-group")]
    assert asked(desk, "cwg_chair") == [(number, "decide-certification")]
    decide(desk, number, "twg")
    assert asked(desk, "editor") == [(number, "record-erratum")]
    assert (number, "propose-severity") in asked(desk, "twg_chair")
    desk.act(
        "twg_chair", number, "propose-severity", group="twg", level="low", interoperability="a", manual_actions="b",
        malfunction="c",
    )  # fmt: skip
    assert asked(desk, "board") == [(number, "approve-severity")]


def test_what_is_over_comes_first_then_today_then_the_rest(desk: World) -> None:
    over = desk.file()
    desk.clock.shift(timedelta(days=2))
    today = desk.file()
    desk.clock.move_to(MONDAY + timedelta(days=9))
    later = desk.file()
    page = sign_in(desk, "editor").get("/work").text
    places = [page.index(mark) for mark in ('id="over"', over, 'id="today"', today, 'id="later"', later)]
    assert places == sorted(places)
    assert "2 days over" in page
    assert "1 is over the date, 1 is due by the end of today." in page


def test_a_case_with_nothing_left_waits_to_be_closed(desk: World) -> None:
    number = desk.file()
    analyse(desk, number, "vendor_implementation")
    assert asked(desk, "editor") == [(number, "close-case")]


def test_an_approved_high_severity_waits_for_the_office(desk: World) -> None:
    number = desk.file()
    analyse(desk, number, "specification")
    decide(desk, number, "twg")
    approve(desk, number, "twg", "high", "Stations may stop charging; update the firmware.")
    assert (number, "contact-certified-vendors") in asked(desk, "office")


def test_nothing_to_do_is_said_kindly(desk: World) -> None:
    page = sign_in(desk, "board").get("/work").text
    assert "Nothing waits for you." in page


def test_the_list_of_a_laboratory_is_its_cases(desk: World) -> None:
    answer = sign_in(desk, "vendor").get("/work")
    assert answer.status_code == 302
    assert answer.location == "/cases"


def test_a_text_that_was_begun_is_at_my_work_and_in_its_form_until_it_is_sent(desk: World) -> None:
    number = desk.file()
    editor = sign_in(desk, "editor")
    page = editor.get(f"/cases/{number}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    place = f"/cases/{number}/actions/record-analysis"
    kept = editor.post(
        "/drafts",
        data={
            "csrf_token": token[1] if token else "",
            "place": place,
            "title": f"Record the analysis, {number}",
            "text.issue": "Half a thought",
        },
    )
    assert kept.status_code == 204
    assert "Begun, not sent" in editor.get("/work").text
    assert "Half a thought" in editor.get(f"/cases/{number}").text
    assert "Half a thought" not in sign_in(desk, "board").get(f"/cases/{number}").text
    do(editor, number, "record-analysis", outcome="octt", cause="Known now.")
    assert "Begun, not sent" not in editor.get("/work").text


def test_a_draft_can_be_thrown_away(desk: World) -> None:
    number = desk.file()
    editor = sign_in(desk, "editor")
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.get(f"/cases/{number}").text)
    begun = {"place": "/file", "title": "x", "text.a": "b"}
    editor.post("/drafts", data=begun | {"csrf_token": token[1] if token else ""})
    page = submit(editor, "/work", "/drafts/removal")
    assert "Begun, not sent" not in page.text


def test_a_long_list_is_turned_page_by_page_and_says_how_long_it_is(desk: World) -> None:
    over = [desk.file() for _ in range(3)]
    desk.clock.move_to(MONDAY + timedelta(days=14))
    later = [desk.file() for _ in range(50)]
    editor = sign_in(desk, "editor")
    first, second = editor.get("/work").text, editor.get("/work?page=2").text
    shown = [re.findall(r'<span class="no">(OCA-\d{4}-\d{4})<', page) for page in (first, second)]
    assert shown == [over + later[:47], later[47:]]
    for page in (first, second):
        assert '>Later <span class="quiet">50</span>' in page
        assert "3 are over the date." in page
    assert 'href="/work?page=2" rel="next"' in first
    assert 'href="/work?page=1" rel="prev"' in second
    assert 'href="#later"' in first
    assert 'href="/work?page=1#over"' in second
    assert editor.get("/work?page=99").text.count('href="/work?page=1" rel="prev"') == 1
