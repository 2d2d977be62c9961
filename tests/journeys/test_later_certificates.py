"""Step 6a with a condition, and certificates recorded after the notice that applies to them (P-50, P-58)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from issuetracker.extensions import db, transaction
from issuetracker.models import NoticeContact, NoticeMatch, Obligation
from issuetracker.services.certificate_import import Settings, plan
from issuetracker.services.certificate_imports import save_plan
from issuetracker.services.spreadsheets import read_sheet
from tests.browsing import csrf, sign_in
from tests.issuetracker.directory.sheets import as_csv, row
from tests.issuetracker.directory.test_reading_files import OFFICE
from tests.journeys import steps
from tests.world import MONDAY, World

NOTICE = "Number messages in the order of generation."
CONDITION: dict[str, Any] = {
    "kind": "all",
    "parts": [
        {"kind": "in", "attribute": "ocpp_version", "values": ["2.0.1"]},
        {"kind": "has", "attribute": "profiles", "values": ["Smart Charging"]},
        {"kind": "within", "attribute": "software_version", "at_least": "4.0", "below": "5.0"},
    ],
}


def _approved(world: World, condition: Any = CONDITION) -> str:
    """A case of severity high, approved with this condition."""
    number = world.file()
    steps.analyse(world, number, "specification")
    call = world.next_call("twg")
    world.travel(datetime.fromisoformat(call["starts_at"]) + timedelta(minutes=10))
    steps.decide(world, number, "twg")
    words = {"interoperability": "Some.", "manual_actions": "None.", "malfunction": "No.", "notice": NOTICE}
    world.act("twg_chair", number, "propose-severity", group="twg", level="high", **words, applicability=condition)
    digest = world.case(number)["severity_proposal"]["text_sha256"]
    world.act("board", number, "approve-severity", text_sha256=digest, level="high")
    world.tick()
    return number


def _record(world: World, *rows: list[Any]) -> None:
    with world.app.app_context(), transaction() as session:
        found = plan(session, read_sheet(as_csv(*rows)), Settings())
        assert not found.wrong
        save_plan(session, found, "A misprint.", OFFICE, MONDAY)


def test_the_list_is_what_the_approved_condition_finds_with_its_reason(world: World) -> None:
    number = _approved(world)
    found = world.get("office", f"cases/{number}/applicability")
    assert [(item["number"], item["reason"]) for item in found["items"]] == [
        ("OCA.0201.0069.CS", "may apply: 2.0.1, Smart Charging declared, software version not recorded")
    ]
    assert world.case(number)["severity_proposal"]["applicability"]["kind"] == "all"
    assert world.verify() == []


def test_a_certificate_recorded_later_waits_for_the_office_until_its_vendor_is_told(world: World) -> None:
    number = _approved(world)
    world.act("office", number, "contact-certified-vendors", certificates=["OCA.0201.0069.CS"])
    assert world.told() == {("notices", "notice")}
    assert world.get("office", "notice-matches")["items"] == []

    _record(world, row(certificate_number="LATER.1"), row(certificate_number="LATER.2", ocpp_software_version="5.1"))
    assert world.told() == set(), "nobody is told before somebody has looked"
    (match,) = world.get("office", "notice-matches")["items"]
    assert (match["number"], match["case"]) == ("LATER.1", number)
    assert match["why"] == "2.0.1, Smart Charging declared, software 4.2.1"
    office = sign_in(world, "office")
    for page in ("/directory/certificates/LATER.1", f"/cases/{number}", "/office", "/directory/matches"):
        assert "applies" in office.get(page).text, page
    assert "went out without it" in office.get("/directory").text
    assert "An approved notice applies to this one" in office.get("/directory/certificates/LATER.1").text
    assert "An approved notice" not in office.get("/directory/certificates/LATER.2").text
    assert "An approved notice" not in sign_in(world, "laboratory").get("/directory/certificates/LATER.1").text

    _record(world, row(certificate_number="LATER.3"))
    told = world.request("office", "POST", f"notice-matches/{match['id']}/telling")
    assert told.json["items"] == [], "one letter for all certificates of a vendor (P-51)"
    ((to, name, letter),) = world.post()
    assert (to, name) == ("asa@nordlader.example", "notice")
    assert "LATER.1" in letter.text
    assert "LATER.3" in letter.text
    assert NOTICE in letter.text
    again = world.request("office", "POST", f"notice-matches/{match['id']}/telling")
    assert again.status_code == 409


def test_a_correction_that_brings_a_certificate_under_a_notice_is_found_and_set_aside_for_a_reason(
    world: World,
) -> None:
    _record(world, row(certificate_number="A", ocpp_software_version="3.0"))
    number = _approved(world)
    world.act("office", number, "contact-certified-vendors", certificates=["OCA.0201.0069.CS"])
    body = {"version": 1, "reason": "The list had the old version.", "software_versions": {"controller": "4.4"}}
    corrected = world.request("office", "POST", "certificates/A/corrections", json=body)
    assert corrected.status_code == 201, corrected.text
    assert corrected.json["version"] == 2
    (match,) = world.get("office", "notice-matches")["items"]
    assert match["why"].endswith("software 4.4")
    place = f"notice-matches/{match['id']}/setting-aside"
    assert world.request("office", "POST", place, json={"reason": ""}).status_code == 422
    assert world.request("office", "POST", place, json={"reason": "Its firmware was withdrawn."}).json["items"] == []
    assert "Its firmware was withdrawn." in sign_in(world, "office").get("/directory/certificates/A").text
    same = {"version": 2, "reason": "Once more.", "device": "Säule 23"}
    assert world.request("office", "POST", "certificates/A/corrections", json=same).status_code == 201
    assert world.get("office", "notice-matches")["items"] == [], "what is settled for a certificate stays settled"


def test_what_stood_neither_on_the_list_nor_among_those_left_out_is_not_missed_in_silence(world: World) -> None:
    number = _approved(world, {"kind": "in", "attribute": "device_type", "values": ["charging_station"]})
    world.act(
        "office",
        number,
        "contact-certified-vendors",
        certificates=["OCA.0201.0069.CS"],
        excluded=[{"certificate": "OCA.0201.0054.CS", "reason": "Never sold."}],
    )
    left = {item["number"] for item in world.get("office", "notice-matches")["items"]}
    assert left == {"OCA.0201.0053.CS", "OCA.0201.0071.CS", "F01.OCA.0016.1175.CS"}


def test_after_a_bounce_the_next_contact_is_used_until_the_first_says_that_it_is_reached(world: World) -> None:
    """P-53, P-58."""
    office = sign_in(world, "office")
    data = {"csrf_token": csrf(office), "role": "safety_second", "address": "second@hanbit.example"}
    office.post(f"/office/parties/vendor/{world.ids['hanbit']}/contacts", data=data)
    world.tick()
    first = _approved(world)
    world.act("office", first, "contact-certified-vendors", certificates=["OCA.0201.0069.CS"])
    assert world.told() == {("notices", "notice")}
    with world.app.app_context(), transaction() as session:
        for owed in session.scalars(select(Obligation).where(Obligation.letter == "notice")):
            owed.state = "bounced"
    from issuetracker import clock

    with world.app.app_context():
        assert clock.mark_bounces(world.app) == 1
        assert clock.mark_bounces(world.app) == 0
    _record(world, row(certificate_number="LATER.1", company="한빛충전"))
    (match,) = world.get("office", "notice-matches")["items"]
    world.request("office", "POST", f"notice-matches/{match['id']}/telling")
    assert world.told() == {("second", "notice")}
    with world.app.app_context(), transaction() as session:
        for contact in session.scalars(select(NoticeContact).where(NoticeContact.ended_at.is_(None))):
            contact.bounced_at = MONDAY
    page = sign_in(world, "office").get(
        "/directory/applicability?condition_there=yes&condition_group=1&condition_attribute=device_type"
        "&condition_how=is&condition_value=charging+station&condition_until="
    )
    assert "without a usable contact" in page.text


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"kind": "in", "attribute": "ocpp_version", "values": ["3.0"]}, "is no OCPP version"),
        ({"kind": "in", "attribute": "weight", "values": ["1"]}, "Must be one of"),
        ({"kind": "all", "parts": [{"kind": "not"}]}, "“not” has one part"),
        ({"kind": "all", "more": 1}, "Unknown field"),
    ],
)
def test_a_condition_that_cannot_be_asked_is_refused_in_words(desk: World, condition: Any, words: str) -> None:
    answer = desk.request("office", "POST", "applicability", json={"condition": condition})
    assert answer.status_code == 422
    assert words in str(answer.json)


def test_a_condition_nested_without_end_is_refused_and_breaks_nothing(desk: World) -> None:
    deep: dict[str, Any] = {"kind": "all"}
    for _ in range(200):
        deep = {"kind": "all", "parts": [deep]}
    answer = desk.request("office", "POST", "applicability", json={"condition": deep})
    assert answer.status_code == 422
    assert "Nested too deeply" in answer.text


def test_the_chair_builds_the_condition_in_the_page_and_sees_how_many_it_concerns(desk: World) -> None:
    number = desk.file()
    steps.analyse(desk, number, "specification")
    chair = sign_in(desk, "twg_chair")
    place = f"/cases/{number}/actions/propose-severity"
    page = chair.get(place).text
    assert 'name="condition_attribute"' in page
    assert "Add a row" in page
    form = {
        "csrf_token": csrf(chair), "group": "twg", "level": "high", "interoperability": "Some.",
        "manual_actions": "None.", "malfunction": "No.", "notice": NOTICE, "condition_there": "yes",
        "condition_group": ["1", "1"], "condition_attribute": ["ocpp_version", "profiles"],
        "condition_how": ["is", "is"], "condition_value": ["2.0.1", "Smart Charging"], "condition_until": ["", ""],
    }  # fmt: skip
    longer = chair.post(place, data={**form, "do": "row-2"})
    assert longer.status_code == 200
    assert longer.text.count('name="condition_attribute"') == 3
    looked = chair.post(place, data={**form, "do": "look"})
    assert "<b>1</b> certificate of <b>1</b> vendor" in looked.text
    assert chair.post(place, data={**form, "condition_value": ["9", "x"], "do": "do"}).status_code == 422
    assert chair.post(place, data={**form, "do": "do"}).status_code == 302
    proposal = desk.case(number)["severity_proposal"]["applicability"]
    assert [part["values"] for part in proposal["parts"]] == [["2.0.1"], ["Smart Charging"]]
    board = sign_in(desk, "board").get("/board").text
    assert "Which certificates it concerns.</b> OCPP version is 2.0.1 and profiles includes Smart Charging" in board


def test_matches_name_a_case_and_a_certificate_once(world: World) -> None:
    number = _approved(world)
    world.act("office", number, "contact-certified-vendors", certificates=["OCA.0201.0069.CS"])
    for version in ("4.1", "4.2"):
        _record(world, row(certificate_number="A", ocpp_software_version=version))
    with world.app.app_context():
        assert len(db.session.scalars(select(NoticeMatch)).all()) == 1
