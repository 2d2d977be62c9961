"""The proof that people were told: whom, why, which words, which answer, what came back (P-53)."""

import csv
from datetime import timedelta
from io import StringIO

from sqlalchemy import select, text, update

from issuetracker.api.examples import RELEASE
from issuetracker.extensions import db, transaction
from issuetracker.models import (
    Certificate,
    InboundMail,
    InboundState,
    Letter,
    Obligation,
    Vendor,
)
from notifications.storage import table_of
from tests.architecture.rich_case import a_release
from tests.browsing import sign_in
from tests.issuetracker.web.sheet_text import text_of_pdf
from tests.journeys import steps
from tests.world import World

NOTICE = "Number messages in the order of generation."


def _told(world: World) -> tuple[str, int]:
    """A notice to certified vendors, sent; returns its case and event."""
    number = world.file()
    steps.analyse(world, number, "specification")
    steps.decide(world, number, "twg")
    steps.approve(world, number, "twg", "high", NOTICE)
    found = world.get("office", f"cases/{number}/applicability")["items"]
    world.act("office", number, "contact-certified-vendors", certificates=[item["number"] for item in found])
    world.tick()
    (seq,) = {
        i["event_seq"] for i in world.get("office", f"cases/{number}/obligations")["items"] if i["letter"] == "notice"
    }
    return number, seq


def _returned(world: World) -> None:
    """A mail server sends the notice back."""
    with world.app.app_context(), transaction() as session:
        letter = session.scalars(select(Letter).join(Obligation).where(Obligation.letter == "notice")).first()
        assert letter
        at = letter.created_at
        came = {"sha256": "0" * 64, "size": 1, "content_sha256": "", "door": "file", "state": InboundState.BOUNCE}
        session.add(InboundMail(**came, letter_id=letter.id, taken_at=at, stored_at=at, not_before=at, done_at=at))
        session.execute(update(Obligation).where(Obligation.id == letter.obligation_id).values(state="bounced"))


def test_the_office_and_the_board_prove_a_notice_as_page_table_and_sheet(world: World) -> None:
    with world.app.app_context(), transaction() as session:
        session.execute(update(Vendor).where(Vendor.name == "Nordlader AB").values(name="=한빛충전"))
    number, seq = _told(world)
    _returned(world)
    answer = world.request("board", "GET", f"cases/{number}/told/{seq}/proof.csv", buffered=True)
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows
    for row in rows:
        assert row["why"].startswith("OCA."), row
        assert "2.0.1" in row["why"]
        sent = ("1", "250") if row["address"] else ("0", "")  # who has no address stands there too
        assert (row["attempts"], row["server_answer"][:3]) == sent
        assert NOTICE in row["text"]
        assert row["message_id"].startswith("<")
    assert {row["state"] for row in rows} >= {"bounced"}
    assert [row["returned_at"] != "" for row in rows].count(True) == 1
    assert not any(row["party"].startswith("=") for row in rows)
    page = sign_in(world, "office").get(f"/cases/{number}/told/{seq}").text
    assert NOTICE in page
    assert "sent back" in page
    sheet = text_of_pdf(world.request("office", "GET", f"cases/{number}/told/{seq}/proof.pdf").data)
    for words in (NOTICE, "Index", "한빛충전", "sent back", "250"):
        assert words in sheet, words
    assert f"/cases/{number}/told/{seq}" in sign_in(world, "office").get(f"/cases/{number}").text
    assert "/told/" not in sign_in(world, "laboratory").get(f"/cases/{number}").text
    for who, status in (("laboratory", 403), ("editor", 403), ("office", 200)):
        answer = world.request(who, "GET", f"cases/{number}/told/{seq}/proof.csv", buffered=True)
        assert answer.status_code == status, who
    assert world.request("office", "GET", f"cases/{number}/told/2/proof.csv").status_code == 404


def test_a_long_list_is_turned_page_by_page_and_each_is_there_once(desk: World) -> None:
    number, seq = _told(desk)
    with desk.app.app_context(), transaction() as session:
        first = session.scalars(select(Obligation).where(Obligation.letter == "notice")).first()
        assert first
        same = {"case_id": first.case_id, "event_seq": seq, "letter": "notice", "audience": first.audience}
        for count in range(120):
            told = {
                "party": f"Vendor {count:03}",
                "address": f"v{count}@vendor.example",
                "created_at": first.created_at,
            }
            session.add(Obligation(**same, **told, unique_key=f"more-{count}"))
    office, address, seen = sign_in(desk, "office"), f"/cases/{number}/told/{seq}", ""
    for turn in range(3):
        page = office.get(address).text
        seen += page
        assert ("The next" in page) == (turn < 2)
        address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert [seen.count(f">v{count}@vendor.example<") for count in range(120)] == [1] * 120
    with desk.app.app_context():
        total = db.session.query(Obligation).filter_by(event_seq=seq).count()
    assert f"{total} had to be told" in seen


def test_more_certificates_than_a_statement_takes_values_are_each_there_with_the_reason(desk: World) -> None:
    number, seq = _told(desk)
    many, vendor = 33_000, desk.ids["nordlader"]  # SQLite takes 32,766
    with desk.app.app_context(), transaction() as session:
        copies = "WITH RECURSIVE n(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < :many) "
        own = {"id": "1000 + n", "number": "'MANY.' || n"}
        names = [column.name for column in table_of(Certificate).columns]
        made = ", ".join(own.get(name, f"c.{name}") for name in names)
        source = "FROM n JOIN certificates c ON c.id = (SELECT min(id) FROM certificates WHERE vendor_id = :vendor)"
        values = {"many": many, "vendor": vendor}
        session.execute(text(f"INSERT INTO certificates ({', '.join(names)}) {copies} SELECT {made} {source}"), values)
        told = "INSERT INTO telling_certificates (telling_id, certificate_id, vendor_id) "
        session.execute(text(f"{told} SELECT 1, id, vendor_id FROM certificates WHERE number LIKE 'MANY.%'"))
    answer = desk.request("office", "GET", f"cases/{number}/told/{seq}/proof.csv", buffered=True)
    assert answer.text.count("MANY.") == many
    assert answer.text.count(": 2.0.1") > many


def test_a_release_without_a_case_is_proven_with_all_its_versions(world: World) -> None:  # P-54
    number, _ = a_release(world)
    again = {"version": 1, "reason": "The page was wrong.", "content": {**RELEASE["content"], "page": "188"}}
    assert world.request("editor", "POST", f"releases/{number}/versions", json=again).status_code == 201
    world.request("office", "POST", f"releases/{number}/sending")
    world.tick()
    answer = world.request("board", "GET", f"releases/{number}/told/proof.csv", buffered=True)
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["why"].partition(",")[0] for row in rows} == {"version 1", "version 2"}
    assert all(row["server_answer"].startswith("250") for row in rows if row["address"])
    page = sign_in(world, "office").get(f"/releases/{number}/told").text
    assert rows[0]["party"] in page
    world.travel(timedelta(days=8))
    world.tick()
    reminded = sign_in(world, "office").get(f"/releases/{number}/told").text
    assert "a reminder" in reminded and "a reminder" not in page
    assert f"{len(rows)} had to be told" in reminded
    assert "version 2" in text_of_pdf(world.request("office", "GET", f"releases/{number}/told/proof.pdf").data)
    assert f"/releases/{number}/told" in sign_in(world, "office").get(f"/releases/{number}").text
    assert world.request("laboratory", "GET", f"releases/{number}/told/proof.csv").status_code == 403
    assert world.request("office", "GET", "releases/REL-2026-9999/told/proof.csv").status_code == 404
