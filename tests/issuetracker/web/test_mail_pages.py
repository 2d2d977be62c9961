"""Mails that came in, on the pages of the office and the editors: what waits, why, and every decision end to end."""

import pytest
from sqlalchemy import select

from issuetracker import clock
from issuetracker.extensions import db
from issuetracker.models import Cause, DeskEvent, InboundMail, MailSource
from issuetracker.services.notice_contacts import usable_contact
from issuetracker.web.mails.advice import CAUSES
from tests.browsing import csrf, sign_in
from tests.intake.conftest import Desk
from tests.intake.letters_in import DISPUTES, TEMPLATE, mail, reply
from tests.issuetracker.web.desk_forms import form_to, submit

STRANGER = "Lena Kowalski <lena.kowalski@dnv-testing.example>"
VENDOR = "Jeroen Bakker <j.bakker@voltwerk.example>"
LAB = "Petra Vogel <petra.vogel@dekra.example>"
LOG = b'2026-03-02T08:59:58Z [2,"19223201","TransactionEvent",{"seqNo":7}]\n'
HOSTILE = (
    b'From: "Mallory <script>alert(1)</script>" <mallory@evil.example>\r\nTo: certification@oca.example\r\n'
    b"Subject: =?utf-8?q?=E2=80=AEgnp=2Eexe?= <img src=x>\r\nMessage-ID: <h1@evil.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    b"<html><body onload='alert(1)'><script>steal()</script><img src='http://evil.example/pixel.gif'>"
    b"<p>Hello &lt;b&gt;desk&lt;/b&gt;</p><a href='javascript:alert(3)'>click</a>"
    b"<form action='/mails/1/discard' method=post><input name=why value=x></form></body></html>\r\n"
)


def _page(desk: Desk, row: InboundMail, who: str = "editor") -> str:
    answer = sign_in(desk.world, who).get(f"/mails/{row.id}")
    assert answer.status_code == 200
    return answer.text


def test_what_waits_stands_first_with_its_cause_and_on_my_work(mailed: Desk) -> None:
    mailed.receive(mail(sender=STRANGER))
    mailed.receive(mail())
    mailed.receive(mail("We disagree.", to=DISPUTES, subject="Disagreement"))
    for who in ("editor", "office"):
        client = sign_in(mailed.world, who)
        waits = client.get("/mails").text
        assert "2 wait for a person" in waits
        assert "Unknown sender" in waits
        assert "belongs to no known laboratory" in waits
        assert "Disagreement" in waits
        assert "2 wait for a person" in client.get("/work").text
    assert "mails wait for a person" in client.get("/office").text
    everything = client.get("/mails?show=all").text
    assert mailed.numbers()[0] in everything
    assert "Disagreement" not in client.get("/mails?cause=unknown_sender").text


def test_every_cause_has_a_title_and_says_what_helps() -> None:
    assert set(CAUSES) == set(Cause)


def test_the_list_is_searched_by_sender_subject_and_message_id(mailed: Desk) -> None:
    found = mailed.receive(mail(sender=STRANGER, subject="Charging profile", Message_ID="<known@client.example>"))
    mailed.receive(mail(subject="Another"))
    client = sign_in(mailed.world, "editor")
    for words in (
        "kowalski",
        "Charging prof",
        "@dnv-testing",
        "Lena.Kowalski@dnv-testing.example",
        "<known@client.example>",
    ):
        text = client.get("/mails", query_string={"q": words}).text
        assert f"/mails/{found.id}" in text, words
        assert "Another" not in text


def test_the_list_goes_on_where_a_page_ends(mailed: Desk) -> None:
    ids = [
        mailed.receive(mail(f"Nothing {n}", sender=f"n{n}@spam.example", subject=f"Offer {n}")).id for n in range(52)
    ]
    client = sign_in(mailed.world, "editor")
    first, second = client.get("/mails").text, client.get(f"/mails?before={ids[2]}").text
    assert [n for n in ids if f'/mails/{n}"' in first] == ids[2:]
    assert f"before={ids[2]}" in first
    assert [n for n in ids if f'/mails/{n}"' in second] == ids[:2]


