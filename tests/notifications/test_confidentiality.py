"""No text for others names a party: what is found, what is not, and how it is explained."""

import unicodedata

import pytest

from notifications.confidentiality import identifiers
from notifications.errors import NamesAParty
from tests.notifications.invented import LOG_NAME, REPORT
from workflows.report import Contact, Report

WORDS = identifiers(REPORT, (LOG_NAME,))


def of_vendor(name: str) -> Report:
    return Report("Summary", vendor_name=name)


def of_contact(name: str = "", email: str = "", phone: str = "") -> Report:
    return Report("Summary", vendor_contact=Contact(name, email, phone))


@pytest.mark.parametrize(
    "text",
    [
        "Devices of Nordwärts Ladetechnik GmbH fail.",
        "Devices of NORDWÄRTS LADETECHNIK fail.",
        "Devices of Nordwarts Ladetechnik fail.",
        "Devices of Nordwaerts Ladetechnik fail.",
        "Devices of Nordwärts\n  Ladetechnik fail.",
        "Devices of Nord\u00adwärts\u00a0Ladetechnik fail.",
        unicodedata.normalize("NFD", "Devices of Nordwärts Ladetechnik fail."),
        "As Zoë Müller-Bergström says,",
        "As Ms Muller-Bergstrom says,",
        "As Ms Mueller\u2011Bergstroem says,",
        "Ask zoe@nordwaerts.example.",
        "Ask anybody@nordwaerts.example.",
        "See https://www.nordwaerts.example/news",
        "Call +49 (0)30 5550 1234.",
        "Call +493055501234.",
        "Call 030/5550-1234.",
        "Call 0049 30 5550.1234, or write.",
        "Reported by KSGA.",
        "Reported by ksga's engineer.",
        "김서연 님이 보고했습니다.",
        "김서연이 보고했습니다.",
        unicodedata.normalize("NFD", "김서연이 보고했습니다."),
        "Call 82-2-5550-7788.",
        "Seen on the Säule 22 only.",
        "Seen on saule 22_v3 only.",
        f"See {LOG_NAME}, line 12.",
        "See nordwarts_saule_22 로그.txt",
    ],
)
def test_a_text_that_names_a_party_is_refused(text: str) -> None:
    with pytest.raises(NamesAParty):
        WORDS.refuse(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DEKRA Certification, Inc.", "It was seen at DEKRA."),
        ("Voltiq B.V.", "It was seen at Voltiq."),
        ("Voltiq NV", "It was seen at voltiq."),
        ("Ladewerk GmbH & Co. KG", "It was seen at Ladewerk."),
        ("Bornes Réunies S.A.S.", "It was seen at Bornes Reunies."),
        ("Colonnine S.p.A.", "It was seen at Colonnine."),
        ("Ærø Lading ApS", "It was seen at Aeroe Lading."),
        ("Ærø Lading ApS", "It was seen at Ærø Lading."),
        ("Öresund Ladd AB", "It was seen at Oeresund Ladd."),
        ("Mueller Strom AG", "It was seen at Müller Strom."),
        ("Żółw Sp. z o.o.", "It was seen at Zolw."),
        ("Nabíjení s.r.o.", "It was seen at Nabijeni."),
        ("Hanbit Co., Ltd.", "It was seen at Hanbit."),
        ("(주)한빛충전", "한빛충전의 충전기에서 나타났다."),
        ("한빛충전 주식회사", "(주)한빛충전에서 나타났다."),
        ("주식회사 한빛", "한빛에서 나타났다."),
        ("星火充电有限公司", "由星火充电生产的充电桩"),
        ("3-D Charge", "It was seen at 3\u2011D Charge."),
        ("ABB", "It was seen at ABB."),
        ("Volt & Wire", "It was seen at Volt & Wire."),
    ],
)
def test_a_company_is_found_without_its_legal_form_and_in_other_spellings(name: str, text: str) -> None:
    assert identifiers(of_vendor(name)).found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Step 7 of TC_B_12_CS expects the response too early in OCTT Release_2026-02.",
        "A charging station with OCPP 2.0.1 loses its connection to the CSMS.",
        "Test laboratories install the erratum of 30 November 2026 before 15:00.",
        "The certificate OCA.0201.0053.CS stays valid; call 030 5550 9999 with questions.",
        "The message is sent northwards; a mill is no miller.",
        "충전기가 응답하지 않습니다.",
        'The array [1,2,3] and the value "Accepted", both are right.',
    ],
)
def test_common_words_of_the_field_are_not_refused(text: str) -> None:
    assert WORDS.found_in(text) == ()
    WORDS.refuse(text)


