"""Step 6a from the approved text to the vendor's acknowledgement (P-50 … P-53, P-58)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from issuetracker import clock
from issuetracker.extensions import db, transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from issuetracker.log_setup import hide_secrets
from issuetracker.models import Certificate, ContactRole, Letter, NoticeContact, Obligation, Vendor
from issuetracker.services.notice_contacts import ContactData, add, first_usable
from issuetracker.services.notice_retries import refuses_address
from tests.browsing import csrf, sign_in
from tests.issuetracker.web.test_mail_pages import bounce_of
from tests.journeys import steps
from tests.notifications.test_delivery import send
from tests.world import MONDAY, World
from workflows.roles import Actor, Role

TEXT = "Number messages in the order of generation."
OFFICE = Actor(None, "Henk Jansen", frozenset({Role.OCA_OFFICE}))
ASA, HANBIT = "asa@nordlader.example", "notices@hanbit.example"


def approved(world: World, text: str = TEXT, **report: Any) -> str:
    """A case whose severity is approved as high with this text."""
    number = world.file(**report)
    steps.analyse(world, number, "specification")
    steps.decide(world, number, "twg")
    steps.approve(world, number, "twg", "high", text)
    return number


def contacted(world: World, number: str, *certificates: str) -> str:
    """6a is done; returns the number of the notice."""
    chosen = list(certificates) or ["OCA.0201.0053.CS", "OCA.0201.0069.CS", "OCA.0201.0071.CS"]
    world.act("office", number, "contact-certified-vendors", certificates=chosen)
    with world.app.app_context():
        clock.tell_certified_vendors(world.app)
    found: str = world.get("office", "notices")["items"][0]["number"]
    return found


def states(world: World, notice: str) -> dict[str, int]:
    """The notice's vendors by what became of what they are owed."""
    found: dict[str, int] = world.get("office", f"notices/{notice}")["states"]
    return found


def job(world: World, name: str) -> int:
    """One job of the clock."""
    with world.app.app_context():
        done: int = getattr(clock, name)(world.app)
    return done


def contact(world: World, vendor: str, address: str, role: ContactRole = ContactRole.SECOND) -> None:
    """One more contact of a vendor, entered by the office."""
    with world.app.app_context(), transaction() as session:
        found = session.get_one(Vendor, world.ids[vendor])
        add(session, found, ContactData(role, "", address), OFFICE, datetime.now(UTC))


def own_page(world: World, address: str) -> str:
    """The path of the page whose link stood in the last letter to an address."""
    with world.app.app_context():
        query = select(Letter.body).where(Letter.recipient == address).order_by(Letter.id.desc())
        body = db.session.scalars(query).first()
    assert body is not None
    return "/notice/" + body.split("/notice/")[1].split()[0]


def post(client: FlaskClient, path: str, **data: str) -> Any:
    """A form sent as a browser sends it."""
    return client.post(path, data={"csrf_token": csrf(client), **data}, follow_redirects=True)