@pytest.mark.parametrize("who", ["laboratory", "vendor", "twg_chair", "cwg_member", "board", "provider"])
def test_nobody_but_the_office_and_the_editors_sees_mails(mailed: Desk, who: str) -> None:
    row = mailed.receive(mail(sender=STRANGER))
    client = sign_in(mailed.world, who)
    for address in ("/mails", f"/mails/{row.id}", f"/mails/{row.id}/original", f"/mails/{row.id}/filing"):
        assert client.get(address).status_code == 403
    refused = client.post(f"/mails/{row.id}/discard", data={"why": "No.", "csrf_token": csrf(client)})
    assert refused.status_code == 403
    assert "Mails" not in client.get("/cases").text.split("</nav>")[0]
    assert mailed.row(row.id).state == "quarantined"


def test_a_hostile_mail_is_inert_text(mailed: Desk) -> None:
    row = mailed.receive(HOSTILE)
    text = _page(mailed, row)
    for markup in ("<script>alert", "steal()", "<img", "evil.example/pixel", "javascript:", "onload=", "<b>desk"):
        assert markup not in text, markup
    assert "Hello &lt;b&gt;desk&lt;/b&gt;" in text
    assert "[U+202E]gnp.exe" in text
    client = sign_in(mailed.world, "editor")
    original = client.get(f"/mails/{row.id}/original")
    assert original.data == HOSTILE
    assert original.content_type == "application/octet-stream"
    assert original.headers["Content-Disposition"] == f"attachment; filename=mail-{row.id}.eml"
    assert original.headers["X-Content-Type-Options"] == "nosniff"
    original.close()


def test_the_page_says_what_was_read_and_gives_out_what_came_with_it(mailed: Desk) -> None:
    row = mailed.receive(mail("Summary: GetBaseReport in parts\n", sender=STRANGER, attached={"run.log": LOG}))
    text = _page(mailed, row)
    assert "GetBaseReport in parts" in text
    assert "Name the vendor whose device is tested." in text
    assert "All headers" in text
    client = sign_in(mailed.world, "editor")
    given = client.get(f"/mails/{row.id}/attachments/1")
    assert given.data == LOG
    assert given.content_type == "application/octet-stream"
    assert client.get(f"/mails/{row.id}/attachments/2").status_code == 404
    assert client.get("/mails/999999").status_code == 404


def test_one_click_files_what_was_read(mailed: Desk) -> None:
    row = mailed.receive(mail(sender=STRANGER, attached={"run.log": LOG}))
    client = sign_in(mailed.world, "editor")
    done = submit(client, f"/mails/{row.id}", f"/mails/{row.id}/filing", do="as_read")
    (number,) = mailed.numbers()
    assert f"Filed as {number}." in done.text
    assert "by mail" in done.text
    case = mailed.world.case(number)
    assert case["report"]["laboratory_name"] == "DEKRA Certification B.V."
    assert [file["name"] for file in mailed.world.get("office", f"cases/{number}/files")["items"]] == [
        "run.log",
        f"mail-{row.id}.eml",
    ]
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    assert acknowledgement.recipient == "petra.vogel@dekra.example"
    row = mailed.row(row.id)
    assert (row.state, row.done_by) == ("filed", "Anneke de Wit")
    assert mailed.world.verify() == []


def test_what_is_missing_is_filled_in_and_what_was_typed_stays(mailed: Desk) -> None:
    row = mailed.receive(mail("Test reference: TC_B_12_CS\nSummary: In parts\n\nMore.\n", sender=STRANGER))
    client, page = sign_in(mailed.world, "office"), f"/mails/{row.id}/filing"
    given = form_to(client.get(page).text, page)["fields"]
    assert given["summary"] == ["In parts"]
    assert given["test_references"] == ["TC_B_12_CS"]
    refused = submit(client, page, page, summary="In two parts", laboratory_id="")
    assert refused.status_code == 422
    assert "Choose an active test laboratory." in refused.text
    assert "In two parts" in refused.text
    dekra = str(mailed.world.ids["dekra"])
    refused = submit(client, page, page, summary="In two parts", laboratory_id=dekra)
    assert refused.status_code == 422
    assert "Name the vendor whose device is tested." in refused.text
    submit(client, page, page, summary="In two parts", laboratory_id=dekra, vendor_name="Voltwerk B.V.")
    report = mailed.world.case(mailed.numbers()[0])["report"]
    assert (report["summary"], report["vendor_name"]) == ("In two parts", "Voltwerk B.V.")
    assert report["laboratory_contact"]["email"] == "lena.kowalski@dnv-testing.example"


