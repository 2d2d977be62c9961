"""Nobody sees, guesses, finds or changes what is not theirs (P-97, P-99)."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from issuetracker.extensions import transaction
from issuetracker.models import Person, PersonRole
from tests.world import World
from workflows.roles import Role

SECRETS = ("Voltwerk", "Bakker", "Petra", "DEKRA", "dekra", "VW-22", "555 01")
PARTS = ("", "/messages", "/files")


def _story(desk: World) -> tuple[str, int]:
    """A case of Voltwerk at DEKRA, with a log and a message; its number and the log's id."""
    number = desk.file(summary="Voltwerk VW-22 counts wrong", description="Seen on VW-22 of Voltwerk B.V.")
    sent = desk.request("laboratory", "POST", f"cases/{number}/files", data={"files": (BytesIO(b"secret"), "vw.log")})
    desk.act("laboratory", number, "add-message", body="From DEKRA to all", visibility="parties")
    return number, sent.json["items"][0]["id"]


@pytest.mark.parametrize("who", ["other_laboratory", "other_vendor"])
def test_another_party_gets_the_same_404_as_for_what_does_not_exist(desk: World, who: str) -> None:
    number, file_id = _story(desk)
    obligation = desk.get("office", f"cases/{number}/obligations")["items"][0]["id"]
    for template in ("cases/{}", "cases/{}/messages", "cases/{}/files", "cases/{}/obligations"):
        if who == "other_vendor" and "obligations" in template:
            continue
        there, nowhere = (desk.request(who, "GET", template.format(n)) for n in (number, "OCA-2026-0999"))
        assert there.status_code == nowhere.status_code == 404, template
        assert there.text.replace(number, "") == nowhere.text.replace("OCA-2026-0999", "")
    assert desk.request(who, "GET", f"files/{file_id}").status_code == 404
    for method, path, body in (
        ("POST", f"cases/{number}/preview", {"action": "add-message", "with": {"body": "x"}}),
        ("POST", f"cases/{number}/actions/add-message", {"body": "x"}),
        ("POST", f"cases/{number}/actions/withdraw", {"reason": "x"}),
    ):
        assert desk.request(who, method, path, json=body, headers={"If-Match": "*"}).status_code == 404, path
    upload = desk.request(who, "POST", f"cases/{number}/files", data={"files": (BytesIO(b"x"), "x")})
    assert upload.status_code == 404
    if who == "other_laboratory":
        assert desk.request(who, "POST", f"obligations/{obligation}/acknowledgement").status_code == 404
        assert desk.get(who, "obligations")["items"] == []
    for closed_to in ("history", "applicability"):
        assert desk.request(who, "GET", f"cases/{number}/{closed_to}").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"state": "all"},
        {"q": "Voltwerk"},
        {"q": "OCA-2026-0001"},
        {"test_reference": "TC_E_22_CS"},
        {"vendor": "1"},
        {"laboratory": "1"},
        {"sort": "-received"},
        {"ocpp_version": "2.0.1"},
        {"due_before": "2030-01-01T00:00:00Z"},
    ],
)
def test_no_filter_or_search_finds_another_partys_case(desk: World, query: dict[str, str]) -> None:
    _story(desk)
    for who in ("other_laboratory", "other_vendor"):
        found = desk.get(who, "cases", query_string=query)
        assert found == {"items": [], "next_cursor": None}
    assert (
        desk.client.get(
            "/api/v1/feeds/changes.atom", headers={"Authorization": f"Bearer {desk.keys['other_laboratory']}"}
        ).text.count("<entry")
        == 0
    )


def test_each_party_sees_its_own_and_nothing_else(desk: World) -> None:
    own = _story(desk)[0]
    other = desk.request(
        "other_laboratory",
        "POST",
        "cases",
        json={"report": {"summary": "s", "vendor_name": "Nordlader AB", "description": "d"}},
    ).json["number"]
    for who, numbers in (
        ("laboratory", {own}),
        ("vendor", {own}),
        ("other_laboratory", {other}),
        ("other_vendor", {other}),
        ("office", {own, other}),
        ("twg_member", set()),
        ("cwg_member", set()),
    ):
        assert {item["number"] for item in desk.get(who, "cases")["items"]} == numbers, who
    for part in PARTS:
        assert desk.request("vendor", "GET", f"cases/{own}{part}").status_code == 200


def test_the_tool_provider_sees_no_case_at_all(desk: World) -> None:
    """P-80."""
    number, file_id = _story(desk)
    assert desk.request("provider", "GET", "cases").status_code == 403
    assert desk.request("provider", "GET", f"cases/{number}").status_code == 403
    assert desk.request("provider", "GET", f"files/{file_id}").status_code == 404
    assert desk.request("provider", "GET", f"tickets/{number}").status_code == 404


def _as_the_twg_sees_it(desk: World) -> tuple[str, int]:
    number, file_id = _story(desk)
    desk.act("editor", number, "record-analysis", outcome="specification", issue="Two readings.", cause="E04.")
    return number, file_id