def test_the_office_sees_who_and_why_and_one_vendors_mail_as_it_is_then_received(desk: World) -> None:
    number = approved(desk)
    office, board = sign_in(desk, "office"), sign_in(desk, "board")
    page = board.get(f"/cases/{number}/notice").text
    assert "OCA.0201.0053.CS" in page
    assert "2.0.1" in page
    assert "<b>1 vendor has no usable contact</b>" in page
    assert "Stille Säule GmbH" in office.get(f"/cases/{number}/notice?which=silent").text
    nordlader = desk.ids["nordlader"]
    shown = desk.get("office", f"cases/{number}/notice/preview/{nordlader}")
    seen = office.get(f"/cases/{number}/notice/preview/{nordlader}").text
    assert "To the contact for notices of Nordlader AB," in seen
    html = office.get(f"/cases/{number}/notice/preview/{nordlader}/html")
    assert "sandbox" in html.headers["Content-Security-Policy"]

    concerned = desk.get("office", f"cases/{number}/applicability")["items"]
    notice = contacted(desk, number, *(item["number"] for item in concerned))
    assert notice == f"{number}-N1"
    letter = next(letter for to, name, letter in desk.post() if to == ASA)
    assert letter.message["List-Unsubscribe"] is None
    own = own_page(desk, ASA).removeprefix("/notice/")
    for received, previewed in ((letter.text, shown["body"]), (letter.html, shown["html"])):
        assert received.split() == previewed.replace("the-own-link-of-this-vendor", own).split()
    assert states(desk, notice) == {"accepted": 2, "no_address": 1}
    whole = office.get(f"/notices/{notice}").text
    assert "OCA.0201.0053.CS" in whole
    assert TEXT in whole
    assert notice in office.get("/notices").text
    (red,) = desk.get("office", f"notices/{notice}/vendors", query_string={"state": "needs_a_person"})["items"]
    assert red["vendor"] == "Stille Säule GmbH"
    assert red["certificates"][0]["reason"].startswith("2.0.1")


def test_a_text_that_names_a_party_is_explained_and_never_sent(desk: World) -> None:
    """P-51: it was approved while nobody could know that these words are a file's name, and a serial number."""
    number = approved(desk, "See run-4711.log: units VW22-0815 and SN-77-4431 drop messages.")
    log = b'boot\n[2,"1","BootNotification",{"chargingStation":{"serialNumber":"SN-77-4431"}}]\n'
    steps.upload(desk, "laboratory", number, "run-4711.log", log)
    assert job(desk, "read_files") == 1
    assert job(desk, "read_files") == 0
    report = {"description": "Serial number: VW22-0815.", "device": "VW-22"}
    desk.act("editor", number, "amend-report", **_amended(desk, number, report))
    found = desk.get("office", f"cases/{number}/notice")["faults"]
    assert {(fault["word"], fault["what"]) for fault in found} == {
        ("run-4711.log", "a file of the case"),
        ("VW22-0815", "a serial number in the report"),
        ("SN-77-4431", "a serial number in run-4711.log, line 2"),
    }
    nordlader = desk.ids["nordlader"]
    assert desk.request("office", "GET", f"cases/{number}/notice/preview/{nordlader}").status_code == 422
    page = sign_in(desk, "office").get(f"/cases/{number}/notice/preview/{nordlader}").text
    assert "a serial number in the report" in page
    assert "To the contact for notices" not in page
    refused = desk.try_action("office", number, "contact-certified-vendors", certificates=["OCA.0201.0053.CS"])
    assert refused.status_code == 422
    assert "“run-4711.log” (a file of the case)" in refused.json["detail"]


def _amended(world: World, number: str, changes: dict[str, str]) -> dict[str, Any]:
    report = dict(world.case(number)["report"])
    return {"report": {**report, **changes}}


def test_a_name_that_comes_up_after_the_sending_has_begun_pauses_it_and_says_why(desk: World) -> None:
    number = approved(desk)
    desk.act("office", number, "contact-certified-vendors", certificates=["OCA.0201.0053.CS"])
    steps.upload(desk, "laboratory", number, "order of generation", b"x")
    job(desk, "tell_certified_vendors")
    paused = desk.get("office", f"notices/{number}-N1")
    assert "order of generation" in paused["paused_why"]
    assert "notice" not in {name for _, name in desk.told()}
    assert "The check refuses this text" in sign_in(desk, "office").get(f"/notices/{number}-N1").text


def test_a_paused_notice_keeps_its_letters_and_others_leave(world: World) -> None:
    world.post_office.faults[ASA] = "450 later"
    notice = contacted(world, approved(world))
    assert HANBIT in send(world)
    office = sign_in(world, "office")
    assert "Paused" in post(office, f"/notices/{notice}/pause", why="A wrong word.").text
    assert world.request("office", "POST", f"notices/{notice}/pause", json={}).status_code == 409
    world.file()
    world.post_office.faults.clear()
    world.travel(timedelta(minutes=10))
    assert ASA not in send(world), "not even after a refusal for now"
    assert "A wrong word." in office.get(f"/notices/{notice}").text
    assert world.request("office", "POST", f"notices/{notice}/resumption").status_code == 200
    assert send(world) == [ASA]
    assert world.request("office", "POST", f"notices/{notice}/resumption").status_code == 409


