"""The Board's inbox: what lies before it, who may approve what, and the exact text that is approved."""

import re
from dataclasses import replace

import pytest

from issuetracker.extensions import transaction
from issuetracker.models import PersonRole
from tests.browsing import csrf, person_of, sign_in
from tests.issuetracker.web.desk_forms import forms, submit
from tests.journeys.steps import analyse, decide, propose
from tests.world import World
from workflows import versions
from workflows.roles import Role


def proposed(world: World, level: str = "high") -> str:
    """A case whose severity is proposed."""
    number = world.file(blocks_certification=False)
    analyse(world, number, "specification")
    decide(world, number, "twg")
    propose(world, number, "twg", level, "Stations may stop charging.")
    return number


def test_the_board_reads_whom_high_would_reach_and_why(desk: World) -> None:
    proposed(desk)
    page = sign_in(desk, "board").get("/board").text
    certificates = re.search(r"<dt>certificates</dt><dd>(\d+)</dd>", page)
    vendors = re.search(r"<dt>vendors</dt><dd>(\d+)</dd>", page)
    assert certificates and vendors
    rows = re.findall(r'<tr><td>(2.0.1, [^<]+)</td><td class="num">(\d+)</td><td class="num">(\d+)</td></tr>', page)
    assert sum(int(count) for _, count, _ in rows) == int(certificates[1])
    assert "OCA.0201.0053.CS" in page
    assert "Stille Säule GmbH" in page
    assert '<dt>of them without a contact</dt><dd class="over">1</dd>' in page
    assert "3 days left" in page
    assert "Proposed by Marcus Lindqvist" in page
    assert "Nobody has approved yet." in page


def test_the_other_level_needs_its_reason_which_is_said_at_the_field(desk: World) -> None:
    number = proposed(desk)
    board = sign_in(desk, "board")
    place = f"/board/{number}/approve-severity"
    page = submit(board, "/board", place, do="do", level="low")
    assert page.status_code == 422
    assert "Approving the other level needs a reason." in page.text
    done = submit(board, "/board", place, do="do", level="low", reason="One vendor only.")
    assert done.status_code == 200
    assert desk.case(number)["severity"] == "low"


def test_a_text_that_was_changed_is_read_again_before_it_is_approved(desk: World) -> None:
    number = proposed(desk)
    board = sign_in(desk, "board")
    place = f"/board/{number}/approve-severity"
    opened = next(form["fields"] for form in forms(board.get("/board").text) if form["action"] == place)
    propose(desk, number, "twg", "high", "Stations may stop charging, and lock the cable.")
    page = board.post(place, data=opened | {"do": "do", "anyway": "yes"})
    assert page.status_code == 422
    assert "The text was changed after you read it" in page.text
    assert "and lock the cable." in page.text
    assert desk.case(number)["stages"]["severity"] == "proposed"
    again = next(form["fields"] for form in forms(page.text) if form["action"] == place)
    assert again["text_sha256"] != opened["text_sha256"]
    assert board.post(place, data=again | {"do": "do"}).status_code == 302
    assert desk.case(number)["stages"]["severity"] == "approved_high"


def test_whoever_proposed_reads_why_they_cannot_approve(desk: World) -> None:
    with desk.app.app_context(), transaction() as session:
        session.add(PersonRole(person_id=person_of(desk, "twg_chair").id, role=Role.BOARD.value))
    number = proposed(desk)
    chair = sign_in(desk, "twg_chair")
    page = chair.get("/board").text
    assert "You proposed this severity, so somebody else of the Board approves it" in page
    place = f"/board/{number}/approve-severity"
    assert place not in page
    assert chair.post(place, data={"csrf_token": csrf(chair), "do": "do", "level": "high"}).status_code == 404
    assert desk.case(number)["stages"]["severity"] == "proposed"


def test_where_two_must_approve_the_first_vote_is_shown(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    two = replace(versions.PROCEDURES[versions.CURRENT], severity_approvals=2)
    monkeypatch.setitem(versions.PROCEDURES, versions.CURRENT, two)
    number = proposed(desk)
    board = sign_in(desk, "board")
    page = submit(board, "/board", f"/board/{number}/approve-severity", do="do")
    assert "2 of the Board must approve" in page.text
    assert "Approved so far by Ruth Okafor (high)." in page.text
    assert desk.case(number)["stages"]["severity"] == "proposed"


def test_an_other_issue_is_decided_from_the_inbox(world: World) -> None:
    number = world.file(blocks_certification=False)
    analyse(world, number, "other")
    board = sign_in(world, "board")
    assert "Decide the issue" in board.get("/board").text
    place = f"/board/{number}/decide-other-issue"
    wrong = submit(board, "/board", place, do="do", reason="Kept words.")
    assert wrong.status_code == 422
    assert "Kept words." in wrong.text
    looked = submit(board, "/board", place, do="look", decision="It is allowed.", reason="D.2.3.")
    assert "petra.vogel@dekra.example" in looked.text
    assert world.case(number)["stages"]["board_matter"] == "open"
    done = submit(board, "/board", place, do="do", decision="It is allowed.", reason="D.2.3.")
    assert "Nothing lies before the Board." in done.text
    assert "recorded the Board’s decision" in done.text
    assert world.verify() == []


def test_what_blocks_a_certification_is_offered_for_the_meantime_until_it_is_decided(world: World) -> None:
    number = world.file(blocks_certification=True)
    analyse(world, number, "specification")
    unblocked = world.file(blocks_certification=False)
    analyse(world, unblocked, "specification")
    board = sign_in(world, "board")
    page = board.get("/board").text
    assert "Nothing lies before the Board." in page
    assert "1 blocks a certification" in page
    assert unblocked not in page
    address = f"/board?case={number}&do=decide-interim-measure"
    assert address.replace("&", "&amp;") in page
    done = submit(
        board, address, f"/board/{number}/decide-interim-measure", do="do", measure="Test with the old script.",
        reason="It is obvious.",
    )  # fmt: skip
    assert done.status_code == 200
    assert "blocks a certification" not in done.text
    assert "decided what is done in the meantime" in done.text


def test_other_handlers_read_and_send_nothing(desk: World) -> None:
    number = proposed(desk)
    for who in ("office", "editor", "cwg_chair"):
        client = sign_in(desk, who)
        page = client.get("/board").text
        assert "You can read it; the Board decides." in page, who
        assert "Stations may stop charging." in page, who
        assert "/board/OCA" not in page, who
        for action in ("approve-severity", "decide-interim-measure"):
            place = f"/board/{number}/{action}"
            assert client.post(place, data={"csrf_token": csrf(client), "do": "do"}).status_code == 404, (who, action)
    board = sign_in(desk, "board")
    assert board.post(f"/board/{number}/close-case", data={"csrf_token": csrf(board)}).status_code == 404
