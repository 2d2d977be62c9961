"""`/api/v1/mails`: the list, one mail as it is understood, its original, and every decision."""

from typing import Any

import pytest

from tests.browsing import csrf, sign_in
from tests.intake.conftest import Desk
from tests.intake.letters_in import DISPUTES, mail

STRANGER = "Lena Kowalski <lena.kowalski@dnv-testing.example>"


def _decide(desk: Desk, mail_id: int, deed: str, who: str = "editor", **data: Any) -> Any:
    return desk.world.request(who, "POST", f"mails/{mail_id}/{deed}", json=data)


def test_mails_are_listed_by_state_and_cause_page_by_page(mailed: Desk) -> None:
    ids = [mailed.receive(mail("Nothing.", sender=f"n{n}@spam.example")).id for n in range(3)]
    filed = mailed.receive(mail())
    dispute = mailed.receive(mail("We disagree.", to=DISPUTES))
    every = mailed.world.get("office", "mails")["items"]
    assert [item["id"] for item in every] == [dispute.id, filed.id, *ids[::-1]]
    assert every[1]["number"] == mailed.numbers()[0]
    waits = mailed.world.get("editor", "mails", query_string={"state": "needs_a_person"})["items"]
    assert [item["id"] for item in waits] == [dispute.id, *ids[::-1]]
    first = mailed.world.get("editor", "mails", query_string={"cause": "unknown_sender", "limit": 2})
    second = mailed.world.get(
        "editor", "mails", query_string={"cause": "unknown_sender", "cursor": first["next_cursor"]}
    )
    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
    assert second["next_cursor"] is None
    assert mailed.world.request("editor", "GET", "mails?state=lost").status_code == 422


def test_one_mail_is_answered_as_mail_explain_prints_it(mailed: Desk) -> None:
    row = mailed.receive(mail(sender=STRANGER, attached={"run.log": b"x"}))
    found = mailed.world.get("editor", f"mails/{row.id}")
    assert (found["state"], found["cause"]) == ("quarantined", "unknown_sender")
    explained = found["explained"]
    assert explained["outcome"] == "quarantine"
    assert explained["fields"]["summary"] == {"value": "seqNo restarts after an offline transaction", "how": "read"}
    assert explained["fields"]["device"] == {"value": None, "how": "missing"}
    assert [item["name"] for item in explained["attachments"]] == ["run.log"]


def test_the_original_is_given_out_byte_for_byte_and_in_ranges(mailed: Desk) -> None:
    raw = mail(sender=STRANGER)
    row = mailed.receive(raw)
    whole = mailed.world.request("editor", "GET", f"mails/{row.id}/original")
    assert whole.data == raw
    assert whole.content_type == "application/octet-stream"
    whole.close()
    part = mailed.world.request("editor", "GET", f"mails/{row.id}/original", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, raw[10:20])
    part.close()


def test_a_mail_is_filed_as_read_or_with_a_report(mailed: Desk) -> None:
    dekra = mailed.world.ids["dekra"]
    row = mailed.receive(mail(sender=STRANGER))
    filed = _decide(mailed, row.id, "filing", laboratory_id=dekra)
    assert filed.status_code == 200, filed.text
    assert (filed.json["state"], filed.json["number"]) == ("filed", "OCA-2026-0001")
    row = mailed.receive(mail("It fails.", sender=STRANGER, subject="Help"))
    refused = _decide(mailed, row.id, "filing", laboratory_id=dekra)
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json["errors"]} >= {"vendor_name"}
    report = {"summary": "It fails", "vendor_name": "Voltwerk B.V.", "description": "In step 3."}
    assert _decide(mailed, row.id, "filing", laboratory_id=dekra, report=report).json["number"] == "OCA-2026-0002"
    assert mailed.world.case("OCA-2026-0002")["report"]["description"] == "In step 3."


def test_a_mail_is_put_on_a_case(mailed: Desk) -> None:
    number = mailed.world.file()
    row = mailed.receive(mail("A second log.", subject=f"{number}: again"))
    assert _decide(mailed, row.id, "entry", number="OCA-2026-9999").status_code == 404
    assert _decide(mailed, row.id, "entry", number=number).json["state"] == "appended"
    (said,) = mailed.world.get("office", f"cases/{number}/messages")["items"]
    assert (said["visibility"], said["author"]) == ("oca", "Anneke de Wit")
    assert said["body"].endswith("A second log.")


def test_a_mail_is_released_and_its_sender_learnt(mailed: Desk) -> None:
    row = mailed.receive(mail(sender=STRANGER))
    still = _decide(mailed, row.id, "release")
    assert (still.json["state"], still.json["cause"]) == ("quarantined", "unknown_sender")
    wrong = _decide(mailed, row.id, "release", learn="@dnv-testing.example")
    assert [error["field"] for error in wrong.json["errors"]] == ["laboratory_id"]
    other = _decide(mailed, row.id, "release", learn="@elsewhere.example", laboratory_id=mailed.world.ids["ktc"])
    assert [error["field"] for error in other.json["errors"]] == ["pattern"]
    done = _decide(mailed, row.id, "release", learn="@dnv-testing.example", laboratory_id=mailed.world.ids["ktc"])
    assert done.json["state"] == "filed"
    assert mailed.receive(mail(sender="x@dnv-testing.example")).state == "filed"


