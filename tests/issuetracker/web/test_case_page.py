"""One case on one page: what stands there, for whom, and what they can do from it."""

import re
from io import BytesIO

import pytest

from tests.browsing import sign_in
from tests.issuetracker.web.desk_forms import do, form_to, submit
from tests.journeys.steps import analyse, decide, propose
from tests.world import World


def test_the_page_says_where_the_case_stands_and_by_when(desk: World) -> None:
    number = desk.file()
    page = sign_in(desk, "editor").get(f"/cases/{number}").text
    assert "The Technical Editor has until the end of Monday 9 March: record the analysis." in page
    assert "5 days left" in page
    assert "Why Monday 9 March 2026?" in page


def test_every_counted_and_skipped_day_is_in_the_calendar_of_a_date(desk: World) -> None:
    number = desk.file()
    analyse(desk, number, "specification")
    page = sign_in(desk, "twg_chair").get(f"/cases/{number}").text
    assert "30 working days from <b>Monday 2 March 2026</b>" in page
    assert [int(n) for n in re.findall(r"working day (\d+)<", page)] == list(range(1, 31))
    assert "Monday 6 April 2026 is Easter Monday, not counted." in page


def test_only_what_is_possible_now_is_offered_and_the_rest_is_named_with_whose_it_is(desk: World) -> None:
    number = desk.file()
    editor = sign_in(desk, "editor").get(f"/cases/{number}").text
    chair = sign_in(desk, "twg_chair").get(f"/cases/{number}").text
    assert f'action="/cases/{number}/actions/record-analysis"' in editor
    assert "record-analysis" not in chair
    assert "Record the analysis: Technical Editor" in chair


def test_an_action_that_is_not_possible_is_refused_by_the_rules_and_not_by_a_hidden_button(desk: World) -> None:
    number = desk.file()
    chair = sign_in(desk, "twg_chair")
    assert chair.get(f"/cases/{number}/actions/record-analysis").status_code == 404
    token = form_to(chair.get(f"/cases/{number}").text, "/sign-out")["fields"]["csrf_token"][0]
    sent = chair.post(f"/cases/{number}/actions/record-analysis", data={"csrf_token": token, "outcome": "octt"})
    assert sent.status_code == 404
    assert "somebody may have done it" in sent.text
    assert desk.case(number)["stages"]["analysis"] == "awaited"


def test_an_analysis_recorded_in_the_browser_moves_the_case_and_says_who_was_told(desk: World) -> None:
    number = desk.file()
    page = do(
        sign_in(desk, "editor"), number, "record-analysis",
        outcome="specification", issue="Two requirements disagree.", cause="An old erratum.",
    )  # fmt: skip
    assert page.status_code == 200
    assert "Record the analysis: done." in page.text
    assert "Told outside OCA: 2." in page.text
    assert desk.case(number)["stages"]["twg"] == "on_agenda"


def test_before_it_is_done_the_form_says_what_it_will_cause_and_at_which_addresses(desk: World) -> None:
    number = desk.file()
    form = f"/cases/{number}/actions/record-analysis"
    look = submit(
        sign_in(desk, "editor"), form, form, do="look",
        outcome="octt", issue="A bug of the tool.", cause="A wrong comparison.", argumentation="See step 4.",
    )  # fmt: skip
    assert look.status_code == 200
    assert "Clock analysis ends" in look.text
    assert re.search(r"Clock CWG: 30 working days, until \w+ \d+ \w+ 2026, indicative", look.text)
    assert "petra.vogel@dekra.example" in look.text
    assert "A wrong comparison." in look.text
    assert desk.case(number)["stages"]["analysis"] == "awaited"


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(desk: World) -> None:
    number = desk.file()
    page = do(sign_in(desk, "editor"), number, "record-analysis", outcome="octt", issue="Kept as typed.", cause="  ")
    assert page.status_code == 422
    assert 'href="#record-analysis-cause">What its cause is: Fill this in.' in page.text
    assert "Kept as typed." in page.text
    assert re.search(r'value="octt" checked', page.text)


def test_the_second_of_two_people_sees_what_the_first_did_and_loses_no_text(desk: World) -> None:
    number = desk.file()
    first, second = sign_in(desk, "editor"), sign_in(desk, "editor")
    place = f"/cases/{number}/actions/close-as-duplicate"
    other = desk.file()
    form = form_to(second.get(place).text, place)["fields"]
    submit(first, f"/cases/{number}", f"/cases/{number}/messages", body="I look at it.", visibility="oca")
    late = second.post(place, data=form | {"duplicate_of": other, "reason": "The very same words.", "do": "do"})
    assert late.status_code == 409
    assert "Anneke de Wit wrote in the conversation, for OCA only" in late.text
    assert "The very same words." in late.text
    assert desk.case(number)["stages"]["case"] == "open"
    again = form_to(late.text, place)["fields"]
    done = second.post(place, data=again | {"do": "do"}, follow_redirects=True)
    assert "Close as a duplicate: done." in done.text