def test_a_notice_paused_before_its_letters_are_written_waits_whole(desk: World) -> None:
    number = approved(desk)
    desk.act("office", number, "contact-certified-vendors", certificates=["OCA.0201.0053.CS"])
    desk.request("office", "POST", f"notices/{number}-N1/pause", json={})
    assert job(desk, "tell_certified_vendors") == 0
    desk.request("office", "POST", f"notices/{number}-N1/resumption")
    assert job(desk, "tell_certified_vendors") == 1


@pytest.mark.parametrize("fault", ["550 5.1.1 no such user", "data 550 5.2.1 disabled"])
def test_a_refusal_for_good_marks_the_contact_and_the_next_one_is_tried_by_itself(world: World, fault: str) -> None:
    contact(world, "nordlader", "second@nordlader.example")
    world.post_office.faults[ASA] = fault
    notice = contacted(world, approved(world), "OCA.0201.0053.CS")
    assert ASA not in send(world)
    assert states(world, notice) == {"failed": 1}
    first = own_page(world, ASA)
    assert job(world, "mark_bounces") == 1
    assert send(world) == ["second@nordlader.example"]
    assert states(world, notice) == {"accepted": 1}
    client = world.app.test_client()
    assert client.get(first).status_code == 410, "whoever was reached by mistake follows the link no more"
    assert client.get(own_page(world, "second@nordlader.example")).status_code == 200
    assert job(world, "mark_bounces") == 0


def test_what_comes_back_late_of_an_earlier_address_spoils_no_later_one(desk: World) -> None:
    contact(desk, "nordlader", "second@nordlader.example")
    desk.post_office.faults[ASA] = "550 5.1.1 no such user"
    notice = contacted(desk, approved(desk), "OCA.0201.0053.CS")
    send(desk)
    job(desk, "mark_bounces")
    send(desk)
    with desk.app.app_context():
        first = db.session.scalars(select(Letter).where(Letter.recipient == ASA)).one()
        intake, at = intake_of(desk.app), datetime.now(UTC)
        accept(transaction, intake, Handed(bounce_of(first.message_id), "file", at), at)
        take_in(transaction, intake, lambda: at)
        assert "User unknown" in db.session.get_one(Letter, first.id, populate_existing=True).answer
    assert states(desk, notice) == {"accepted": 1}
    assert job(desk, "mark_bounces") == 0
    assert _used(desk, "nordlader") == "second@nordlader.example"


def test_a_link_that_the_office_has_ended_is_not_made_good_by_a_bounce(desk: World) -> None:
    contact(desk, "nordlader", "second@nordlader.example")
    desk.post_office.faults[ASA] = "550 5.1.1 no such user"
    notice = contacted(desk, approved(desk), "OCA.0201.0053.CS")
    send(desk)
    post(sign_in(desk, "office"), f"/notices/{notice}/vendors/{desk.ids['nordlader']}/link/end")
    job(desk, "mark_bounces")
    assert send(desk) == ["second@nordlader.example"]
    assert desk.app.test_client().get(own_page(desk, "second@nordlader.example")).status_code == 410


def test_a_corrected_notice_that_reached_nobody_is_sent_no_more(desk: World) -> None:
    number = approved(desk)
    contacted(desk, number, "OCA.0201.0071.CS")
    send(desk)
    desk.travel(timedelta(days=1))
    steps.approve(desk, number, "twg", "high", "Number messages as they are sent after all.")
    contacted(desk, number, "OCA.0201.0071.CS")
    contact(desk, "silent", "new@silent.example")
    job(desk, "mark_bounces")
    subjects = [letter.subject for to, _, letter in desk.post() if to == "new@silent.example"]
    assert len(subjects) == 1 and "correction of the notice" in subjects[0]


