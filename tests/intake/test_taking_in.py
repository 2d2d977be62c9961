"""A laboratory's mail becomes a case, a reply lands in its place, and everything else reaches a person."""

from datetime import UTC, datetime, timedelta

import pytest

from issuetracker.extensions import transaction
from issuetracker.models import ContactRole, Vendor
from issuetracker.services.notice_contacts import ContactData, add, end, find
from tests.intake.conftest import Desk
from tests.intake.letters_in import DISPUTES, INBOX, TEMPLATE, mail, reply
from workflows.roles import Actor, Role

LAB = "Petra Vogel <petra.vogel@dekra.example>"
LOG = b'2026-03-02T08:59:58Z [2,"19223201","TransactionEvent",{"seqNo":7}]\n'


def test_a_filled_template_becomes_a_case_with_its_log_and_an_acknowledgement(mailed: Desk) -> None:  # P-02, P-06
    row = mailed.receive(mail(attached={"octt.log": LOG}))
    assert row.state == "filed", row.reason
    case = mailed.world.case(mailed.number(row))
    assert case["report"]["summary"] == "seqNo restarts after an offline transaction"
    assert case["report"]["test_references"] == ["TC_E_22_CS"]
    assert case["report"]["ocpp_version"] == "2.0.1"
    files = mailed.world.get("office", f"cases/{case['number']}/files")["items"]
    assert [(file["name"], file["visibility"]) for file in files] == [
        ("octt.log", "parties"),
        (f"mail-{row.id}.eml", "laboratory"),
    ]
    letters = mailed.letters()
    (acknowledgement,) = letters["acknowledgement"]
    assert acknowledgement.recipient == "petra.vogel@dekra.example"
    assert case["number"] in acknowledgement.subject
    assert "analysis_task" in letters


def test_the_clock_starts_when_the_mail_server_took_the_mail(mailed: Desk) -> None:  # P-07
    from issuetracker.intake.doors import Handed
    from issuetracker.intake.receiver import accept, take_in
    from issuetracker.intake.setting_up import intake_of

    taken = datetime.now(UTC) - timedelta(days=3)
    with mailed.world.app.app_context():
        intake = intake_of(mailed.world.app)
        accept(transaction, intake, Handed(mail(), "imap:x", taken), datetime.now(UTC))
        take_in(transaction, intake, lambda: datetime.now(UTC))
    (number,) = mailed.numbers()
    assert datetime.fromisoformat(mailed.world.case(number)["received_at"]) == taken


def test_whoever_a_vendor_wants_notices_to_reach_may_answer_until_the_contact_is_ended(mailed: Desk) -> None:
    number = mailed.number(mailed.receive(mail()))
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    office = Actor(None, "Saskia Janssen", frozenset({Role.OCA_OFFICE}))
    with mailed.world.app.app_context(), transaction() as session:
        vendor = session.get_one(Vendor, mailed.world.ids["voltwerk"])
        given = ContactData(ContactRole.SECOND, "Mila", "Safety@voltwerk.example")
        contact_id = add(session, vendor, given, office, datetime.now(UTC)).id
    answer = reply(acknowledgement.message, "We look into it.", sender="Mila <safety@voltwerk.example>")
    row = mailed.receive(answer)
    assert (row.state, mailed.number(row)) == ("appended", number), row.reason
    with mailed.world.app.app_context(), transaction() as session:
        end(session, find(session, vendor.id, contact_id), office, datetime.now(UTC))
    later = reply(acknowledgement.message, "Found.", sender="Mila <safety@voltwerk.example>")
    assert mailed.receive(later).state == "quarantined"


def test_a_reply_lands_on_its_case_without_the_quoted_tail(mailed: Desk) -> None:
    number = mailed.number(mailed.receive(mail()))
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    row = mailed.receive(
        reply(acknowledgement.message, "Here is a second log.", sender=LAB), envelope_from="petra.vogel@dekra.example"
    )
    assert (row.state, mailed.number(row)) == ("appended", number), row.reason
    said = mailed.world.get("laboratory", f"cases/{number}/messages")["items"][-1]
    assert said["body"] == "Here is a second log."
    assert said["visibility"] == "laboratory"
    assert mailed.world.get("vendor", f"cases/{number}/messages")["items"] == []
    assert "petra.vogel@dekra.example" not in {letter.recipient for letter in mailed.letters()["message"]}
    assert mailed.world.verify() == []


def test_what_is_missing_is_asked_for_and_a_reply_completes_it(mailed: Desk) -> None:  # P-04
    incomplete = TEMPLATE.replace("Voltwerk B.V.", "")
    row = mailed.receive(mail(incomplete, attached={"octt.log": LOG}))
    assert (row.state, mailed.numbers()) == ("incomplete", [])
    (asked,) = mailed.letters()["mail_incomplete"]
    assert "Name the vendor whose device is tested." in asked.text
    mailed.world.travel(timedelta(days=2))
    second = mailed.receive(reply(asked.message, "Vendor: Voltwerk B.V.", sender=LAB))
    assert second.state == "filed", second.reason
    case = mailed.world.case(mailed.number(second))
    assert case["report"]["vendor_name"] == "Voltwerk B.V."
    assert case["report"]["test_references"] == ["TC_E_22_CS"]
    names = {file["name"] for file in mailed.world.get("office", f"cases/{case['number']}/files")["items"]}
    assert "octt.log" in names
    assert mailed.row(row.id).state == "filed"


