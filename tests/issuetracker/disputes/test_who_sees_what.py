"""Who sees what of a dispute through the API, lists, files and who was told what (P-73, P-75, P-76)."""

from itertools import pairwise
from typing import Any

import pytest

from tests.issuetracker.disputes.people import admit, attach, attempt, do, read, report
from tests.world import PEOPLE, World

STRANGERS = ("other_laboratory", "other_vendor", "editor", "twg_chair", "cwg_chair")
SECRET = "SECRET of the vendor"


def _lived(world: World) -> tuple[str, int]:
    """A dispute with a secret of the vendor, on which the TWG is asked for advice; its number and the evidence."""
    number = report(world, "laboratory", ("run.log", b"> 1"))
    admit(world, number)
    evidence = attach(world, "vendor", number, "secret.pdf", b"SECRET")
    do(world, "vendor", number, "give-statement", body=SECRET, file_ids=[evidence])
    do(world, "third_board", number, "declare-link", link="My employer buys from Voltwerk.")
    return number, evidence


@pytest.mark.parametrize("who", STRANGERS)
def test_who_is_not_asked_does_not_learn_that_a_dispute_exists(small_court: World, who: str) -> None:
    """P-75."""
    number, evidence = _lived(small_court)
    nowhere = small_court.request(who, "GET", "disputes/D-2026-0099")
    for path in ("", f"/files/{evidence}", "/history", "/obligations"):
        answer = small_court.request(who, "GET", f"disputes/{number}{path}")
        assert answer.status_code == 404
        assert answer.json["title"] == nowhere.json["title"]
    assert small_court.get(who, "disputes", query_string={"state": "all"})["items"] == []
    assert attempt(small_court, who, number, "give-statement", body="So.").status_code == 404


def test_members_and_the_tool_provider_have_no_way_to_disputes(small_court: World) -> None:
    number, _ = _lived(small_court)
    for who in ("twg_member", "cwg_member", "provider"):
        assert small_court.request(who, "GET", f"disputes/{number}").status_code == 403


def test_a_recused_member_learns_that_they_are_and_nothing_else(small_court: World) -> None:
    """P-76."""
    number, evidence = _lived(small_court)
    for path in ("", f"/files/{evidence}", "/history", "/obligations"):
        answer = small_court.request("third_board", "GET", f"disputes/{number}{path}")
        assert (answer.status_code, answer.json["type"].rpartition("#")[2]) == (403, "Recused")
        assert "TC_C_34_CS" not in answer.text
    listed = small_court.get("third_board", "disputes", query_string={"state": "all"})
    assert (listed["items"], listed["recused_from"]) == ([], [number])
    told = small_court.get("third_board", "obligations")["items"]
    assert {item["letter"] for item in told} & {"dispute_admitted", "dispute_statement"} == set()


def test_who_steps_aside_is_answered_with_nothing_of_the_dispute(small_court: World) -> None:
    """P-76."""
    number = report(small_court)
    answer = do(small_court, "board", number, "declare-link", link="I worked there.")
    kept = {name for name, value in answer.items() if value not in (None, [], "")}
    assert kept == {"number", "reading"}
    assert answer["reading"] == "recused"


def test_the_office_reads_all_and_decides_nothing(small_court: World) -> None:
    number, evidence = _lived(small_court)
    seen = read(small_court, "office", number)
    assert [item["body"] for item in seen["statements"]][1] == SECRET
    assert small_court.request("office", "GET", f"disputes/{number}/files/{evidence}", buffered=True).data == b"SECRET"
    assert [action["action"] for action in seen["actions"]] == ["link-case"]
    refused = attempt(small_court, "office", number, "decide-admissibility", admissible=True, reason="Yes.")
    assert refused.status_code == 403