def test_a_reminder_that_reached_nobody_is_settled_by_the_acknowledgement(desk: World) -> None:
    notice = contacted(desk, approved(desk), "OCA.0201.0053.CS")
    send(desk)
    path = own_page(desk, ASA)
    desk.post_office.faults[ASA] = "550 5.1.1 no such user"
    desk.travel(datetime(2026, 3, 11, 9, tzinfo=UTC))
    assert job(desk, "remind_vendors") == 1
    send(desk)
    post(desk.app.test_client(), path + "/acknowledgement")
    contact(desk, "nordlader", "second@nordlader.example")
    job(desk, "mark_bounces")
    assert "second@nordlader.example" not in send(desk)
    assert states(desk, notice) == {"acknowledged": 1}


def test_what_a_server_says_of_itself_or_the_content_leaves_the_contact_as_it_is(desk: World) -> None:
    desk.post_office.faults[ASA] = "data 554 5.7.1 looks like spam"
    notice = contacted(desk, approved(desk), "OCA.0201.0053.CS")
    send(desk)
    assert job(desk, "mark_bounces") == 0
    assert states(desk, notice) == {"failed": 1}, "and no other contact is there"


def test_a_vendor_without_a_contact_is_told_as_soon_as_it_has_one(world: World) -> None:
    notice = contacted(world, approved(world), "OCA.0201.0071.CS")
    send(world)
    assert states(world, notice) == {"no_address": 1}
    contact(world, "silent", "new@silent.example")
    job(world, "mark_bounces")
    assert send(world) == ["new@silent.example"]
    assert states(world, notice) == {"accepted": 1}


def test_who_has_not_acknowledged_is_reminded_twice_by_working_days_and_no_more(world: World) -> None:
    world.travel(datetime(2026, 3, 23, 9, tzinfo=UTC))  # Good Friday and Easter Monday lie in the second week
    notice = contacted(world, approved(world), "OCA.0201.0053.CS", "OCA.0201.0069.CS")
    send(world)
    post(world.app.test_client(), own_page(world, HANBIT) + "/acknowledgement")
    start, days = datetime.now(UTC), []
    for day in range(30):
        world.travel((start + timedelta(days=day)).replace(hour=9))
        if job(world, "remind_vendors"):
            days.append(datetime.now(UTC).date().isoformat())
            assert job(world, "remind_vendors") == 0
            assert ASA in send(world)
    due = world.get("office", "due", query_string={"start": start.isoformat(), "working_days": 5})["due_date"]
    later = world.get("office", "due", query_string={"start": start.isoformat(), "working_days": 10})["due_date"]
    assert days == [due, later]
    (asa,) = world.get("office", f"notices/{notice}/vendors", query_string={"state": "accepted"})["items"]
    assert asa["reminders"] == 2


def test_a_vendor_reads_acknowledges_and_corrects_its_contact_without_an_account(world: World) -> None:
    notice = contacted(world, approved(world))
    send(world)
    client, path = world.app.test_client(), own_page(world, ASA)
    page = client.get(path).text
    assert client.head(path).status_code == 200
    assert states(world, notice)["accepted"] == 2, "a scanner that opens links acknowledges nothing"
    assert TEXT in page
    assert "OCA.0201.0053.CS" in page
    assert "0069" not in page
    assert "cannot be unsubscribed" in page
    assert client.post(path + "/acknowledgement").status_code == 400, "not without the page's token"
    assert "by Åsa L." in post(client, path + "/acknowledgement", name="Åsa L.").text
    post(client, path + "/acknowledgement", name="Somebody else")
    assert "by Åsa L." in client.get(path).text
    assert states(world, notice)["acknowledged"] == 1

    assert post(client, path + "/contact", address="nobody").status_code == 422
    assert "A mail asks" in post(client, path + "/contact", address="New@nordlader.example", contact_name="Nils").text
    ((to, _, letter),) = [item for item in world.post() if item[1] == "contact_check"]
    assert to == "new@nordlader.example"
    assert _used(world, "nordlader") == ASA, "not before it is confirmed"
    link = next(line for line in letter.text.splitlines() if "/notice-contact/" in line).strip()
    post(world.app.test_client(), link.removeprefix(world.config.base_url))
    assert _used(world, "nordlader") == "new@nordlader.example"
    told = {to: letter.text for to, name, letter in world.post() if name == "contact_replaced"}
    assert set(told) == {ASA}, "whoever was passed the link may have named it"
    assert "new@nordlader.example" in told[ASA]