def test_the_same_gap_is_asked_for_once_a_day(mailed: Desk) -> None:
    incomplete = TEMPLATE.replace("Voltwerk B.V.", "")
    for subject in ("One", "Two", "Three"):
        mailed.receive(mail(incomplete, subject=subject))
    assert len(mailed.letters()["mail_incomplete"]) == 1


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (mail(sender="Somebody <x@elsewhere.example>"), "unknown_sender"),
        (mail(verdict="fail"), "not_authenticated"),
        (mail(verdict=None), "not_authenticated"),
        (mail("See above.", subject="Re: [OCA-2026-0001] seqNo"), "only_a_number"),
    ],
    ids=["a stranger", "a failed check", "no check at all", "a number in the subject"],
)
def test_what_cannot_be_placed_waits_for_a_person_and_is_not_answered(mailed: Desk, raw: bytes, cause: str) -> None:
    row = mailed.receive(raw)
    assert (row.state, row.cause) == ("quarantined", cause)
    assert mailed.numbers() == []
    assert mailed.letters() == {}


def test_a_reply_of_another_laboratory_does_not_land_on_the_case(mailed: Desk) -> None:
    number = mailed.number(mailed.receive(mail()))
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    row = mailed.receive(
        reply(acknowledgement.message, "Interesting.", sender="Jihoon Park <other_laboratory@ktc.example>")
    )
    assert (row.state, row.cause) == ("quarantined", "not_a_party")
    assert mailed.world.get("office", f"cases/{number}/messages")["items"] == []


def test_the_vendor_of_the_case_may_reply_without_an_account(mailed: Desk) -> None:
    raw = mail(TEMPLATE.replace("j.bakker@voltwerk.example", "new.colleague@voltwerk.example"))
    number = mailed.number(mailed.receive(raw))
    mailed.letters()
    mailed.world.act("editor", number, "record-analysis", outcome="specification", issue="Two readings.", cause="E04")
    forwarded = next(
        letter for letter in mailed.letters()["forwarded"] if letter.recipient == "new.colleague@voltwerk.example"
    )
    sender = "New Colleague <new.colleague@voltwerk.example>"
    row = mailed.receive(reply(forwarded.message, "We can join the call.", sender=sender))
    assert row.state == "appended", row.reason
    (said,) = mailed.world.get("vendor", f"cases/{number}/messages")["items"]
    assert (said["body"], said["visibility"]) == ("We can join the call.", "vendor")
    assert mailed.world.get("laboratory", f"cases/{number}/messages")["items"] == []


def test_a_domain_of_a_laboratory_is_enough_where_it_is_known(mailed: Desk) -> None:
    raw = mail(sender="Test bench <bench7@dekra.example>")
    assert mailed.receive(raw).cause == "unknown_sender"
    mailed.know("@dekra.example", laboratory="dekra")
    row = mailed.receive(mail(sender="Test bench <bench8@dekra.example>"))
    assert row.state == "filed", row.reason
    letters = mailed.letters()
    assert [letter.recipient for letter in letters["acknowledgement"]] == ["petra.vogel@dekra.example"]
    (told,) = letters["mail_filed"]
    assert told.recipient == "bench8@dekra.example"
    assert mailed.number(row) in told.text and "Petra Vogel" in told.text
    answer = reply(told.message, "And a second log.", sender="Test bench <bench8@dekra.example>")
    assert mailed.receive(answer).state == "appended"


def test_the_same_mail_by_two_ways_is_one_case(mailed: Desk) -> None:
    raw = mail(Message_ID="<once@client.example>")
    first = mailed.receive(raw)
    again = mailed.receive(
        b"Received: from mx2.oca.example by mail.oca.example; Mon, 2 Mar 2026 10:00:00 +0000\r\n" + raw
    )
    assert mailed.receive(raw).id == first.id
    assert (again.state, again.first_id) == ("duplicate", first.id)
    assert len(mailed.numbers()) == 1


def test_another_mail_under_a_known_message_id_reaches_a_person(mailed: Desk) -> None:
    mailed.receive(mail(Message_ID="<once@client.example>"))
    row = mailed.receive(mail("Something else", Message_ID="<once@client.example>"))
    assert (row.state, row.cause) == ("quarantined", "same_message_id")


def test_an_out_of_office_answer_is_recorded_and_not_answered(mailed: Desk) -> None:
    mailed.receive(mail())
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    row = mailed.receive(reply(acknowledgement.message, "I am on leave.", sender=LAB, Auto_Submitted="auto-replied"))
    assert row.state == "automatic"
    assert row.letter_id is not None
    assert mailed.letters() == {}