def test_a_party_fetches_the_others_evidence_only_with_a_shared_statement(small_court: World) -> None:
    """P-73."""
    number, evidence = _lived(small_court)
    path = f"disputes/{number}/files/{evidence}"
    assert small_court.request("laboratory", "GET", path).status_code == 404
    do(small_court, "board", number, "share-statements", statements=[2])
    fetched = small_court.request("laboratory", "GET", path, headers={"Range": "bytes=0-2"}, buffered=True)
    assert (fetched.status_code, fetched.data) == (206, b"SEC")


def test_advisers_read_their_question_with_exactly_the_statements_named_in_it(small_court: World) -> None:
    """P-75: and no name, subject or stage."""
    number, evidence = _lived(small_court)
    do(small_court, "board", number, "ask-advice", adviser="twg", question="Is it in the plan?", statements=[2])
    seen = read(small_court, "twg_chair", number)
    assert [item["body"] for item in seen["statements"]] == [SECRET]
    hidden = ("subject", "laboratory", "vendor", "stage", "reporter", "proposal", "received_at")
    assert [seen[name] for name in hidden] == [None] * len(hidden)
    assert [action["action"] for action in seen["actions"]] == ["give-advice"]
    assert (
        small_court.request("twg_chair", "GET", f"disputes/{number}/files/{evidence}", buffered=True).status_code == 200
    )
    (line,) = small_court.get("twg_chair", "disputes")["items"]
    assert {name for name, value in line.items() if value is not None} == {"number", "asked_of_you", "href"}
    assert small_court.request("editor", "GET", f"disputes/{number}").status_code == 404


def test_a_partys_own_list_of_letters_has_no_letter_to_others(small_court: World) -> None:
    """P-53, P-76."""
    number, _ = _lived(small_court)
    for who, party in (("laboratory", "Petra Vogel"), ("vendor", "Jeroen Bakker")):
        told = small_court.get(who, f"disputes/{number}/obligations")["items"]
        assert {item["party"].split(" (")[0] for item in told} <= {party, "Voltwerk B.V."}
    assert len(small_court.get("office", f"disputes/{number}/obligations")["items"]) > 5


def test_only_who_reads_a_dispute_whole_finds_who_was_told_of_it(small_court: World) -> None:
    """P-75: the list of all obligations has those of disputes for the Board and the office alone."""
    _lived(small_court)

    def letters(who: str) -> set[str]:
        items: list[Any] = small_court.get(who, "obligations", query_string={"limit": 200})["items"]
        return {item["letter"] for item in items if item["letter"].startswith("dispute")}

    assert letters("editor") == letters("cwg_chair") == letters("other_laboratory") == set()
    assert "dispute_task" in letters("board") & letters("office")


def test_what_an_action_would_cause_is_said_without_doing_it_and_as_its_reader_may_know_it(small_court: World) -> None:
    number, _ = _lived(small_court)
    asked = {"action": "set-date", "with": {"working_days": 5}}
    answer = small_court.request("board", "POST", f"disputes/{number}/preview", json=asked)
    assert answer.json["told"] == ["laboratory", "vendor"]
    assert [item["event"] for item in answer.json["events"]] == ["DateSet"]
    assert read(small_court, "board", number)["due_on"] is None


def test_the_whole_history_is_for_the_board_and_the_office(small_court: World) -> None:
    """P-96."""
    number, _ = _lived(small_court)
    items = small_court.get("board", f"disputes/{number}/history")["items"]
    assert [item["seq"] for item in items] == list(range(1, len(items) + 1))
    assert all(a["hash"] == b["previous_hash"] for a, b in pairwise(items))
    assert small_court.request("laboratory", "GET", f"disputes/{number}/history").status_code == 403


def test_nobody_acts_in_a_role_that_they_do_not_have(small_court: World) -> None:
    """Every action of the table by everybody who has no part in it: never done."""
    number, _ = _lived(small_court)
    before = read(small_court, "office", number)["events"]
    for who in set(PEOPLE) - {"board", "office", "laboratory", "vendor"}:
        for action in ("share-statements", "propose-decision", "withdraw-dispute", "link-case"):
            assert attempt(small_court, who, number, action).status_code in (403, 404, 422)
    assert read(small_court, "office", number)["events"] == before