@pytest.mark.parametrize(
    ("visibility", "seen_by", "hidden_from"),
    [
        ("oca", ("board",), ("laboratory", "vendor")),
        ("laboratory", ("laboratory",), ("vendor",)),
        ("vendor", ("vendor",), ("laboratory",)),
        ("parties", ("laboratory", "vendor"), ("twg_member",)),
    ],
)
def test_a_message_is_seen_by_those_who_were_named_before_it_was_sent(
    desk: World, visibility: str, seen_by: tuple[str, ...], hidden_from: tuple[str, ...]
) -> None:
    number = desk.file()
    analyse(desk, number, "specification")
    submit(
        sign_in(desk, "editor"), f"/cases/{number}", f"/cases/{number}/messages",
        body="A word for some.", visibility=visibility,
    )  # fmt: skip
    for who in seen_by:
        assert "A word for some." in sign_in(desk, who).get(f"/cases/{number}").text, who
    for who in hidden_from:
        assert "A word for some." not in sign_in(desk, who).get(f"/cases/{number}").text, who


def test_who_will_be_mailed_stands_beside_each_choice(desk: World) -> None:
    number = desk.file()
    page = sign_in(desk, "editor").get(f"/cases/{number}").text
    assert re.search(r'data-for="parties">.*?mailed to petra\.vogel@dekra\.example, j\.bakker@voltwerk\.example', page)
    laboratory = sign_in(desk, "laboratory").get(f"/cases/{number}").text
    assert 'value="oca"' not in laboratory
    assert re.search(r'value="parties"[^>]*checked', laboratory)


def test_files_go_with_a_message_and_only_to_its_readers(desk: World) -> None:
    number = desk.file()
    laboratory = sign_in(desk, "laboratory")
    page = submit(
        laboratory, f"/cases/{number}", f"/cases/{number}/messages",
        body="The second run.", visibility="laboratory", files=[(BytesIO(b"[2,1]\n"), "run 2.log")],
    )  # fmt: skip
    assert "run 2.log" in page.text
    assert "run 2.log" in sign_in(desk, "editor").get(f"/cases/{number}").text
    assert "run 2.log" not in sign_in(desk, "vendor").get(f"/cases/{number}").text


def test_an_empty_message_is_answered_with_what_to_do(desk: World) -> None:
    number = desk.file()
    page = submit(sign_in(desk, "editor"), f"/cases/{number}", f"/cases/{number}/messages", body=" ", visibility="oca")
    assert page.status_code == 422
    assert "Write something, or attach a file." in page.text


def test_another_laboratory_finds_no_case_and_learns_nothing(desk: World) -> None:
    number = desk.file()
    somebody = sign_in(desk, "other_laboratory")
    theirs, nothing = somebody.get(f"/cases/{number}"), somebody.get("/cases/OCA-2026-9999")
    assert theirs.status_code == nothing.status_code == 404
    assert theirs.text.replace(number, "") == nothing.text.replace("OCA-2026-9999", "")


def test_members_read_the_issue_without_party_names_and_see_no_talk_no_files_and_no_letters(desk: World) -> None:
    number = desk.file()
    analyse(desk, number, "specification")
    submit(
        sign_in(desk, "laboratory"), f"/cases/{number}", f"/cases/{number}/messages",
        body="Between us.", visibility="parties",
    )  # fmt: skip
    page = sign_in(desk, "twg_member").get(f"/cases/{number}").text
    for word in ("Voltwerk", "DEKRA", "Petra Vogel", "Bakker", "Between us."):
        assert word not in page, word


def test_the_exact_text_before_the_board_is_what_is_approved(desk: World) -> None:
    number = desk.file()
    analyse(desk, number, "specification")
    decide(desk, number, "twg")
    propose(desk, number, "twg", "low")
    board = sign_in(desk, "board")
    place = f"/cases/{number}/actions/approve-severity"
    opened = form_to(board.get(place).text, place)["fields"]
    propose(desk, number, "twg", "high", "Stations stop charging; update them.")
    late = board.post(place, data=opened | {"do": "do", "anyway": "yes"})
    assert late.status_code == 422
    assert "The text was changed after you read it" in late.text
    assert desk.case(number)["severity"] is None
    done = do(board, number, "approve-severity")
    assert "Approve the severity: done." in done.text
    assert desk.case(number)["severity"] == "high"


def test_the_history_shows_its_chain_to_handlers_only(desk: World) -> None:
    number = desk.file()
    entry = desk.get("editor", f"cases/{number}/history")["items"][0]
    page = sign_in(desk, "editor").get(f"/cases/{number}/history")
    assert entry["hash"] in page.text
    assert sign_in(desk, "laboratory").get(f"/cases/{number}/history").status_code == 403


def test_what_a_person_writes_is_never_markup(desk: World) -> None:
    number = desk.file()
    attack = '<script>alert(1)</script> [2,"1","Heartbeat",{}] "quoted" <b>'
    page = submit(
        sign_in(desk, "laboratory"), f"/cases/{number}", f"/cases/{number}/messages", body=attack, visibility="parties"
    )
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
