"""Reports of mail servers beyond those of the corpus: what makes one, whom it names, which letter it returns."""

import pytest

from issuetracker.intake.bounces import bounce
from issuetracker.intake.mail import Bounce, BounceKind
from issuetracker.intake.reading import understood

WHO = "anna@ktc.example"


ROOT = "multipart/report; report-type=delivery-status; boundary=b"


def _bounce(*groups: str, returned: str = "") -> Bounce | None:
    status = "\n\n".join(("Reporting-MTA: dns; mx.example", *groups))
    raw = (
        f"From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nSubject: Undelivered\nContent-Type: {ROOT}\n\n"
        f"--b\n\nNot delivered.\n--b\nContent-Type: message/delivery-status\n\n{status}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n--b--\n"
    ).encode()
    return bounce(understood(raw), raw)


def _group(action: str = "failed", status: str = "5.1.1", said: str = "550 unknown", who: str = WHO) -> str:
    return f"Final-Recipient: rfc822; {who}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {said}"


@pytest.mark.parametrize(
    ("action", "status", "said", "kind"),
    [
        ("failed", "5.1.1", "550 unknown", BounceKind.FAILED),
        ("Failed", "5.0.0", "", BounceKind.FAILED),
        ("delayed", "4.4.1", "timed out", BounceKind.DELAYED),
        ("failed", "5.2.2", "552", BounceKind.FULL),
        ("delayed", "4.2.2", "", BounceKind.FULL),
        ("failed", "5.0.0", "552 Requested mail action aborted: exceeded storage allocation", BounceKind.FULL),
        ("", "5.1.1", "", BounceKind.FAILED),
        ("", "4.4.7", "", BounceKind.DELAYED),
    ],
)
def test_what_happened_is_read_from_the_fields(action: str, status: str, said: str, kind: BounceKind):
    found = _bounce(_group(action, status, said))
    assert found is not None
    assert (found.kind, found.recipients) == (kind, (WHO,))


def test_who_got_it_is_not_named_beside_who_did_not():
    found = _bounce(
        _group("delivered", "2.0.0", who="jan@ktc.example"), _group(), _group("delayed", "4.4.1", who="eva@ktc.example")
    )
    assert found is not None
    assert found.recipients == (WHO,)


def test_success_is_no_bounce():
    assert _bounce(_group("delivered", "2.0.0")) is None
    assert _bounce(_group("relayed", "2.0.0"), _group("expanded", "2.0.0")) is None


def test_the_letter_is_known_by_its_id_or_its_mark():
    found = _bounce(_group(), returned="Message-ID: <1@oca.example>\nX-OCA-Issue-Tracker: 2@oca.example")
    assert found is not None
    assert found.message_ids == ("<1@oca.example>", "<2@oca.example>")


def test_the_diagnosis_is_one_line_of_what_the_server_said():
    found = _bounce(_group(said="550 5.1.1 no such\n  user here"))
    assert found is not None
    assert found.diagnosis == "550 5.1.1 no such user here"


def test_a_person_who_writes_of_a_bounce_sends_none():
    raw = (
        b"From: Anna <anna@ktc.example>\nReturn-Path: <anna@ktc.example>\nSubject: Undelivered Mail\n\n"
        b"<x@y.example>: 550 unknown\n"
    )
    assert bounce(understood(raw), raw) is None


def test_a_report_in_words_that_nobody_knows_names_its_letter_all_the_same():
    raw = (
        b"From: postmaster@ktc.example\nReturn-Path: <>\nSubject: Message delivery problem\n\n"
        b"We are sorry about your letter to anna@ktc.example.\n\n"
        b"> Message-ID: <1@oca.example>\n"
    )
    found = bounce(understood(raw), raw)
    assert found == Bounce(BounceKind.FAILED, (WHO,), ("<1@oca.example>",), "")