def test_a_mail_is_put_on_a_case_and_those_who_will_read_it_are_named_before(mailed: Desk) -> None:
    number = mailed.world.file()
    mailed.letters()
    row = mailed.receive(mail("A second log.", sender=VENDOR, subject=f"{number}: more", attached={"second.log": LOG}))
    assert row.cause == "only_a_number"
    client, page, target = sign_in(mailed.world, "editor"), f"/mails/{row.id}", f"/mails/{row.id}/entry"
    looked = submit(client, page, target, do="look")
    assert "mailed to petra.vogel@dekra.example" in looked.text
    assert mailed.row(row.id).state == "quarantined"
    nowhere = submit(client, page, target, number="OCA-2026-9999")
    assert nowhere.status_code == 422
    assert "There is no case “OCA-2026-9999”." in nowhere.text
    done = submit(client, page, target, visibility="parties")
    assert "A second log." in done.text
    assert "by mail" in done.text
    told = {letter.recipient for letter in mailed.letters()["message"]}
    assert "petra.vogel@dekra.example" in told
    assert "j.bakker@voltwerk.example" not in told, "whoever wrote it is not told"
    said = mailed.world.get("laboratory", f"cases/{number}/messages")["items"]
    assert [(one["author"], one["visibility"]) for one in said] == [("Anneke de Wit", "parties")]
    assert mailed.world.get("other_laboratory", "cases")["items"] == []
    assert mailed.row(row.id).state == "appended"


def test_released_for_this_once_the_next_mail_waits_again(mailed: Desk) -> None:
    row = mailed.receive(mail(verdict="fail"))
    assert row.cause == "not_authenticated"
    client = sign_in(mailed.world, "editor")
    done = submit(client, f"/mails/{row.id}", f"/mails/{row.id}/release")
    assert "Filed as OCA-2026-0001." in done.text
    assert "acknowledgement" in mailed.letters()
    assert mailed.receive(mail(verdict="fail", subject="Another")).state == "quarantined"


def test_released_and_learnt_the_next_mail_comes_by_itself(mailed: Desk) -> None:
    row = mailed.receive(mail(sender=STRANGER))
    client, page = sign_in(mailed.world, "editor"), f"/mails/{row.id}"
    dekra = str(mailed.world.ids["dekra"])
    for wrong, said in (
        ({"laboratory_id": ""}, "Choose the laboratory, or name the vendor, whose mail it is."),
        ({"laboratory_id": "", "vendor": "Nobody Ltd"}, "No vendor is called “Nobody Ltd”."),
    ):
        refused = submit(client, page, f"{page}/release", learn="@dnv-testing.example", **wrong)
        assert refused.status_code == 422
        assert said in refused.text
    submit(client, page, f"{page}/release", learn="@dnv-testing.example", laboratory_id=dekra)
    assert mailed.row(row.id).state == "filed"
    assert mailed.receive(mail(sender="Another <another@dnv-testing.example>")).state == "filed"
    with mailed.world.app.app_context():
        (deed,) = db.session.scalars(select(DeskEvent))
    assert (deed.by_name, deed.changes) == ("Anneke de Wit", {"mail": ["", "dnv-testing.example"]})


def test_a_domain_from_which_everybody_mails_is_not_learnt(mailed: Desk) -> None:
    row = mailed.receive(mail(sender="Petra <petra.dekra@gmail.com>"))
    client, page = sign_in(mailed.world, "editor"), f"/mails/{row.id}"
    refused = submit(client, page, f"{page}/release", learn="@gmail.com")
    assert refused.status_code == 422
    assert "Anybody has an address at gmail.com" in refused.text
    assert submit(client, page, f"{page}/release", learn="petra.dekra@gmail.com").status_code == 200
    assert mailed.row(row.id).state == "filed"


