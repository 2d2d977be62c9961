"""Assigning a case: by whom, to whom, who is told and who sees it (P-15)."""

import re

import pytest

from issuetracker.extensions import transaction
from issuetracker.models import Person, PersonRole
from tests.browsing import csrf, person_of, sign_in
from tests.issuetracker.web.desk_forms import do
from tests.issuetracker.web.test_case_list import numbers
from tests.journeys.steps import analyse, decide
from tests.world import PEOPLE, World
from workflows.roles import Role


def id_of(world: World, who: str) -> int:
    """The id of somebody of PEOPLE."""
    with world.app.app_context():
        return person_of(world, who).id


def second_editor(world: World) -> int:
    """Another Technical Editor."""
    with world.app.app_context(), transaction() as session:
        person = Person(name="Bram Visser", email="bram@oca.example", roles=[PersonRole(role=Role.TECHNICAL_EDITOR)])
        session.add(person)
        session.flush()
        return person.id


def test_a_case_is_assigned_and_taken_back_and_the_assignee_is_told(world: World) -> None:
    """P-15."""
    number, bram = world.file(), second_editor(world)
    world.told()
    assert world.act("office", number, "assign-case", person_id=bram)["assignee_id"] == bram
    assert world.told() == {("bram", "assigned")}
    again = world.try_action("office", number, "assign-case", person_id=bram)
    assert again.status_code == 422
    assert world.act("editor", number, "assign-case", person_id=id_of(world, "editor"))["assignee_id"]
    assert world.told() == set(), "whoever takes a case up knows it"
    assert world.act("editor", number, "assign-case", person_id=None)["assignee_id"] is None
    assert world.told() == set()
    entries = world.get("office", f"cases/{number}/history")["items"]
    assert [entry["payload"]["name"] for entry in entries if entry["event"] == "CaseAssigned"] == [
        "Bram Visser", "Anneke de Wit", "",
    ]  # fmt: skip
    assert world.verify() == []


def test_only_somebody_who_holds_the_step_can_take_it_up(world: World) -> None:
    number = world.file()
    for who in ("twg_chair", "board", "office", "laboratory", "twg_member", "provider"):
        refused = world.try_action("office", number, "assign-case", person_id=id_of(world, who))
        assert refused.status_code == 422, who
        assert "Choose a Technical Editor" in refused.text
    assert world.try_action("office", number, "assign-case", person_id=9999).status_code == 422
    analyse(world, number, "specification")
    world.act("editor", number, "assign-case", person_id=id_of(world, "twg_chair"))


def test_a_chair_assigns_what_the_group_has_and_parties_and_members_nothing(world: World) -> None:
    number = world.file()
    editor = id_of(world, "editor")
    assert world.try_action("twg_chair", number, "assign-case", person_id=editor).status_code == 409
    for who in ("laboratory", "vendor", "board"):
        assert world.try_action(who, number, "assign-case", person_id=editor).status_code == 403, who
    analyse(world, number, "specification")
    world.act("twg_chair", number, "assign-case", person_id=id_of(world, "twg_chair"))
    assert world.try_action("twg_member", number, "assign-case", person_id=None).status_code == 403


def test_nobody_outside_oca_sees_to_whom_a_case_is_assigned(world: World) -> None:
    number = world.file()
    analyse(world, number, "specification")
    world.act("office", number, "assign-case", person_id=id_of(world, "twg_chair"))
    assert world.get("editor", "cases")["items"][0]["assignee"] == "Marcus Lindqvist"
    for who in ("laboratory", "vendor", "twg_member"):
        assert world.case(number, who)["assignee_id"] is None
        assert world.get(who, "cases")["items"][0]["assignee"] is None
        assert world.request(who, "GET", "cases", query_string={"assignee": "nobody"}).status_code == 403
        client = sign_in(world, who)
        assert client.get("/cases?assignee=me").status_code == 403
        for page in (f"/cases/{number}", "/cases?column=assignee", "/cases.csv"):
            assert "Marcus Lindqvist" not in client.get(page).text, (who, page)
            assert "ssigned" not in client.get(page).text, (who, page)


def test_a_reopened_case_is_nobodys(world: World) -> None:
    number = world.file()
    world.act("office", number, "assign-case", person_id=id_of(world, "editor"))
    world.act("laboratory", number, "withdraw", reason="Found it.")
    assert world.act("office", number, "reopen", reason="It is back.")["assignee_id"] is None
    assert world.verify() == []


