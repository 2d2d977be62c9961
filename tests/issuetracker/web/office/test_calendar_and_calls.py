"""The calendar's preview says all that a change does; rules of calls are checked; forms keep what was typed."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from issuetracker.extensions import db
from issuetracker.models import WorkingGroupCall
from tests.browsing import csrf, sign_in
from tests.issuetracker.web.desk_forms import form_to, submit
from tests.world import World

PLACE = "/office/calendar/2026"


def test_the_preview_names_case_clock_and_holder(world: World) -> None:
    number = world.file(summary="Wrong order of messages")
    look = submit(
        sign_in(world, "office"), PLACE, PLACE, change="closed", date="2026-03-05", reason="OCA moves house.", do="look"
    )
    for said in (number, "Wrong order of messages", "Analysis", "Technical Editor", "closed: OCA moves house."):
        assert said in look.text, said
    assert "Nothing is saved yet." in look.text
    assert world.case(number)["clocks"][0]["due_date"] == "2026-03-09"


def test_a_proposal_says_which_closures_it_would_lose(desk: World) -> None:
    office = sign_in(desk, "office")
    look = submit(office, PLACE, PLACE, change="closed", date="2026-12-24", reason="Office party.", do="look")
    office.post(PLACE, data=form_to(look.text, PLACE)["fields"] | {"do": "save"})
    look = submit(office, PLACE, PLACE, change="year", reason="Back to the library's.", do="look")
    row = re.search(r"<tr><td[^>]*>Thu 24 Dec 2026</td>.*?</tr>", look.text)
    assert row
    assert "closed: Office party." in row[0]
    assert "an ordinary day" in row[0]


def test_a_change_that_was_looked_at_before_another_is_shown_again(world: World) -> None:
    office = sign_in(world, "office")
    first = submit(office, PLACE, PLACE, change="closed", date="2026-03-05", reason="One.", do="look")
    second = submit(office, PLACE, PLACE, change="closed", date="2026-03-06", reason="Two.", do="look")
    for look, status in ((second, 302), (first, 409)):
        answer = office.post(PLACE, data=form_to(look.text, PLACE)["fields"] | {"do": "save"})
        assert answer.status_code == status
    assert "The calendar was changed meanwhile" in answer.text
    answer = office.post(PLACE, data=form_to(answer.text, PLACE)["fields"] | {"do": "save"})
    assert answer.status_code == 302


def test_a_year_that_is_not_there_is_taken_and_approved(desk: World) -> None:
    office = sign_in(desk, "office")
    years = re.findall(r'href="/office/calendar/(\d+)"', office.get("/office/calendar", follow_redirects=True).text)
    last = int(max(years))
    for _ in range(30):  # the last year that the navigation leads to
        more = re.findall(r'href="/office/calendar/(\d+)"', office.get(f"/office/calendar/{last}").text)
        if int(max(more)) == last:
            break
        last = int(max(more))
    place = f"/office/calendar/{last}"
    assert "This year is not in the calendar yet." in office.get(place).text
    look = submit(office, place, place, change="year", reason="The next one.", good_friday="yes", do="look")
    assert "with Good Friday" in look.text
    assert "closed: Good Friday" in look.text
    office.post(place, data=form_to(look.text, place)["fields"] | {"do": "save"})
    page = submit(office, place, f"{place}/approval")
    assert f"{last} is approved." in page.text


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=3", "INTERVAL=2", "x", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;UNTIL=1"]
)
def test_rules_that_no_calendar_has_are_refused_in_words(desk: World, rule: str) -> None:
    page = submit(
        sign_in(desk, "office"), "/office/calls", "/office/calls/series", group="twg", first="2026-03-10",
        time="09:30", rule=rule, title="Kept title",
    )  # fmt: skip
    assert page.status_code == 422
    assert 'id="series-rule-error"' in page.text
    assert page.text.count('value="Kept title"') == 1  # in its own form, not in the other


def test_a_date_without_a_call_is_not_left_out(world: World) -> None:
    office = sign_in(world, "office")
    submit(
        office, "/office/calls", "/office/calls/series", group="twg", first="2026-03-10", time="09:30", weeks="2",
        minutes="60", title="Errata hour",
    )  # fmt: skip
    place = re.findall(r'action="(/office/calls/series/\d+/exceptions)"', office.get("/office/calls").text)[-1]
    wrong = office.post(place, data={"csrf_token": csrf(office), "date": "2026-03-11"})
    assert wrong.status_code == 422
    assert "The series has no call on 2026-03-11." in wrong.text
    page = office.post(place, data={"csrf_token": csrf(office), "date": "2026-03-24"}, follow_redirects=True)
    assert "There is no call of this series on Tuesday 24 March 2026." in page.text
    assert "Tue 24 Mar 2026" in page.text


def test_two_calls_at_one_moment_are_said_at_the_date(desk: World) -> None:
    office = sign_in(desk, "office")
    given = {"group": "cwg", "first": "2026-03-11", "time": "10:00", "minutes": "45"}
    submit(office, "/office/calls", "/office/calls/extra", **given)
    page = submit(office, "/office/calls", "/office/calls/extra", **given)
    assert page.status_code == 422
    assert 'id="extra-first-error"' in page.text


@pytest.mark.parametrize("minutes", [0, 30], ids=["as it begins", "while it goes on"])
def test_housekeeping_makes_no_call_twice_that_is_held_just_then(world: World, minutes: int) -> None:
    starts_at = datetime.fromisoformat(world.next_call("twg")["starts_at"])
    world.travel(starts_at + timedelta(minutes=minutes))
    world.tick()
    with world.app.app_context():
        held = select(func.count()).where(WorkingGroupCall.starts_at == starts_at)
        assert db.session.scalar(held) == 1