def test_a_blocked_sender_waits_as_blocked_until_the_office_takes_the_block_back(mailed: Desk) -> None:
    row = mailed.receive(mail("Buy now.", sender="Offers <offers@spam.example>"))
    client, page = sign_in(mailed.world, "editor"), f"/mails/{row.id}"
    refused = submit(client, page, f"{page}/block", pattern="@spam.example")
    assert refused.status_code == 422
    assert "Say in a few words why." in refused.text
    submit(client, page, f"{page}/block", pattern="@spam.example", why="Advertising.")
    assert "“Advertising.”" in _page(mailed, row)
    assert mailed.receive(mail("More.", sender="x@spam.example")).cause == "blocked"
    office = sign_in(mailed.world, "office")
    assert "Advertising." in office.get("/office/senders").text
    with mailed.world.app.app_context():
        source = db.session.scalars(select(MailSource.id)).one()
    submit(office, "/office/senders", f"/office/senders/{source}/removal")
    assert mailed.receive(mail("Again.", sender="y@spam.example")).cause == "unknown_sender"


def test_nobody_with_an_account_and_no_party_is_blocked(mailed: Desk) -> None:
    row = mailed.receive(mail(verdict="fail"))
    page = f"/mails/{row.id}"
    refused = submit(sign_in(mailed.world, "editor"), page, f"{page}/block", why="Spam.")
    assert "somebody with an account" in refused.text
    assert mailed.row(row.id).state == "quarantined"
    mailed.know("@ktc.example", laboratory="ktc")
    row = mailed.receive(mail(sender="x@ktc.example", verdict="fail"))
    page = f"/mails/{row.id}"
    refused = submit(sign_in(mailed.world, "editor"), page, f"{page}/block", pattern="@ktc.example", why="Spam.")
    assert "is known as Korea Testing Certification’s" in refused.text


def test_a_discarded_mail_is_kept_with_who_and_why_and_can_be_taken_back(mailed: Desk) -> None:
    row = mailed.receive(mail("Buy now.", sender=STRANGER))
    client, page = sign_in(mailed.world, "office"), f"/mails/{row.id}"
    done = submit(client, page, f"{page}/discard", why="Advertising.")
    assert "No mail waits for a person." in done.text
    text = _page(mailed, row)
    assert "Henk Jansen" in text
    assert "“Advertising.”" in text
    submit(client, page, f"{page}/return")
    row = mailed.row(row.id)
    assert (row.state, row.cause) == ("quarantined", "unknown_sender")
    assert mailed.letters() == {}


def test_whoever_decides_second_is_told_so_and_nothing_is_doubled(mailed: Desk) -> None:
    row = mailed.receive(mail(sender=STRANGER))
    page = f"/mails/{row.id}"
    first, second = sign_in(mailed.world, "editor"), sign_in(mailed.world, "office")
    forms = {name: form_to(second.get(page).text, f"{page}/{name}")["fields"] for name in ("filing", "discard")}
    submit(first, page, f"{page}/filing", do="as_read")
    for name, more in (("filing", {"do": "as_read"}), ("discard", {"why": "Twice."})):
        refused = second.post(f"{page}/{name}", data=forms[name] | more)
        assert refused.status_code == 409
        assert "This mail is filed already, by Anneke de Wit." in refused.text
    assert len(mailed.numbers()) == 1
    assert mailed.row(row.id).done_by == "Anneke de Wit"


def test_a_mail_that_came_as_a_reply_says_so_on_its_case(mailed: Desk) -> None:
    number = mailed.number(mailed.receive(mail(TEMPLATE)))
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    row = mailed.receive(reply(acknowledgement.message, "Here is more.", sender=LAB))
    assert row.state == "appended"
    for who in ("editor", "laboratory"):
        client = sign_in(mailed.world, who)
        text = client.get(f"/cases/{number}").text
        assert text.count("by mail") == 2
        files = mailed.world.get(who, f"cases/{number}/files")["items"]
        original = next(file for file in files if file["name"] == f"mail-{row.id}.eml")
        assert f"/files/{original['id']}/download" in text.split('id="talk"')[1].split("</article>")[0]