def test_a_contact_that_the_vendor_has_named_gets_what_nobody_has_acknowledged_once_it_confirms(world: World) -> None:
    """P-53, P-58: a notice that went to the wrong person reaches the right one, and the old link opens no more."""
    notice = contacted(world, approved(world))
    send(world)
    before = own_page(world, ASA)
    post(world.app.test_client(), before + "/contact", address="new@nordlader.example", contact_name="Pay at x.example")
    ((_, _, letter),) = [item for item in world.post() if item[1] == "contact_check"]
    assert "has named this address" in " ".join(letter.text.split())
    assert "x.example" not in letter.text.replace("nordlader.example", "")
    link = next(line for line in letter.text.splitlines() if "/notice-contact/" in line).strip()
    for _ in range(2):
        shown = post(world.app.test_client(), link.removeprefix(world.config.base_url))
    assert "on the way to you" not in shown.text, "once"
    arrived = [(to, name) for to, name, _ in world.post()]
    assert sorted(arrived) == [(ASA, "contact_replaced"), ("new@nordlader.example", "notice")]
    client = world.app.test_client()
    assert client.get(before).status_code == 410
    assert TEXT in client.get(own_page(world, "new@nordlader.example")).text
    post(client, own_page(world, "new@nordlader.example") + "/acknowledgement")
    assert states(world, notice)["acknowledged"] == 1


def _used(world: World, vendor: str) -> str:
    with world.app.app_context():
        return first_usable(db.session(), [world.ids[vendor]])[world.ids[vendor]].address


def test_the_office_ends_a_link_and_sends_a_new_one_and_an_expired_one_says_what_to_do(desk: World) -> None:
    notice = contacted(desk, approved(desk))
    send(desk)
    vendor, path = desk.ids["nordlader"], own_page(desk, ASA)
    office, client = sign_in(desk, "office"), desk.app.test_client()
    assert path not in office.get(f"/notices/{notice}/vendors/{vendor}").text
    assert hide_secrets(None, "info", {"event": f"GET {path}"}) == {"event": "GET /notice/…"}
    with desk.app.app_context():
        owed = db.session.scalars(select(Obligation).where(Obligation.address == ASA)).one().id
    assert path not in office.get(f"/office/letters/{owed}").text, "with it one could acknowledge for the vendor"
    post(office, f"/notices/{notice}/vendors/{vendor}/link/end")
    ended = client.get(path)
    assert (ended.status_code, "was ended" in ended.text) == (410, True)
    assert post(client, path + "/acknowledgement").status_code == 410
    post(office, f"/notices/{notice}/vendors/{vendor}/link")
    assert [to for to, name, _ in desk.post() if name == "notice_link"] == [ASA]
    renewed = own_page(desk, ASA)
    assert client.get(renewed).status_code == 200
    assert client.get(path).status_code == 410

    desk.travel(timedelta(days=181))
    over = client.get(renewed)
    assert (over.status_code, "has expired" in over.text) == (410, True)
    for _ in range(5):
        answer = post(client, renewed + "/new")
        assert "Look into your mail" in answer.text or answer.status_code == 410  # a newer one was sent
    assert client.get(own_page(desk, ASA)).status_code == 200