def test_the_list_is_narrowed_to_mine_nobodys_and_somebodys(world: World) -> None:
    mine, bram, none = world.file(), world.file(), world.file()
    other = second_editor(world)
    world.act("editor", mine, "assign-case", person_id=id_of(world, "editor"))
    world.act("editor", bram, "assign-case", person_id=other)
    editor = sign_in(world, "editor")
    for asked, expected in (("me", {mine}), ("nobody", {none}), (str(other), {bram}), ("", {mine, bram, none})):
        assert set(numbers(editor.get(f"/cases?assignee={asked}").text)) == expected, asked
        items = world.get("editor", "cases", query_string={"assignee": asked})["items"]
        assert {item["number"] for item in items} == expected, asked
    assert "Anneke de Wit" in editor.get("/cases?column=assignee").text
    assert "Anneke de Wit" in editor.get("/cases.csv").text
    for wrong in ("x", "0", "9" * 20, "²"):
        assert world.request("editor", "GET", "cases", query_string={"assignee": wrong}).status_code == 422, wrong
        assert "The filter “assignee” was left out:" in editor.get(f"/cases?assignee={wrong}").text


def test_several_cases_are_assigned_at_once_and_what_cannot_be_is_said(world: World) -> None:
    fresh, routed = world.file(), world.file()
    analyse(world, routed, "octt")
    editor = sign_in(world, "editor")
    assert 'action="/cases/assignment"' in editor.get("/cases").text
    sent = {"csrf_token": csrf(editor), "number": [fresh, routed], "person_id": str(id_of(world, "editor"))}
    page = editor.post("/cases/assignment", data=sent, follow_redirects=True).text
    assert "1 of 2 are assigned to Anneke de Wit." in page
    assert f"{routed}: Choose a CWG chair: they hold the step." in page
    assert numbers(page) == [fresh]
    page = editor.post("/cases/assignment", data=sent | {"person_id": "nobody"}, follow_redirects=True).text
    assert "1 of 2 are assigned to nobody." in page
    for nothing in ({"number": []}, {"person_id": ""}, {"person_id": "x"}, {"person_id": "9" * 20}):
        page = editor.post("/cases/assignment", data=sent | nothing, follow_redirects=True).text
        assert "Tick cases and choose a person." in page, nothing


def test_ones_own_comes_first_in_my_work_and_what_others_have_can_be_left_out(world: World) -> None:
    first, second, third = world.file(), world.file(), world.file()
    world.act("editor", second, "assign-case", person_id=id_of(world, "editor"))
    world.act("editor", third, "assign-case", person_id=second_editor(world))
    editor = sign_in(world, "editor")
    shown = editor.get("/work").text
    assert re.findall(r'href="/cases/(OCA-\d{4}-\d{4})"', shown) == [second, first, third]
    assert "assigned to you" in shown
    assert "taken up by Bram Visser" in shown
    assert re.findall(r'href="/cases/(OCA-\d{4}-\d{4})"', editor.get("/work?whose=mine").text) == [second]
    assert re.findall(r'href="/cases/(OCA-\d{4}-\d{4})"', editor.get("/work?whose=nobodys").text) == [first]
    assert editor.get("/work?whose=nonsense").status_code == 200


def test_who_has_handed_a_case_on_does_not_keep_it_from_the_next(world: World) -> None:
    number = world.file()
    world.act("editor", number, "assign-case", person_id=id_of(world, "editor"))
    analyse(world, number, "specification")
    decide(world, number, "twg")
    chair = sign_in(world, "cwg_chair")
    assert number in chair.get("/work?whose=nobodys").text
    assert "taken up by" not in chair.get("/work").text


def test_the_form_offers_who_holds_the_step_and_nobody(world: World) -> None:
    number = world.file()
    second_editor(world)
    office = sign_in(world, "office")
    page = office.get(f"/cases/{number}/actions/assign-case").text
    assert re.findall(r'<option value="\d+"[^>]*>([^<]+)', page) == ["Anneke de Wit", "Bram Visser"]
    done = do(office, number, "assign-case", person_id=str(id_of(world, "editor")))
    assert "<dt>Assigned to</dt><dd>Anneke de Wit" in done.text
    done = do(sign_in(world, "editor"), number, "assign-case", person_id="")
    assert "<dt>Assigned to</dt><dd>nobody" in done.text


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "provider"])
def test_only_who_may_assign_sees_boxes_to_tick(desk: World, who: str) -> None:
    desk.file()
    page = sign_in(desk, who).get("/cases").text
    assert ("/cases/assignment" in page) == (who in ("editor", "office", "twg_chair", "cwg_chair"))
