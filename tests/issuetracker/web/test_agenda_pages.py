"""The agenda during a call: who records what from it, what is said of dates, and who may arrange it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import csrf, sign_in
from tests.issuetracker.web.desk_forms import forms, submit
from tests.issuetracker.web.sheet_text import text_of_pdf
from tests.journeys.steps import analyse, decide
from tests.world import World

PARTY_WORDS = ("Voltwerk", "DEKRA", "Petra Vogel", "Bakker")


def on_the_agenda(world: World, group: str = "twg", **changes: object) -> tuple[str, int]:
    """A case on the group's next agenda, and that call."""
    number = world.file(**changes)
    analyse(world, number, "specification" if group == "twg" else "octt")
    return number, world.case(number)["calls"][group]["id"]


def record(client: FlaskClient, call: int, number: str, action: str, **values: str) -> TestResponse:
    """A form opened at its case and sent, as a browser without JavaScript does it."""
    page = f"/agenda/{call}?open={number}&do={action}"
    return submit(client, page, f"/agenda/{call}/cases/{number}/{action}", do=values.pop("do", "do"), **values)


def test_each_decision_is_recorded_from_the_agenda_and_summed_up_there(world: World) -> None:
    cases = [on_the_agenda(world) for _ in range(4)]
    call = cases[0][1]
    world.travel(datetime.fromisoformat(world.case(cases[0][0])["calls"]["twg"]["starts_at"]) + timedelta(minutes=5))
    chair = sign_in(world, "twg_chair")
    for (number, _), decision in zip(cases, ("confirmed", "not_an_issue", "postponed", "referred"), strict=True):
        page = record(chair, call, number, "decide-in-group", decision=decision, argumentation="Its reasons.")
        assert page.status_code == 200
        assert page.request.path == f"/agenda/{call}"
    assert "All 4 are decided." in page.text
    summary = page.text[page.text.index('id="decided"') :]
    for word in ("Confirmed", "Not an issue", "Postponed", "Referred"):
        assert word in summary
    assert "On the agenda of the CWG call of" in summary
    assert re.search(r"On the agenda of the TWG call of Thu \d+ \w+\.", summary)
    assert world.case(cases[0][0])["stages"]["twg"] == "confirmed"
    assert world.verify() == []


def test_what_it_causes_is_shown_before_and_nothing_is_done(desk: World) -> None:
    number, call = on_the_agenda(desk)
    chair = sign_in(desk, "twg_chair")
    page = record(chair, call, number, "decide-in-group", do="look", decision="confirmed", argumentation="Kept words.")
    assert page.status_code == 200
    assert "Clock severity: 3 working days" in page.text
    assert "petra.vogel@dekra.example" in page.text
    assert "Kept words." in page.text
    assert desk.case(number)["stages"]["twg"] == "on_agenda"


def test_what_others_did_meanwhile_is_read_before_it_is_done(desk: World) -> None:
    number, call = on_the_agenda(desk)
    chair = sign_in(desk, "twg_chair")
    opened = chair.get(f"/agenda/{call}?open={number}&do=decide-in-group").text
    place = f"/agenda/{call}/cases/{number}/decide-in-group"
    fields = next(form["fields"] for form in forms(opened) if form["action"] == place)
    fields |= {"do": "do", "decision": "confirmed", "argumentation": "Ours."}
    desk.act("editor", number, "add-message", body="Wait for the erratum.", visibility="oca")
    page = chair.post(place, data=fields)
    assert page.status_code == 409
    assert "Meanwhile, since you opened this form" in page.text
    assert "Anneke de Wit" in page.text
    assert chair.post(place, data=fields | {"anyway": "yes"}).status_code == 302


def test_a_script_asks_for_a_form_alone(desk: World) -> None:
    number, call = on_the_agenda(desk)
    address = f"/agenda/{call}?open={number}&do=propose-severity"
    fragment = sign_in(desk, "twg_chair").get(address, headers={"X-Fragment": "1"}).text
    assert fragment.count("<form") == 1
    assert "<html" not in fragment
    assert f'id="{number}-propose-severity-notice"' in fragment