def test_a_letter_that_bounced_shows_what_the_server_said_and_its_mail(mailed: Desk) -> None:
    number = mailed.number(mailed.receive(mail()))
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    row = mailed.receive(bounce_of(str(acknowledgement.message["Message-ID"])))
    assert row.state == "bounce", row.reason
    client = sign_in(mailed.world, "office")
    text = client.get(f"/cases/{number}").text
    assert "550 5.1.1 User unknown" in text
    assert f"/mails/{row.id}" in text
    with mailed.world.app.app_context():
        from issuetracker.models import Letter

        owed = db.session.scalars(select(Letter.obligation_id).where(Letter.id == row.letter_id)).one()
    text = client.get(f"/office/letters/{owed}").text
    assert "550 5.1.1 User unknown" in text
    assert f"/mails/{row.id}" in text
    board = sign_in(mailed.world, "board").get(f"/cases/{number}").text
    assert "550 5.1.1 User unknown" in board
    assert f"/mails/{row.id}" not in board


def test_a_contact_whose_letter_bounced_gets_no_more_notices(mailed: Desk) -> None:  # P-53, P-58
    vendor, office = mailed.world.ids["silent"], sign_in(mailed.world, "office")
    page = f"/office/parties/vendor/{vendor}"
    submit(office, page, f"{page}/contacts", role="safety_first", address="Notices@silent.example")
    (asked,) = mailed.letters()["contact_check"]
    with mailed.world.app.app_context():
        assert usable_contact(db.session(), vendor, asked.recipient) is not None
        assert clock.mark_bounces(mailed.world.app) == 0
    mailed.receive(bounce_of(str(asked.message["Message-ID"])))
    with mailed.world.app.app_context():
        assert clock.mark_bounces(mailed.world.app) == 1
        assert usable_contact(db.session(), vendor, asked.recipient) is None


def bounce_of(message_id: str) -> bytes:
    """What a mail server writes when it cannot deliver a letter (RFC 3464)."""
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.dekra.example>
To: certification@oca.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-1@mx.dekra.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.dekra.example

Final-Recipient: rfc822; petra.vogel@dekra.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

From: certification@oca.example
To: petra.vogel@dekra.example
Subject: Received
Message-ID: {message_id}

Text.

--b--
""".replace("\n", "\r\n").encode()


QUESTION = "Summary: A second socket\nDescription: Is a second socket a change?\nVendor: Voltwerk B.V.\n"


def test_a_vendors_question_is_filed_for_the_vendor_and_its_issue_is_not(mailed: Desk) -> None:  # P-09, P-24
    row = mailed.receive(mail(QUESTION + "Question about: [x] Change of a certified product\n", sender=STRANGER))
    assert (row.state, row.cause) == ("quarantined", "unknown_sender")
    client, page = sign_in(mailed.world, "office"), f"/mails/{row.id}"
    assert "File it as a question" in client.get(page).text
    done = submit(client, page, f"{page}/filing", do="as_read")
    number = mailed.number(mailed.row(row.id))
    assert f"Filed as {number}." in done.text
    case = mailed.world.case(number, "vendor")
    assert (case["origin"], case["subject"]) == ("question", "change")
    assert [letter.recipient for letter in mailed.letters()["question_received"]] == [
        "lena.kowalski@dnv-testing.example"
    ]
    assert case["report"]["laboratory_contact"]["email"] == ""
    assert mailed.world.request("laboratory", "GET", f"cases/{number}").status_code == 404

    issue = mailed.receive(mail(sender="A <a@elsewhere.example>"))
    refused = mailed.world.request(
        "office", "POST", f"mails/{issue.id}/filing", json={"vendor_id": mailed.world.ids["voltwerk"]}
    )
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "party")
    form = f"/mails/{issue.id}/filing"
    kept = submit(client, form, form, do="file", laboratory_id="vendor", vendor_name="Nobody known", subject="tests")
    assert "No vendor is called “Nobody known”." in kept.text and 'value="tests" selected' in kept.text
    asked = submit(client, form, form, do="file", laboratory_id="vendor", subject="tests")
    assert "Filed as" in asked.text
    assert mailed.world.case(mailed.number(mailed.row(issue.id)))["subject"] == "tests"
