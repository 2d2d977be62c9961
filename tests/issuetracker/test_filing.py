"""Filing by API: P-01 … P-04, P-06 … P-08. What is wrong is said by field, at once, and nothing is guessed."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from issuetracker.api.examples import REPORT
from tests.world import World

WHOLE = {"summary": "s", "vendor_name": "Voltwerk B.V.", "description": "d"}


def _file(desk: World, report: Any, who: str = "laboratory", **body: Any) -> TestResponse:
    return desk.request(who, "POST", "cases", json={"report": report, **body})


def _fields(response: TestResponse) -> set[str]:
    assert response.status_code == 422, response.text
    assert response.content_type == "application/problem+json"
    return {error["field"] for error in response.json["errors"]}


def test_everything_that_is_missing_is_said_at_once(desk: World) -> None:
    """P-04."""
    assert _fields(_file(desk, {})) == {"summary", "vendor_name", "test_references", "description"}
    assert _fields(_file(desk, {"summary": "  ", "vendor_name": "\n", "description": "\t"})) == {
        "summary",
        "vendor_name",
        "test_references",
        "description",
    }
    office = _file(desk, {}, "office")
    assert _fields(office) == {"summary", "vendor_name", "laboratory_name", "test_references", "description"}
    assert office.json["rule"] == "P-04"
    assert desk.get("office", "cases")["items"] == []


@pytest.mark.parametrize("field", ["summary", "vendor_name"])
def test_each_field_that_is_needed_is_needed_alone(desk: World, field: str) -> None:
    """P-01, P-04."""
    assert _fields(_file(desk, {**WHOLE, field: ""})) == {field}
    assert _fields(_file(desk, {name: value for name, value in WHOLE.items() if name != field})) == {field}


def test_a_test_reference_or_a_description_is_enough(desk: World) -> None:
    short = {"summary": "s", "vendor_name": "Voltwerk B.V."}
    assert _fields(_file(desk, short)) == {"test_references", "description"}
    assert _file(desk, {**short, "test_references": ["TC_E_22_CS"]}).status_code == 201
    assert _file(desk, {**short, "description": "d"}).status_code == 201


@pytest.mark.parametrize("field", sorted(set(REPORT) - {"summary", "vendor_name"}))
def test_what_is_unknown_may_be_left_out(desk: World, field: str) -> None:
    """P-03: completed by the editor in step 2."""
    assert _file(desk, {name: value for name, value in REPORT.items() if name != field}).status_code == 201


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("summary", "x" * 301, "report.summary"),
        ("vendor_name", "x" * 201, "report.vendor_name"),
        ("vendor_contact", {"name": "x" * 201}, "report.vendor_contact.name"),
        ("vendor_contact", {"email": "x" * 255}, "report.vendor_contact.email"),
        ("laboratory_contact", {"phone": "1" * 61}, "report.laboratory_contact.phone"),
        ("description", "x" * 100_001, "report.description"),
        ("applicable_documentation", "x" * 20_001, "report.applicable_documentation"),
        ("device", "x" * 201, "report.device"),
        ("octt_version", "x" * 101, "report.octt_version"),
        ("test_references", ["TC_E_22_CS"] * 51, "report.test_references"),
        ("test_references", ["x" * 301], "report.test_references.0"),
        ("certification_profiles", ["x"] * 21, "report.certification_profiles"),
        ("test_types", ["conformance_test"] * 3, "report.test_types"),
    ],
)
def test_what_is_too_long_is_refused_by_its_name(desk: World, field: str, value: Any, where: str) -> None:
    assert _fields(_file(desk, {**WHOLE, field: value})) == {where}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("summary", 5),
        ("summary", None),
        ("summary", ["s"]),
        ("vendor_contact", "Jeroen"),
        ("vendor_contact", None),
        ("test_references", "TC_E_22_CS"),
        ("test_types", "conformance_test"),
        ("test_types", ["endurance"]),
        ("ocpp_version", 2.01),
        ("ocpp_version", "2.1"),
        ("device_type", "toaster"),
        ("device_type", []),
        ("blocks_certification", "yes"),
        ("certification_profiles", [None]),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_and_never_read_as_something_else(
    desk: World, field: str, value: Any
) -> None:
    assert {name.split(".")[1] for name in _fields(_file(desk, {**WHOLE, field: value}))} == {field}


@pytest.mark.parametrize("bad", ["\x00", "\x1b[31m", "\x7f", "\u0085", "\ud800"])
def test_control_characters_are_refused_wherever_they_stand(desk: World, bad: str) -> None:
    found = _fields(_file(desk, {**WHOLE, "summary": f"a{bad}b", "device": bad, "vendor_contact": {"name": bad}}))
    assert found == {"report.summary", "report.device", "report.vendor_contact.name"}


def test_every_error_is_said_at_once_whatever_its_kind(desk: World) -> None:
    """P-04."""
    report = {"summary": "x" * 301, "colour": "red", "ocpp_version": "3", "vendor_contact": {"mail": "a"}}
    assert _fields(_file(desk, report, origin="2a", priority=1)) == {
        "origin",
        "priority",
        "report.summary",
        "report.colour",
        "report.ocpp_version",
        "report.vendor_contact.mail",
    }


def test_text_in_any_script_comes_back_as_it_was_written(desk: World) -> None:
    """P-01: Hangul, diacritics, lines that look like mail, and JSON arrays out of a log."""
    log = '> From the log:\nFrom 10:00 on\n[2,"uuid","BootNotification",{"a":"<b>&amp;"}]\n\tÅsa 한빛충전 🔌'
    number = desk.file(
        vendor_name="한빛충전",
        summary="충전 후 StopTransaction 두 번",
        description=log,
        vendor_contact={"name": "김서연", "email": "notices@hanbit.example", "phone": "+82 2 000"},
    )
    report = desk.case(number)["report"]
    assert (report["vendor_name"], report["summary"]) == ("한빛충전", "충전 후 StopTransaction 두 번")
    assert report["description"] == log
    assert desk.get("office", "cases")["items"][0]["vendor"] == "한빛충전"


def test_a_vendor_is_found_again_under_another_spelling(desk: World) -> None:
    number = desk.file(vendor_name="  voltwerk B.V ")
    assert number in [item["number"] for item in desk.get("vendor", "cases")["items"]]


def test_test_references_are_kept_in_the_octts_form_and_what_cannot_be_read_as_written(desk: World) -> None:
    number = desk.file(test_references=["tc_e_22/24_cs", "step 7 of the boot test", "TC-B-12-CS"])
    assert desk.case(number)["report"]["test_references"] == [
        "TC_E_22_CS",
        "TC_E_24_CS",
        "step 7 of the boot test",
        "TC_B_12_CS",
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "application/json"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ("null", "application/json"),
        ('"x"', "application/json"),
        ("[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json"),
        ('{"report": {"summary": "a"}} trailing', "application/json"),
        ("hello", "text/plain"),
    ],
)
def test_a_body_that_is_not_a_filing_is_refused(desk: World, body: Any, kind: str) -> None:
    response = desk.request("laboratory", "POST", "cases", data=body, content_type=kind)
    assert response.status_code == 422, response.text
    assert response.json["title"] == "Some fields are wrong."


@pytest.mark.parametrize(
    ("who", "origin"),
    [
        ("laboratory", "1b"),
        ("laboratory", "1c"),
        ("twg_chair", "1a"),
        ("editor", "1a"),
        ("editor", "1b"),
        ("office", "1b"),
    ],
)
def test_each_step_is_raised_by_those_whose_step_it_is(desk: World, who: str, origin: str) -> None:
    """P-01."""
    refused = _file(desk, WHOLE, who, origin=origin)
    assert refused.status_code == 403
    assert f"Step {origin} is for" in refused.json["detail"]


def test_the_twg_and_oca_raise_issues_without_any_party(desk: World) -> None:
    """P-01, P-24."""
    for who, origin in (("twg_chair", "1b"), ("editor", "1c"), ("office", "1c")):
        made = _file(desk, {"summary": "Two readings of E04", "description": "d"}, who, origin=origin)
        assert made.status_code == 201
        assert made.json["report"]["laboratory_name"] == made.json["report"]["vendor_name"] == ""


def test_a_laboratory_always_files_as_itself(desk: World) -> None:
    number = desk.file(laboratory_name="Korea Testing Certification")
    assert desk.case(number)["report"]["laboratory_name"] == "DEKRA Certification B.V."


def test_the_office_names_a_laboratory_that_exists(desk: World) -> None:
    """P-02: the office files what came by telephone or post."""
    assert _fields(_file(desk, {**WHOLE, "laboratory_name": "Nobody"}, "office")) == {"laboratory_name"}
    made = _file(desk, {**WHOLE, "laboratory_name": "dekra"}, "office")
    assert made.json["report"]["laboratory_name"] == "DEKRA Certification B.V."


def test_the_answer_is_the_case_with_its_address_and_its_acknowledgement_is_owed(desk: World) -> None:
    """P-02, P-06, P-07."""
    made = _file(desk, REPORT)
    assert made.headers["Location"] == f"/api/v1/cases/{made.json['number']}"
    assert made.headers["ETag"] == f'"{made.json["number"]}-v1"'
    earlier = [f"/api/v1/resolutions?test_reference={name}" for name in REPORT["test_references"]]
    assert made.json["earlier_resolutions"] == earlier, "P-08"
    silent = {"messages": [], "earlier_messages": None}
    assert desk.get("laboratory", made.headers["Location"]) | {"earlier_resolutions": earlier} == made.json | silent
    assert made.json["clocks"][0]["due_date"] == "2026-03-09"
    assert made.json["clocks"][0]["started_at"] == made.json["received_at"]
    letter = next(letter for letter in desk.tick() if letter.recipient == "petra.vogel@dekra.example")
    assert made.json["number"] in letter.text
    assert "Monday 9 March 2026" in letter.text


def test_a_line_break_in_a_name_adds_no_header_to_a_letter(desk: World) -> None:
    desk.file(
        summary="One\nBcc: evil@elsewhere.example",
        vendor_contact={
            "name": "N\nBcc: evil@elsewhere.example",
            "email": "x@vendor.example\nBcc: evil@elsewhere.example",
            "phone": "",
        },
    )
    for letter in desk.tick():
        assert letter.message["Bcc"] is None
        assert "evil" not in letter.recipient