def test_a_chair_records_nothing_for_the_other_group_nor_in_another_call(desk: World) -> None:
    both, twg_call = on_the_agenda(desk)
    decide(desk, both, "twg", "referred")
    cwg_call = desk.case(both)["calls"]["cwg"]["id"]
    cwg_chair, twg_chair = sign_in(desk, "cwg_chair"), sign_in(desk, "twg_chair")
    sent = {"decision": "confirmed", "argumentation": "x", "do": "do"}
    for client, call, wrong in ((cwg_chair, twg_call, "twg"), (twg_chair, cwg_call, "cwg")):
        place = f"/agenda/{call}/cases/{both}/decide-in-group"
        assert client.post(place, data={"csrf_token": csrf(client), "group": wrong, **sent}).status_code == 404
        assert client.post(place, data={"csrf_token": csrf(client), "group": "cwg", **sent}).status_code == 404
    later = next(c["id"] for c in desk.get("office", "calls")["items"] if c["group"] == "cwg" and c["id"] != cwg_call)
    elsewhere = f"/agenda/{later}/cases/{both}/decide-in-group"
    assert cwg_chair.post(elsewhere, data={"csrf_token": csrf(cwg_chair), **sent}).status_code == 404
    assert desk.case(both)["stages"]["cwg"] == "on_agenda"


def test_members_read_the_analysis_and_the_decision_neutrally_and_can_do_nothing(desk: World) -> None:
    number = desk.file(summary="Voltwerk B.V. sends 14 where 9 is expected")
    desk.act("editor", number, "record-analysis", outcome="specification", issue="Voltwerk reads it otherwise.",
             cause="Two readings.", argumentation="Because.")  # fmt: skip
    chair, member = sign_in(desk, "twg_chair"), sign_in(desk, "twg_member")
    call = desk.case(number)["calls"]["twg"]["id"]
    token = csrf(chair)
    chair.post(f"/agenda/{call}/cases/{number}/arrangement", data={"csrf_token": token, "note": "Ask Petra Vogel."})
    assert "Ask Petra Vogel." in chair.get(f"/agenda/{call}").text
    page = member.get(f"/agenda/{call}").text
    assert "reads it otherwise. Cause: Two readings." in page
    assert "Ask ▇▇▇." in page
    record(chair, call, number, "decide-in-group", decision="confirmed", argumentation="As Jeroen Bakker says.")
    page = member.get(f"/agenda/{call}").text
    assert "<b>Confirmed.</b> As ▇▇▇ says." in page
    assert not any(word in page for word in PARTY_WORDS)
    assert "data-form-here" not in page
    assert "/arrangement" not in page
    token = csrf(member)
    for place in (f"/agenda/{call}/cases/{number}/arrangement", f"/agenda/{call}/cancellation", "/agenda/extra"):
        assert member.post(place, data={"csrf_token": token}).status_code == 403
    place = f"/agenda/{call}/cases/{number}/decide-in-group"
    assert member.post(place, data={"csrf_token": token, "do": "do"}).status_code == 404


def test_order_and_notes_are_for_the_groups_own_chair_and_the_office(desk: World) -> None:
    number, call = on_the_agenda(desk)
    place = f"/agenda/{call}/cases/{number}/arrangement"
    other = sign_in(desk, "cwg_chair")
    assert place not in other.get(f"/agenda/{call}").text
    assert other.post(place, data={"csrf_token": csrf(other), "note": "x"}).status_code == 403
    office = sign_in(desk, "office")
    assert place in office.get(f"/agenda/{call}").text
    page = office.post(place, data={"csrf_token": csrf(office), "note": "From\r\nthe desk."}, follow_redirects=True)
    assert "From\nthe desk." in page.text


