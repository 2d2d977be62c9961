"""Disputes lived through, through the API, with real letters, on both databases (P-71 … P-76)."""

from datetime import UTC, datetime, timedelta

from tests.issuetracker.disputes.people import REPORT, admit, attach, attempt, decide, do, read, report, verify
from tests.world import World


def test_a_dispute_from_its_report_to_its_last_corrective_action(court: World) -> None:
    number = report(court, "laboratory", ("run.log", b"> 1"))
    assert number == "D-2026-0001"
    assert court.told() == {
        ("petra.vogel", "dispute_acknowledged"),
        ("j.bakker", "dispute_reported"),
        ("board", "dispute_task"),
        ("second_board", "dispute_task"),
        ("third_board", "dispute_task"),
    }
    do(court, "third_board", number, "declare-link", link="My employer buys from Voltwerk.")
    assert court.told() == {("office", "dispute_sitting")}
    admit(court, number)
    assert court.told() == {("petra.vogel", "dispute_admitted"), ("j.bakker", "dispute_admitted")}
    do(court, "board", number, "open-round", sides=["vendor"], question="What did the log say?", working_days=5)
    assert court.told() == {("j.bakker", "dispute_question")}
    evidence = attach(court, "vendor", number, "timing.pdf", b"%PDF")
    do(court, "vendor", number, "give-statement", body="The block arrived after the tap.", file_ids=[evidence])
    assert court.told() == {("board", "dispute_statement"), ("second_board", "dispute_statement")}
    do(court, "board", number, "share-statements", statements=[1, 2])
    assert court.told() == {("petra.vogel", "dispute_shared"), ("j.bakker", "dispute_shared")}
    do(court, "second_board", number, "ask-advice", adviser="twg", question="Is the wait in the plan?", statements=[2])
    assert court.told() == {("twg_chair", "dispute_advice_asked")}
    do(court, "twg_chair", number, "give-advice", advice=1, body="It is not.")
    assert court.told() == {("board", "dispute_advice_given"), ("second_board", "dispute_advice_given")}
    decide(court, number)
    assert court.told() == {
        ("second_board", "dispute_proposed"),
        ("petra.vogel", "dispute_decided"),
        ("j.bakker", "dispute_decided"),
    }
    do(court, "laboratory", number, "report-corrective", number=1, how="Repeated on 20 March.")
    done = do(court, "board", number, "confirm-corrective", number=1)
    assert (done["stage"], done["ending"]) == ("ended", "decided")
    assert ("j.bakker", "dispute_ended") in court.told()
    assert verify(court) == []


def test_what_is_not_admissible_is_told_to_both_with_its_reason(court: World) -> None:
    """P-72."""
    number = report(court, "vendor")
    do(court, "board", number, "decide-admissibility", admissible=False, reason="It is about an invoice.")
    letters = {who.split("@")[0]: letter for who, name, letter in court.post() if name == "dispute_ended"}
    assert letters.keys() == {"j.bakker", "ocpp"}
    for letter in letters.values():
        assert "It is about an invoice." in letter.text
        assert "The procedure for this dispute has ended." in letter.text


def test_who_has_to_answer_is_reminded_one_working_day_before_and_once(court: World) -> None:
    """P-74: Thursday for a date on Friday; nothing on the days before, nothing twice."""
    number = report(court)
    admit(court, number)
    do(court, "board", number, "open-round", sides=["vendor"], question="What did the log say?", working_days=4)
    do(court, "board", number, "set-date", working_days=4)
    court.tick()
    court.travel(datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    assert court.told() == set()
    court.travel(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))
    board = {(who, "dispute_reminder_date") for who in ("board", "second_board", "third_board")}
    assert court.told() == {("j.bakker", "dispute_reminder_question"), *board}
    court.travel(timedelta(hours=2))
    assert court.told() == set()


def test_an_owner_is_reminded_of_a_corrective_action(court: World) -> None:
    """P-73."""
    number = report(court)
    admit(court, number)
    what = {"what": "Publish the wait.", "owner": "oca", "due_on": "2026-03-09"}
    decide(court, number, correctives=[what])
    court.tick()
    court.travel(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    assert court.told() == {("office", "dispute_reminder_corrective")}


def test_the_parties_settle(court: World) -> None:
    number = report(court)
    court.tick()
    offered = do(court, "vendor", number, "offer-settlement", terms="A new run.")
    assert {name for _, name in court.told()} == {"dispute_offer", "dispute_offer_made"}
    ended = do(court, "laboratory", number, "agree-to-settlement", text_sha256=offered["offer"]["text_sha256"])
    assert ended["ending"] == "settled"
    assert {name for _, name in court.told()} == {"dispute_ended", "dispute_ended_by_parties"}
    assert verify(court) == []


def test_who_changes_what_somebody_else_has_changed_meanwhile_is_told(court: World) -> None:
    number = report(court)
    before = court.request("board", "GET", f"disputes/{number}").headers["ETag"]
    admit(court, number)
    answer = court.request(
        "second_board",
        "POST",
        f"disputes/{number}/actions/set-date",
        json={"working_days": 5},
        headers={"If-Match": before},
    )
    assert answer.status_code == 412
    assert attempt(court, "second_board", number, "set-date", working_days=5).status_code == 200


def test_a_dispute_is_about_parties_that_oca_knows(court: World) -> None:
    """P-71."""
    for who, changes, field in (
        ("laboratory", {"other_party": "Nobody Inc."}, "other_party"),
        ("vendor", {"other_party": "Nobody"}, "other_party"),
        ("laboratory", {"case_number": "OCA-2026-0099"}, "case_number"),
        ("laboratory", {"certificates": ["OCA.0201.0053.CS"]}, "certificates"),
        ("laboratory", {"subject": " "}, "subject"),
    ):
        answer = court.request(who, "POST", "disputes", json={**REPORT, **changes})
        assert answer.status_code == 422, answer.text
        assert [item["field"] for item in answer.json["errors"]] == [field]
    assert court.request("editor", "POST", "disputes", json=REPORT).status_code == 403


def test_the_office_writes_down_what_a_vendor_reports_by_telephone(court: World) -> None:
    """P-05, P-71."""
    number = report(court, "office", reporter="Nordlader AB", other_party="DEKRA")
    seen = read(court, "other_vendor", number)
    assert (seen["side"], seen["reporter"]) == ("vendor", "vendor")
    assert [item["body"] for item in seen["statements"]] == [
        "The station accepts an idToken from its cache after it was blocked."
    ]
    assert read(court, "laboratory", number)["statements"] == []


def test_an_issue_becomes_a_dispute_linked_and_nothing_is_copied(court: World) -> None:
    """P-05."""
    case = court.file()
    number = report(court, case_number=case)
    assert read(court, "laboratory", number)["linked_cases"] == [case]
    assert read(court, "board", number)["linked_cases"] == [case]
    assert read(court, "vendor", number)["linked_cases"] == []
    other = court.file()
    do(court, "office", number, "link-case", case_number=other)
    assert read(court, "board", number)["linked_cases"] == [case, other]