def test_a_sender_is_blocked_and_a_mail_discarded_with_why(mailed: Desk) -> None:
    row = mailed.receive(mail("Buy.", sender="offers@spam.example"))
    assert _decide(mailed, row.id, "block", pattern="@spam.example").status_code == 422
    done = _decide(mailed, row.id, "block", pattern="@spam.example", why="Advertising.")
    assert (done.json["state"], done.json["note"], done.json["done_by"]) == (
        "discarded",
        "Advertising.",
        "Anneke de Wit",
    )
    row = mailed.receive(mail("Buy more.", sender="x@spam.example"))
    assert row.cause == "blocked"
    assert _decide(mailed, row.id, "discard", "office", why="Advertising.").json["done_by"] == "Henk Jansen"
    assert _decide(mailed, row.id, "take-back").json["state"] == "quarantined"
    assert _decide(mailed, row.id, "take-back").status_code == 409  # it waits for a person already


def test_whoever_decides_second_is_refused(mailed: Desk) -> None:
    row = mailed.receive(mail(sender=STRANGER))
    dekra = mailed.world.ids["dekra"]
    assert _decide(mailed, row.id, "filing", laboratory_id=dekra).status_code == 200
    for deed, data in (
        ("filing", {"laboratory_id": dekra}),
        ("entry", {"number": "OCA-2026-0001"}),
        ("release", {}),
        ("block", {"why": "Spam."}),
        ("discard", {"why": "Spam."}),
    ):
        refused = _decide(mailed, row.id, deed, "office", **data)
        assert refused.status_code == 409, deed
        assert refused.json["detail"] == "This mail is filed already, by Anneke de Wit."
    assert mailed.numbers() == ["OCA-2026-0001"]


@pytest.mark.parametrize("who", ["laboratory", "vendor", "twg_chair", "board", "cwg_member", "provider"])
def test_nobody_else_sees_or_decides_anything(mailed: Desk, who: str) -> None:
    row = mailed.receive(mail(sender=STRANGER))
    for path in ("mails", f"mails/{row.id}", f"mails/{row.id}/original"):
        assert mailed.world.request(who, "GET", path).status_code == 403
    assert _decide(mailed, row.id, "discard", who, why="Mine.").status_code == 403
    assert mailed.row(row.id).state == "quarantined"


def test_the_office_reports_a_mail_to_the_address_for_disputes_as_one(mailed: Desk) -> None:
    """P-71: for whoever wrote it, with what came along as evidence; by page and by API, and once."""
    world = mailed.world
    ids = [
        mailed.receive(mail(f"{n}: we disagree.", to=DISPUTES, subject=f"판정 {n}", attached={"run.log": b"> 1"})).id
        for n in range(2)
    ]
    office = sign_in(world, "office")
    assert "Report as dispute" in office.get(f"/mails/{ids[0]}").text
    form = office.get(f"/mails/{ids[0]}/dispute").text
    for words in ("판정 0", "0: we disagree.", "DEKRA Certification B.V."):
        assert words in form, words
    sent = {"reporter": "DEKRA Certification B.V.", "other_party": "Nobody", "subject": "판정 0",
            "statement": "We disagree.", "tried": "A call."}  # fmt: skip
    wrong = office.post(f"/mails/{ids[0]}/dispute", data=sent | {"csrf_token": csrf(office)})
    assert (wrong.status_code, "OCA knows no vendor called" in wrong.text) == (422, True)
    assert "We disagree." in wrong.text
    sent["other_party"] = "Voltwerk B.V."
    done = office.post(f"/mails/{ids[0]}/dispute", data=sent | {"csrf_token": csrf(office)})
    assert done.location == "/disputes/D-2026-0001", done.text
    answer = _decide(mailed, ids[1], "dispute", "office", **sent)
    assert answer.headers["Location"] == "/api/v1/disputes/D-2026-0002"
    assert _decide(mailed, ids[1], "dispute", "office", **sent).status_code == 409
    assert _decide(mailed, ids[1], "discard", "office", why="Advertising.").status_code == 409
    found = world.get("laboratory", "disputes/D-2026-0001")
    assert (found["side"], found["reporter"]) == ("laboratory", "laboratory")
    assert [file["name"] for file in found["statements"][0]["files"]] == [f"mail-{ids[0]}.eml", "run.log"]
    assert world.get("office", "mails", query_string={"state": "needs_a_person"})["items"] == []
    assert "/disputes/D-2026-0001" in office.get(f"/mails/{ids[0]}").text
    another = mailed.receive(mail("Three.", to=DISPUTES)).id
    assert _decide(mailed, another, "dispute", "editor", **sent).status_code == 403