def test_a_case_moves_down_as_it_moves_up(desk: World) -> None:
    numbers = [on_the_agenda(desk)[0] for _ in range(3)]
    call = desk.case(numbers[0])["calls"]["twg"]["id"]
    chair = sign_in(desk, "twg_chair")

    def order() -> list[str]:
        return re.findall(r'id="case-(OCA-[\d-]+)"', chair.get(f"/agenda/{call}").text)

    def press(number: str, button: int) -> None:
        place = f"/agenda/{call}/cases/{number}/arrangement"
        found = [
            f for f in forms(chair.get(f"/agenda/{call}").text) if f["action"] == place and "position" in f["names"]
        ]
        assert chair.post(place, data=found[button]["fields"]).status_code == 302

    press(numbers[0], 0)  # the first has only a way down
    assert order() == [numbers[1], numbers[0], numbers[2]]
    press(numbers[0], 1)
    assert order() == [numbers[1], numbers[2], numbers[0]]
    press(numbers[2], 0)
    assert order() == [numbers[2], numbers[1], numbers[0]]


def late_case(world: World) -> tuple[str, int]:
    """A case whose date is before the only call to come: each call before it was left out."""
    for call in [c for c in world.get("office", "calls")["items"] if c["group"] == "twg"]:
        at = datetime.fromisoformat(call["starts_at"])
        if datetime.now(UTC) < at < datetime.now(UTC) + timedelta(days=60):
            place = f"calls/{call['id']}/cancellation"
            assert world.request("twg_chair", "POST", place).status_code in (200, 204)
    return on_the_agenda(world)


def test_a_date_before_the_call_is_said_with_its_remedy_for_those_who_have_it(world: World) -> None:
    number, call = late_case(world)
    page = sign_in(world, "twg_chair").get(f"/agenda/{call}").text
    assert "One date cannot be met." in page
    assert "before this call (P-35)" in page
    remedy = re.search(r'href="(/agenda/extra\?[^"]+)"', page)
    assert remedy
    for who in ("twg_member", "cwg_chair", "editor"):
        other = sign_in(world, who).get(f"/agenda/{call}").text
        assert "One date cannot be met." in other
        assert "/agenda/extra" not in other
    chair = sign_in(world, "twg_chair")
    done = submit(
        chair, remedy[1].replace("&amp;", "&"), "/agenda/extra", on="2026-03-06", time="10:30", minutes="30",
        join_how="https://meet.oca.example/now", reason="No call lies before its date.",
    )  # fmt: skip
    assert done.status_code == 200
    assert f"{number} stands on its agenda." in done.text
    assert "TWG call, Friday 6 March 2026" in done.text
    assert "One date cannot be met." not in done.text
    assert world.case(number)["calls"]["twg"]["starts_at"].startswith("2026-03-06")
    assert {name for _, name in world.told()} >= {"expedited", "invitation"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": "2026-02-01"}, "A call lies in the future."),
        ({"on": ""}, "Fill this in."),
        ({"time": "25:61"}, "Give a time, as 15:00."),
        ({"minutes": "3"}, "A call takes 10 to 480 minutes."),
        ({"on": "2036-02-01"}, "A call lies within the next two years."),
    ],
)
def test_what_is_wrong_with_an_extra_call_is_said_at_its_field(desk: World, changes: dict[str, str], said: str) -> None:
    values = {"on": "2026-03-06", "time": "10:30", "minutes": "30", "join_how": "Kept words.", **changes}
    page = submit(sign_in(desk, "twg_chair"), "/agenda/extra", "/agenda/extra", **values)
    assert page.status_code == 422
    assert said in page.text
    assert "Kept words." in page.text


def test_a_case_that_cannot_move_leaves_no_call_behind(desk: World) -> None:
    number, _ = on_the_agenda(desk)
    before = len(desk.get("office", "calls")["items"])
    late = (datetime.fromisoformat(desk.case(number)["calls"]["twg"]["starts_at"]) + timedelta(days=1)).date()
    page = submit(
        sign_in(desk, "twg_chair"), f"/agenda/extra?case={number}", "/agenda/extra", on=late.isoformat(), time="10:30",
        minutes="30", reason="It cannot wait.",
    )  # fmt: skip
    assert page.status_code == 422
    assert "not before the one on whose agenda the case stands" in page.text
    assert len(desk.get("office", "calls")["items"]) == before


