"""What is folded, and what never may be: logs, templates, answers between quoted lines."""

import pytest

from issuetracker.intake.folding import fold

OLD = "> The old text.\n>\n> The desk\n"
BLOCK = """From: The desk <desk@oca.example>
Sent: Monday, 16 November 2026 11:40
To: Anna
Subject: Case

The old text.
"""


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 16 Nov 2026 at 11:40, Desk <desk@oca.example> wrote:",
        "On 16/11/2026 11:40, Desk wrote:",
        "Op ma 16 nov 2026 om 11:40 schreef Desk <desk@oca.example>:",
        "Op 16 nov. 2026 om 11:40 heeft Desk <desk@oca.example> het volgende geschreven:",
        "Am 16.11.26 um 11:40 schrieb Desk:",
        "Le 16/11/2026 à 11:40, Desk a écrit :",
        "El lun, 16 nov 2026 a las 11:40, Desk (<desk@oca.example>) escribió:",
        "Den man. 16. nov. 2026 kl. 11:40 skrev Desk <desk@oca.example>:",
        "2026년 11월 16일 (월) 오전 11:40, Desk <desk@oca.example>님이 작성:",
        "2026-11-16 오전 11:40에 Desk 이(가) 쓴 글:",
        "Desk <desk@oca.example> schrieb am 16.11.2026 11:40:02:",
        "On Mon, Nov 16, 2026 at 11:40 AM The certification desk of the Alliance <\ndesk@oca.example> wrote:",
    ],
)
def test_a_quoted_tail_goes_with_the_words_that_announce_it(attribution: str):
    assert fold(f"New words.\n\n{attribution}\n\n{OLD}") == ("New words.\n\n", f"{attribution}\n\n{OLD}")


def test_an_unmarked_tail_is_known_by_the_address_of_its_writer():
    tail = "On Mon, 16 Nov 2026 at 11:40, Desk <desk@oca.example> wrote:\n\nThe old text.\n"
    assert fold(f"New words.\n\n{tail}") == ("New words.\n\n", tail)
    prose = "Hello,\n\nOn 16 Nov 2026 at 14:02 our tester wrote:\nThe CSMS does not answer.\n"
    assert fold(prose) == (prose, "")


@pytest.mark.parametrize(
    "block",
    [
        BLOCK,
        "-----Original Message-----\n" + BLOCK,
        "________________________________\n" + BLOCK,
        "*From:* Desk\n*Sent:* Monday, 16 November 2026\n*To:* Anna\n*Subject:* Case\n\nOld\n",
        "Van: Desk\nVerzonden: maandag 16 november 2026\nAan: Anna\nOnderwerp: Case\n\nOld\n",
        "Von: Desk\nGesendet: Montag, 16. November 2026\nAn: Anna\nCc: Jörg;\n Petra\nBetreff: Case\n\nOld\n",
        "De : Desk\nEnvoyé : lundi 16 novembre 2026\nÀ : Anna\nObjet : Case\n\nOld\n",
        "De: Desk\nEnviado el: lunes, 16 de noviembre de 2026\nPara: Anna\nAsunto: Case\n\nOld\n",
        "Fra: Desk\nSendt: mandag 16. november 2026\nTil: Anna\nEmne: Case\n\nOld\n",
        "보낸 사람: Desk\n보낸 날짜: 2026년 11월 16일\n받는 사람: Anna\n제목: Case\n\nOld\n",
        "--------- 원본 메일 ---------\n보낸사람: Desk\n받는사람 : Anna\n날짜: 2026년 11월 16일\n제목: Case\n\nOld\n",
    ],
)
def test_what_stands_under_the_headers_of_an_older_message_is_folded(block: str):
    assert fold(f"New words.\n\n{block}") == ("New words.\n\n", block)


def test_what_is_forwarded_stays_visible():
    text = f"Please handle.\n\n{BLOCK}"
    assert fold(text, forwarded=True) == (text, "")
    text = (
        f"Please handle.\n\n---------- Forwarded message ---------\n{BLOCK}\nOn 16 Nov 2026 at 10:00, X wrote:\n> old\n"
    )
    assert fold(text) == (text, "")


def test_answers_between_quoted_lines_stay_with_them():
    text = "> Which version?\n1.9.0\n> And firmware?\n1.2.4\n"
    assert fold(text) == (text, "")
    visible, folded = fold(text + "> Regards\n> Desk\n")
    assert (visible, folded) == (text, "> Regards\n> Desk\n")