@pytest.mark.parametrize("name", ["Charging GmbH", "Power", "Energy B.V.", "OCPP", "unknown", "n/a", "-", ""])
def test_a_party_called_by_a_common_word_does_not_forbid_the_word(name: str) -> None:
    text = "Charging power and energy of the OCPP station are unknown - or n/a."
    assert identifiers(of_vendor(name)).found_in(text) == ()


def test_the_full_name_of_a_party_called_by_a_common_word_is_found() -> None:
    assert identifiers(of_vendor("Charging GmbH")).found_in("Ask Charging GmbH.") == ("Charging GmbH",)


def test_a_part_of_a_longer_word_is_no_name() -> None:
    words = identifiers(of_vendor("Volta"))
    assert words.found_in("The voltage is high.") == ()
    assert words.found_in("The Volta is high.") == ("Volta",)


@pytest.mark.parametrize("address", ["anna@gmail.com", "anna@naver.com", "anna@gmx.de"])
def test_a_public_mail_service_says_nothing_about_a_person_but_the_address_does(address: str) -> None:
    words = identifiers(of_contact("Anna Özdemir", address))
    assert words.found_in(f"Mail to bert@{address.partition('@')[2]}.") == ()
    assert words.found_in(f"Mail to {address.upper()}.") == (address,)


def test_a_short_surname_alone_is_not_searched_for() -> None:
    words = identifiers(of_contact("Min-jun Kim"))
    assert words.found_in("Kim") == ()
    assert words.found_in("Min-Jun KIM") == ("Min-jun Kim",)


@pytest.mark.parametrize(
    "line",
    [
        '[2,"19223201","BootNotification",{"reason":"PowerUp"}]',
        '10:31:07 > [ 3 , "19223201" , {"status":"Accepted"}]',
        '[4,"1","GenericError","",{}]',
        "[2,“19223201”,“Heartbeat”,{}]",
    ],
)
def test_a_quoted_log_line_is_refused(line: str) -> None:
    with pytest.raises(NamesAParty, match=r"\[\s*[234]"):
        identifiers(Report("Summary")).refuse(f"The log says\n{line}\nand no more.")


def test_the_refusal_says_which_words_in_which_field_and_what_to_do() -> None:
    with pytest.raises(NamesAParty) as refused:
        WORDS.refuse("KSGA saw it on the Säule 22.", "notice")
    assert refused.value.found == ("KSGA", "Säule 22")
    assert refused.value.field == "notice"
    assert str(refused.value) == (
        "The text would go to others and contains “KSGA”, “Säule 22”. Say it without naming anybody (P-51)."
    )


def test_other_companies_can_be_named_to_be_searched_for_too() -> None:
    words = identifiers(REPORT, extra=("Voltiq B.V.",))
    assert words.found_in("Voltiq has it too.") == ("Voltiq",)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("KSGA saw it.", "▇▇▇ saw it."),
        ("Nordwarts Ladetechnik, Säule 22: it fails.", "▇▇▇, ▇▇▇: it fails."),
        ("김서연이 보고", "▇▇▇이 보고"),
        ("Call 030/5550-1234 now.", "Call ▇▇▇ now."),
        ('Before.\n[2,"a","Heartbeat",{}]\nAfter.', "Before.\nAfter."),
        ("Nothing  to hide,\n\nas written.", "Nothing  to hide,\n\nas written."),
    ],
)
def test_masking_hides_whatever_would_be_refused_and_changes_nothing_else(text: str, masked: str) -> None:
    assert WORDS.masked(text) == masked
    assert WORDS.found_in(WORDS.masked(text)) == ()