def test_an_empty_call_is_cancelled_and_one_with_cases_stands(desk: World) -> None:
    _, call = on_the_agenda(desk)
    chair = sign_in(desk, "twg_chair")
    empty = next(c["id"] for c in desk.get("office", "calls")["items"] if c["group"] == "twg" and c["id"] > call)
    done = submit(chair, f"/agenda/{empty}", f"/agenda/{empty}/cancellation")
    assert "This call is cancelled." in done.text
    assert "STATUS:CANCELLED" in chair.get(f"/agenda/{empty}/invitation.ics").text
    refused = chair.post(f"/agenda/{call}/cancellation", data={"csrf_token": csrf(chair)}, follow_redirects=True)
    assert "move them to another call first" in refused.text
    other = sign_in(desk, "cwg_chair")
    assert other.post(f"/agenda/{call}/cancellation", data={"csrf_token": csrf(other)}).status_code == 403


def test_the_invitation_opens_in_calendars(desk: World) -> None:
    _, call = on_the_agenda(desk)
    answer = sign_in(desk, "twg_member").get(f"/agenda/{call}/invitation.ics")
    assert answer.mimetype == "text/calendar"
    for line in ("METHOD:PUBLISH", f"UID:call-{call}@tracker.oca.example", "SEQUENCE:0", "DTSTART:", "LOCATION:"):
        assert line in answer.text


def test_past_calls_can_be_reached(desk: World) -> None:
    number, call = on_the_agenda(desk)
    desk.travel(timedelta(days=40))
    member = sign_in(desk, "twg_member")
    assert f'href="/agenda/{call}"' in member.get("/agenda").text
    desk.travel(timedelta(days=100))
    member = sign_in(desk, "twg_member")
    page = member.get("/agenda").text
    assert f'href="/agenda/{call}"' not in page
    earlier = re.search(r'href="(/agenda\?until=[\d-]+)#past"', page)
    assert earlier
    assert f'href="/agenda/{call}"' in member.get(earlier[1]).text
    assert number in member.get(f"/agenda/{call}").text
    for odd in ("x", "0001-01-01", "9999-12-31"):
        assert member.get(f"/agenda?until={odd}").status_code == 200


def test_the_sheet_says_what_the_call_is_about_and_names_nobody(desk: World) -> None:
    number = desk.file(summary="Voltwerk B.V.: 충전 종료 후 seqNo (Łódź)", test_references=["TC_E_22_CS"])
    desk.act("editor", number, "record-analysis", outcome="specification", issue="Petra Vogel reads it so.",
             cause="[2,\"1\",\"Heartbeat\",{}]", argumentation="Because.")  # fmt: skip
    call = desk.case(number)["calls"]["twg"]["id"]
    chair = sign_in(desk, "twg_chair")
    place = f"/agenda/{call}/cases/{number}/arrangement"
    chair.post(place, data={"csrf_token": csrf(chair), "note": "Ask the expert (Bakker) * now_ [x](y)."})
    sheet = chair.get(f"/agenda/{call}/sheet.pdf")
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF")
    said = text_of_pdf(sheet.data)
    facts = ("TWG call, Thursday", "in Amsterdam, 60 minutes", number, "TC_E_22_CS", "Due ")
    for words in (*facts, "충전 종료 후 seqNo (Łódź)", "* now_ [x](y)."):
        assert words in said, said
    assert not any(word in said for word in (*PARTY_WORDS, "Heartbeat"))
    assert "▇▇▇" in said


def test_the_sheet_is_the_same_for_everybody_and_at_any_time(desk: World) -> None:
    _, call = on_the_agenda(desk, summary="한빛 and others")
    first = sign_in(desk, "twg_chair").get(f"/agenda/{call}/sheet.pdf").data
    desk.travel(timedelta(hours=5))
    assert first == sign_in(desk, "twg_member").get(f"/agenda/{call}/sheet.pdf").data
    assert sign_in(desk, "laboratory").get(f"/agenda/{call}/sheet.pdf").status_code == 403


def test_a_long_agenda_has_pages(desk: World) -> None:
    for index in range(7):
        _, call = on_the_agenda(desk, summary=f"Number {index}: " + "a long summary of what was seen " * 6)
    sheet = sign_in(desk, "twg_member").get(f"/agenda/{call}/sheet.pdf").data
    assert re.search(rb"/Count [23456]\b", sheet)