def _all_that_is_read(desk: World, who: str, number: str) -> str:
    call = desk.case(number)["calls"]["twg"]["id"]
    pages = [
        "cases",
        f"cases/{number}",
        f"cases/{number}/messages",
        f"cases/{number}/files",
        f"calls/{call}",
        "feeds/changes.atom",
        "feeds/due.ics",
    ]
    return "".join(desk.request(who, "GET", page).text for page in pages)


def test_a_member_of_the_group_reads_without_any_party(desk: World) -> None:
    """P-99."""
    number, file_id = _as_the_twg_sees_it(desk)
    read = _all_that_is_read(desk, "twg_member", number)
    assert number in read
    assert [word for word in SECRETS if word in read] == []
    assert "From DEKRA to all" not in read
    assert desk.request("twg_member", "GET", f"files/{file_id}").status_code == 404
    assert desk.request("twg_member", "GET", f"cases/{number}/history").status_code == 403
    assert desk.request("cwg_member", "GET", f"cases/{number}").status_code == 404
    upload = desk.request("twg_member", "POST", f"cases/{number}/files", data={"files": (BytesIO(b"x"), "x")})
    assert upload.status_code == 403


@pytest.mark.parametrize("query", [{"vendor": "3"}, {"laboratory": "1"}])
def test_a_member_cannot_learn_a_party_from_what_a_filter_finds(desk: World, query: dict[str, str]) -> None:
    """P-99."""
    _as_the_twg_sees_it(desk)
    assert desk.request("twg_member", "GET", "cases", query_string=query).status_code == 403


def test_a_member_cannot_learn_a_party_from_what_a_search_finds(desk: World) -> None:
    """P-99: members find by the words that they read; a word that finds nothing says nothing."""
    number, _ = _as_the_twg_sees_it(desk)

    def found(words: str) -> list[str]:
        return [item["number"] for item in desk.get("twg_member", "cases", query_string={"q": words})["items"]]

    assert found(number) == found("tc_e_22_cs") == found("counts") == [number]
    for word in ("Voltwerk", "VW-22", "counts Voltwerk", "wrong Voltwerk"):
        assert found(word) == []


@pytest.mark.parametrize("role", [Role.TWG_MEMBER, Role.CWG_MEMBER])
def test_a_vendors_engineer_who_is_a_member_too_reads_other_vendors_cases_as_a_member(desk: World, role: Role) -> None:
    """P-99: competitors sit in the groups; whose case it is decides, not which roles somebody has."""
    with desk.app.app_context(), transaction() as session:
        engineer = session.scalars(select(Person).where(Person.email == "other_vendor@nordlader.example")).one()
        engineer.roles.append(PersonRole(role=Role.TWG_MEMBER.value))
        engineer.roles.append(PersonRole(role=Role.CWG_MEMBER.value))
    number, file_id = _as_the_twg_sees_it(desk)
    read = _all_that_is_read(desk, "other_vendor", number)
    assert number in read
    assert [word for word in SECRETS if word in read] == []
    assert desk.request("other_vendor", "GET", f"files/{file_id}").status_code == 404

    own = desk.file(vendor_name="Nordlader AB", device="NL-7")
    sent = desk.request("laboratory", "POST", f"cases/{own}/files", data={"files": (BytesIO(b"own"), "own.log")})
    assert desk.case(own, "other_vendor")["report"]["device"] == "NL-7"
    assert len(desk.get("other_vendor", f"cases/{own}/files")["items"]) == 1
    response = desk.request("other_vendor", "GET", f"files/{sent.json['items'][0]['id']}")
    response.get_data()
    response.close()
    assert response.status_code == 200


def test_what_is_meant_for_one_side_is_read_by_that_side_only(desk: World) -> None:
    """P-97."""
    number = desk.file()
    for visibility in ("oca", "laboratory", "vendor", "parties"):
        desk.act("editor", number, "add-message", body=f"for {visibility}", visibility=visibility)

    def read(who: str) -> set[str]:
        return {message["body"] for message in desk.get(who, f"cases/{number}/messages")["items"]}

    assert read("laboratory") == {"for laboratory", "for parties"}
    assert read("vendor") == {"for vendor", "for parties"}
    assert read("board") == {"for oca", "for laboratory", "for vendor", "for parties"}


def test_the_exact_text_before_the_board_is_for_oca_only(desk: World) -> None:
    """P-41."""
    number = desk.file()
    desk.act("editor", number, "record-analysis", outcome="specification", issue="I.", cause="C.")
    desk.act(
        "twg_chair",
        number,
        "propose-severity",
        group="twg",
        level="low",
        interoperability="None.",
        manual_actions="None.",
        malfunction="No.",
        notice="",
    )

    def seen(who: str) -> Any:
        return desk.case(number, who)["severity_proposal"]

    assert seen("board")["level"] == "low"
    assert [who for who in ("laboratory", "vendor", "twg_member") if seen(who) is not None] == []
