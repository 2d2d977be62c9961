"""Disputes by the doors that cases have: repeated reports, webhooks, the feed, links of contacts, mail (P-71, P-73)."""

import json
import re

from sqlalchemy import delete, select, update

from issuetracker.api.examples import REPORT as CASE
from issuetracker.extensions import db, transaction
from issuetracker.models import NoticeContact, Person, Webhook, WebhookDelivery
from tests.browsing import csrf, sign_in
from tests.issuetracker.disputes.people import REPORT, admit, do, report, verify
from tests.issuetracker.web.sign_in.people import link_in
from tests.world import MONDAY, PEOPLE, World


def test_the_same_report_sent_twice_makes_one_dispute(court: World) -> None:
    key = {"Idempotency-Key": "bench/7"}
    first, again = (court.request("laboratory", "POST", "disputes", json=REPORT, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert len(court.get("office", "disputes")["items"]) == 1
    other = court.request("laboratory", "POST", "disputes", json={**REPORT, "subject": "Another"}, headers=key)
    assert other.json["errors"][0]["field"] == "Idempotency-Key"


def _called(world: World, who: str) -> list[dict[str, object]]:
    with world.app.app_context():
        query = select(WebhookDelivery.body).join(Webhook).join(Person, Person.id == Webhook.person_id)
        query = query.where(Person.name == PEOPLE[who][0])
        return [json.loads(body)["data"] for body in db.session.scalars(query.order_by(WebhookDelivery.id))]


def test_systems_hear_of_what_their_person_sees_of_a_dispute_and_of_nothing_else(court: World) -> None:
    readers = ("laboratory", "vendor", "board", "twg_chair", "editor", "other_vendor")
    for who in readers:
        made = court.request(who, "POST", "webhooks", json={"url": "http://127.0.0.1:9/hooks"})
        assert made.status_code == 201, made.text
    number = report(court)
    admit(court, number)
    do(court, "vendor", number, "give-statement", body="For the Board alone.")
    do(court, "board", number, "ask-advice", adviser="twg", question="Is it?", statements=[1])
    found = {who: [item["version"] for item in _called(court, who)] for who in readers}
    assert found == {"laboratory": [1, 2], "vendor": [1, 2, 3], "board": [1, 2, 3, 4], "twg_chair": [1], "editor": [],
                     "other_vendor": []}  # fmt: skip
    assert {tuple(item) for item in _called(court, "laboratory")} == {("number", "version", "href", "events")}
    assert [item["events"] for item in _called(court, "laboratory")] == [[], []]
    assert _called(court, "board")[2]["events"] == ["StatementGiven"]


def test_the_feed_has_a_dispute_as_its_reader_saw_it_last(court: World) -> None:
    number = report(court)
    admit(court, number)
    do(court, "board", number, "ask-advice", adviser="twg", question="Is it?", statements=[1])
    feeds = {
        who: court.request(who, "GET", "feeds/changes.atom").text
        for who in ("laboratory", "board", "twg_chair", "editor", "other_vendor")
    }
    versions = {who: re.findall(rf"disputes/{number}#v(\d+)<", feed) for who, feed in feeds.items()}
    assert versions == {"laboratory": ["2"], "board": ["3"], "twg_chair": ["1"], "editor": [], "other_vendor": []}
    assert "your advice is asked" in feeds["twg_chair"]
    assert REPORT["subject"] not in feeds["twg_chair"]
    assert f"{number}: {REPORT['subject']}" in feeds["laboratory"]


def test_a_vendors_contact_without_an_account_follows_a_dispute_by_the_link_of_their_letter(court: World) -> None:
    """P-71: as a case; it opens that dispute as the vendor sees it, and nothing else."""
    with court.app.app_context(), transaction() as session:
        session.execute(update(Person).where(Person.name == "Jeroen Bakker").values(active=False))
        session.execute(delete(NoticeContact).where(NoticeContact.vendor_id == court.ids["voltwerk"]))
        mila = {"name": "Mila Nováková", "address": "mila@voltwerk.example", "added_at": MONDAY, "verified_at": MONDAY}
        session.add(NoticeContact(vendor_id=court.ids["voltwerk"], **mila))
    other, number = report(court, subject="Another"), report(court)
    told = {to: letter for to, name, letter in court.post() if name == "dispute_reported" and number in letter.subject}
    link = link_in(told["mila@voltwerk.example"], "/follow/")
    client = court.app.test_client()
    assert client.get(link).location == f"/disputes/{number}"
    page = client.get(f"/disputes/{number}")
    assert (page.status_code, REPORT["subject"] in page.text) == (200, True)
    assert REPORT["statement"] not in page.text
    for path in (f"/disputes/{other}", "/disputes", "/work", "/cases", "/disputes/report"):
        assert client.get(path).status_code == 403, path
    with client.get(f"/disputes/{number}/dossier.zip") as kept:
        assert kept.status_code == 200
    admit(court, number)
    sent = {"csrf_token": csrf(client), "body": "The block came too late."}
    answer = client.post(f"/disputes/{number}/actions/give-statement", data=sent)
    assert answer.status_code == 302, answer.text
    given = court.get("board", f"disputes/{number}")["statements"][1]
    assert (given["side"], given["body"]) == ("vendor", "The block came too late.")


def test_a_dispute_becomes_an_issue_and_an_issue_a_dispute_linked_and_nothing_copied(court: World) -> None:
    """P-05: both ways, by API; the Board sees the link, the parties do not."""
    number = report(court)
    admit(court, number)
    body = {"origin": "1c", "report": {**CASE, "summary": "The wait is not in the plan"}}
    etag = court.request("office", "GET", f"disputes/{number}").headers["ETag"]
    unmatched = court.request("office", "POST", f"disputes/{number}/cases", json=body)
    assert unmatched.status_code == 428
    filed = court.request("office", "POST", f"disputes/{number}/cases", json=body, headers={"If-Match": etag})
    assert filed.status_code == 201, filed.text
    case = filed.json["number"]
    linked = {who: court.get(who, f"disputes/{number}")["linked_cases"] for who in ("board", "laboratory", "vendor")}
    assert linked == {"board": [case], "laboratory": [], "vendor": []}
    assert REPORT["statement"] not in court.request("office", "GET", f"cases/{case}").text
    assert number in sign_in(court, "office").get(f"/cases/{case}").text
    for who in ("laboratory", "vendor", "editor"):
        path = f"disputes/{number}/cases"
        refused = court.request(who, "POST", path, json=body, headers={"If-Match": etag})
        assert refused.status_code in (403, 404), who

    other = report(court, subject="Another", case_number=court.file())
    assert court.get("board", f"disputes/{other}")["linked_cases"] == ["OCA-2026-0002"]
    assert verify(court) == []
    assert court.verify() == []