def test_a_mail_to_the_address_for_disputes_is_kept_as_one(mailed: Desk) -> None:
    row = mailed.receive(mail("We do not agree with the laboratory.", to=DISPUTES, subject="Disagreement"))
    assert (row.state, mailed.numbers()) == ("dispute", [])


def test_a_vendor_who_writes_directly_is_answered_and_its_laboratory_asked(mailed: Desk) -> None:  # P-09
    row = mailed.receive(mail(sender="Jeroen Bakker <j.bakker@voltwerk.example>"))
    assert (row.state, row.cause) == ("quarantined", "vendor_directly")
    letters = mailed.letters()
    assert [letter.recipient for letter in letters["mail_of_vendor"]] == ["j.bakker@voltwerk.example"]
    assert [letter.recipient for letter in letters["mail_for_laboratory"]] == ["ocpp@dekra.example"]
    assert mailed.numbers() == []


def test_a_known_sender_of_encrypted_mail_is_told_once_and_answers_on_the_case(mailed: Desk) -> None:  # RFC 3834
    armoured = "-----BEGIN PGP MESSAGE-----\n\nhF4DmQ3uJ3vX0XkS\n-----END PGP MESSAGE-----\n"
    stranger = mailed.receive(mail(armoured, sender="X <x@elsewhere.example>", subject="..."))
    assert (stranger.cause, mailed.letters()) == ("encrypted", {}), "nobody known is told"
    for subject in ("...", "once more"):
        row = mailed.receive(mail(armoured, subject=subject))
        assert (row.state, row.cause) == ("quarantined", "encrypted"), row.reason
    (told,) = mailed.letters()["mail_encrypted"]
    assert "nobody here can read it" in told.text and "/file" in told.text and "Vendor:" in told.text
    assert told.message["Auto-Submitted"] == "auto-replied"
    again = mailed.receive(reply(told.message, TEMPLATE, sender=LAB))
    assert again.state == "filed", again.reason
    mailed.world.travel(timedelta(days=1))
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    assert mailed.receive(reply(acknowledgement.message, armoured, sender=LAB)).cause == "encrypted"
    (told,) = mailed.letters()["mail_encrypted"]
    onto = mailed.receive(reply(told.message, "In plain words now.", sender=LAB))
    assert (onto.state, mailed.number(onto)) == ("appended", mailed.number(again)), onto.reason


def test_a_reply_to_a_closed_case_reaches_the_editors(mailed: Desk) -> None:
    number = mailed.number(mailed.receive(mail()))
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    mailed.world.act("laboratory", number, "withdraw", reason="Our own mistake.", reader="laboratory")
    mailed.letters()
    row = mailed.receive(reply(acknowledgement.message, "It happens again.", sender=LAB))
    assert (row.state, mailed.number(row)) == ("appended", number)
    assert "editor@oca.example" in {letter.recipient for letter in mailed.letters()["message"]}


def test_letters_carry_a_reply_address_of_their_own(mailed: Desk) -> None:
    mailed.receive(mail())
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    local, _, domain = str(acknowledgement.message["Reply-To"]).rstrip(">").rpartition("<")[2].partition("@")
    assert local.startswith("certification+") and domain == "oca.example"
    assert len(local) <= 64
    assert INBOX.split("@")[0] != local


def test_what_the_tool_provider_answers_comes_onto_the_ticket_from_its_mailbox_or_domain(mailed: Desk) -> None:
    """P-80: the ticket says what, not who; nothing of it reaches a party."""
    world = mailed.world
    number = world.file()
    world.act("editor", number, "record-analysis", outcome="octt", issue="The tool is wrong.", cause="A bug.")
    world.travel(timedelta(days=15))
    world.act("cwg_chair", number, "decide-in-group", group="cwg", decision="confirmed", argumentation="Yes.")
    world.act("cwg_chair", number, "report-octt-bug", title="seqNo", technical_content="It expects n+1.")
    (told,) = mailed.letters()["octt_bug"]
    for sender, state in (
        ("Grace Lee <provider@oca.example>", "appended"),
        ("A colleague <second@oca.example>", "appended"),
        ("A stranger <grace@elsewhere.example>", "quarantined"),
    ):
        row = mailed.receive(reply(told.message, f"Seen by {sender[:7]}.", sender=sender))
        assert row.state == state, row.reason
    ticket = world.get("provider", f"tickets/{number}")
    written = [item["payload"]["text"] for item in ticket["log"] if item["event"] == "OcttProviderWrote"]
    assert written == ["Seen by Grace L.", "Seen by A colle."]
    assert ticket["stage"] == "reported"
    assert {letter.recipient for letter in mailed.letters()["ticket_for_oca"]} == {
        "cwg_chair@oca.example", "editor@oca.example",
    }  # fmt: skip
    assert world.get("laboratory", f"cases/{number}/messages")["items"] == []