@pytest.mark.parametrize(
    "log",
    [
        '> [2,"a","BootNotification",{}]\n> [3,"a",{}]\n',
        "> 2026-11-16T13:02:11Z CS connected\n> closed\n",
        '>> [2,"a","Heartbeat",{}]\n<< [3,"a",{}]\n',
        "From 10.0.0.7 port 8080\nFrom: ws://10.0.0.7/CS1\n",
        ">From the station: 13:02:11 up\n",
    ],
)
@pytest.mark.parametrize(
    "above", ["The log:\n\n", "", "Vendor: V\nTest laboratory: L\nSummary: s\nAttached logging:\n"]
)
def test_a_pasted_log_is_never_folded(above: str, log: str):
    assert fold(above + log) == (above + log, "")


@pytest.mark.parametrize(
    "value",
    [
        "From: the logging we see this\nSent: 2 frames\nTo: the CSMS",
        "-- \nsee below",
        "> quoted from the vendor",
        "On 16 Nov 2026 at 11:40 the CSMS wrote:\nnothing",
        "-----Original Message-----\nFrom: Vendor\nSent: 16 November 2026\nTo: Lab\nSubject: x\n\nIt fails.",
        "Sent by hand",
    ],
)
def test_a_filled_template_is_never_folded(value: str):
    text = f"Vendor: V\nTest laboratory: L\nSummary: s\nDescription: {value}\nApplicable documentation: Part 2\n"
    assert fold(text) == (text, "")


def test_a_template_filled_in_inside_the_quoted_form_stays_visible():
    text = f"Filled in below.\n\n{BLOCK}Vendor: V\nTest laboratory: L\nSummary: s\nTest reference: TC_1\n"
    assert fold(text) == (text, "")


def test_an_empty_form_and_an_older_report_are_a_tail_like_any_other():
    form = (
        BLOCK
        + "Vendor: <name>\nTest laboratory: <name>\nSummary: <summary of the issue>\nTest reference: <name of test>\n"
    )
    assert fold("New words.\n\n" + form)[0] == "New words.\n\n"
    older = BLOCK + BLOCK + "Vendor: V\nTest laboratory: L\nSummary: s\nTest reference: TC_1\n"
    assert fold("New words.\n\n" + older)[0] == "New words.\n\n"


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Enviado desde mi iPhone",
        "Envoyé de mon iPhone",
        "Sendt fra min iPhone",
        "나의 iPhone에서 보냄",
        "Get Outlook for iOS",
        "Verzonden vanaf mijn Galaxy",
    ],
)
def test_the_signature_of_a_phone_is_folded(line: str):
    assert fold(f"Yes.\n\n{line}\n") == ("Yes.\n\n", f"{line}\n")


def test_a_signature_is_folded_after_its_dashes_only():
    assert fold("Yes.\n-- \nAnna\n+49 30 5550100\n") == ("Yes.\n", "-- \nAnna\n+49 30 5550100\n")
    text = "Yes.\n\nAnna\n+49 30 5550100\n"
    assert fold(text) == (text, "")
    long = "Yes.\n-- \n" + "a line of text\n" * 40
    assert fold(long) == (long, "")


def test_notices_under_and_banners_above_are_folded():
    notice = "This e-mail is confidential and intended solely for the addressee. Unauthorised use is prohibited.\n"
    banner = "CAUTION: This email originated from outside of the organization.\n"
    visible, folded = fold(f"{banner}\nYes.\n\n{notice}")
    assert (visible.strip(), banner in folded, notice in folded) == ("Yes.", True, True)


def test_a_sentence_about_this_message_is_no_disclaimer():
    text = "The CSMS fails.\n\nThis message is sent twice by the charger.\n"
    assert fold(text) == (text, "")


def test_a_long_quotation_above_a_single_answer_is_folded():
    text = "On 16/11/2026 11:40, Desk wrote:\n" + "> line\n" * 9 + "\nThe answer.\n"
    assert fold(text)[0].strip() == "The answer."


def test_where_nothing_would_be_left_nothing_is_folded():
    for text in (OLD, BLOCK, "Sent from my iPhone\n"):
        assert fold(text) == (text, "")