def test_a_correction_names_the_first_notice_and_the_first_page_names_the_correction(desk: World) -> None:
    number = approved(desk)
    first = contacted(desk, number)
    send(desk)
    old = own_page(desk, ASA)
    desk.travel(timedelta(days=1))
    steps.approve(desk, number, "twg", "high", "Number messages as they are sent after all.")
    with desk.app.app_context(), transaction() as session:  # a correction of a certificate takes it off the list
        session.execute(update(Certificate).where(Certificate.number == "OCA.0201.0069.CS").values(replaced_at=MONDAY))
    page = sign_in(desk, "office").get(f"/cases/{number}/notice").text
    assert "1 vendor told by" in page
    second = contacted(desk, number, "OCA.0201.0053.CS")
    assert (first, second) == (f"{number}-N1", f"{number}-N2")
    letter = next(letter for to, name, letter in desk.post() if (to, name) == (ASA, "notice"))
    assert "correction of the notice" in letter.subject
    assert f"corrects and replaces notice {first} of " in letter.text
    page = desk.app.test_client().get(old).text
    assert f"was corrected by {second}" in page
    desk.travel(timedelta(days=27))
    assert job(desk, "remind_vendors") == 2, "who got the correction is reminded of that one only"
    assert desk.get("office", f"notices/{first}/vendors")["items"][0]["reminders"] == 0


def test_ten_thousand_vendors_are_counted_by_the_database_and_shown_a_page_at_a_time(desk: World) -> None:
    number = approved(desk)
    notice = contacted(desk, number, "OCA.0201.0053.CS")
    _many(desk, number, 10_000)
    office = sign_in(desk, "office")
    page = office.get(f"/notices/{notice}")
    assert page.text.count("<tr") < 60
    assert "10000" in page.text or "10001" in page.text
    assert "Further vendors" in page.text
    listed = desk.get("office", f"notices/{notice}/vendors", query_string={"limit": 120})
    assert (len(listed["items"]), listed["next_cursor"] is not None) == (120, True)


def _many(world: World, number: str, count: int) -> None:
    """Obligations of as many vendors, as the clock would have written them."""
    with world.app.app_context(), transaction() as session:
        first = session.scalars(select(Obligation).where(Obligation.letter == "notice")).one()
        table = Obligation.__table__
        same = {c.name: getattr(first, c.name) for c in table.c if c.name not in ("id", "unique_key", "party")}
        session.execute(
            table.insert(), [{**same, "unique_key": f"{number}:{i}", "party": f"Vendor {i}"} for i in range(count)]
        )


def test_an_address_that_was_refused_before_it_was_verified_counts_as_good(desk: World) -> None:
    notice = contacted(desk, approved(desk), "OCA.0201.0053.CS")
    desk.post_office.faults[ASA] = "550 5.1.1 no such user"
    send(desk)
    assert job(desk, "mark_bounces") == 1
    with desk.app.app_context(), transaction() as session:
        known = session.scalars(select(NoticeContact).where(NoticeContact.address == ASA)).one()
        known.bounced_at, known.verified_at = None, datetime.now(UTC) + timedelta(minutes=1)
    assert job(desk, "mark_bounces") == 0
    assert states(desk, notice) == {"failed": 1}


@pytest.mark.parametrize(
    ("answer", "refuses"),
    [
        ("550 5.1.1 no such user", True),
        ("550 no such user", True),
        ("554 5.4.4 no route to host", True),
        ("552 5.2.2 mailbox full", True),
        ("550 5.7.1 relaying denied", False),
        ("554 spam", False),
        ("552 message too large", False),
        ("451 4.1.1 later", False),
        ("given up: 450 later", False),
        ("cannot be written: no address", False),
    ],
)
def test_a_refusal_speaks_of_the_address_or_of_something_else(answer: str, refuses: bool) -> None:
    assert refuses_address(answer) is refuses
