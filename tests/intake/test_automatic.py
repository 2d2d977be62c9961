"""A machine is told from a person by what it says of itself; what only hints does not count against a template."""

import pytest

from issuetracker.intake.mail import Automatic
from issuetracker.intake.reading import understood

TEMPLATE = "Vendor: V\nTest laboratory: L\nSummary: s\nDescription: d\n"


def _kind(
    *headers: str, subject: str = "TC_E_22", sender: str = "anna@ktc.example", text: str = "Hello.\n"
) -> Automatic | None:
    raw = "\r\n".join([f"From: {sender}", f"Subject: {subject}", *headers, "", text])
    return understood(raw.encode()).automatic


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x@y.example",
        "X-Autoreply: yes",
        "X-Autorespond: vacation",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
    ],
)
def test_what_calls_itself_automatic_is(header: str):
    assert _kind(header) is Automatic.AUTO_REPLY
    assert _kind(header, text=TEMPLATE) is Automatic.AUTO_REPLY


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: no", "X-Auto-Response-Suppress: All", "Return-Path: <anna@ktc.example>", "X-Autoreply: no"],
)
def test_what_people_send_too_does_not_make_a_machine(header: str):
    assert _kind(header) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Case",
        "Out of Office: Case",
        "Automatisch antwoord: Case",
        "Afwezig: Case",
        "Abwesenheitsnotiz: Case",
        "Réponse automatique : Case",
        "Respuesta automática: Case",
        "자동 회신: Case",
        "부재중 자동 회신: Case",
        "Automatisk svar: Case",
    ],
)
def test_absence_is_known_by_its_subject(subject: str):
    assert _kind(subject=subject) is Automatic.AUTO_REPLY
    assert _kind(subject=f"RE: {subject}") is None


@pytest.mark.parametrize(
    "subject", ["Automatic reply of the CSMS is wrong", "TC_E_22: out of office hours the charger stops"]
)
def test_an_issue_about_automatic_answers_is_an_issue(subject: str):
    assert _kind(subject=subject) is None


@pytest.mark.parametrize("header", ["Precedence: bulk", "Precedence: junk", "List-Unsubscribe: <https://x.example>"])
def test_bulk_is_a_hint_that_templates_and_replies_outweigh(header: str):
    assert _kind(header) is Automatic.LIST
    assert _kind(header, text=TEMPLATE) is None
    assert _kind(header, "In-Reply-To: <1@oca.example>") is None


def test_a_list_is_a_list_whatever_came_by_it():
    assert _kind("List-Id: <l.x.example>", text=TEMPLATE) is Automatic.LIST


def test_addresses_that_nobody_reads_may_send_templates():
    assert _kind(sender="no-reply@ktc.example") is Automatic.AUTO_REPLY
    assert _kind(sender="no-reply@ktc.example", text=TEMPLATE) is None
    assert _kind(sender="MAILER-DAEMON@ktc.example", text=TEMPLATE) is Automatic.AUTO_REPLY
    assert _kind(sender="norepli@ktc.example") is None


def test_our_own_mark_comes_before_everything():
    assert _kind("X-OCA-Issue-Tracker: x@oca.example", "Auto-Submitted: auto-generated") is Automatic.OWN


def test_a_challenge_asks_its_sender_to_prove_something():
    assert (
        _kind(subject="Please confirm your message", text="The sender must open https://x.example/c\n")
        is Automatic.CHALLENGE
    )
    assert _kind(subject="Please confirm your message about TC_E_22 arrived", text="Did you get it?\n") is None
