"""Every letter, from facts as the app gives them: its text as a snapshot, and the HTML that says the same."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from notifications.messages import LETTERS, LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import Rendered, day, render
from tests.notifications.facts import OCCASIONS, facts_for, letters
from tests.notifications.invented import (
    CONFIRMED_BY_CWG,
    CORRECTION,
    DESK,
    NUMBER,
    PROPOSED_FOR_BOARD,
    RAISED,
    REPORT,
    WITH_TWG,
)
from tests.notifications.occasion import Occasion
from tests.notifications.other_facts import (
    ACCOUNT_LETTERS,
    ITEMS,
    MAIL_LETTERS,
    board_date_facts,
    digest_facts,
    notice_facts,
    reminder_facts,
    year_facts,
)
from tests.notifications.release_facts import RELEASE_LETTERS
from workflows import events as ev

VOID = {"meta", "br", "hr"}
WEEKDAY = r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day "

EVERY = [(name, kind.name, facts_for(occasion, kind)) for name, occasion, kind in letters()]
OTHERS = [
    ("reminder at half time", "reminder", reminder_facts((RAISED,), "half_time", 2)),
    ("reminder one day before", "reminder", reminder_facts(WITH_TWG, "one_day_before", 1)),
    ("reminder of steps to be done", "reminder", reminder_facts(CONFIRMED_BY_CWG[:-1], "half_time", 15)),
    ("reminder to propose a severity", "reminder", reminder_facts(CONFIRMED_BY_CWG, "half_time", 1)),
    ("reminder to approve a severity", "reminder", reminder_facts(PROPOSED_FOR_BOARD, "one_day_before", 1)),
    ("reminder at the end of an indicative time", "reminder", reminder_facts(PROPOSED_FOR_BOARD, "due", -1)),
    ("the Board's own date tomorrow", "board_date_reminder", board_date_facts(1, is_board=True)),
    ("the Board's own date passed, to the office", "board_date_reminder", board_date_facts(-1, is_board=False)),
    ("digest of one case", "digest", digest_facts(ITEMS[0])),
    ("digest of two cases", "digest", digest_facts(*ITEMS)),
    ("a year that nobody has approved", "calendar_year", year_facts()),
    ("a notice that corrects another", "notice", notice_facts(notice=CORRECTION)),
    ("reminder to acknowledge a notice", "notice_reminder", notice_facts()),
    *ACCOUNT_LETTERS,
    *MAIL_LETTERS,
    *RELEASE_LETTERS,
]
ALL = [*EVERY, *OTHERS]
each_letter = pytest.mark.parametrize(("letter", "facts"), [pytest.param(*rest, id=name) for name, *rest in ALL])


class Page(HTMLParser):
    """Reads a page strictly: every tag closed in order; keeps the words of its body, links and tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> while {self.open} are open"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "body" in self.open:
            self.words += words(data)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def letter_about(name: str, audience: Audience) -> Rendered:
    occasion = next(occasion for occasion in OCCASIONS if occasion.name == name)
    kind = next(kind for kind in LETTERS[type(occasion.event)] if kind.audience is audience)
    return render(kind.name, facts_for(occasion, kind))


def message(body: str, **report: str) -> Rendered:
    """A message letter with these words in it."""
    occasion = next(occasion for occasion in OCCASIONS if occasion.body)
    kind = LETTERS[ev.MessageAdded][0]
    facts = facts_for(replace(occasion, body=body), kind)
    facts["state"] = replace(facts["state"], report=replace(REPORT, **report))
    return render(kind.name, facts)


@each_letter
def test_a_letter_reads_as_it_did(letter: str, facts: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    rendered = render(letter, facts)
    assert f"Subject: {rendered.subject}\n\n{rendered.body}" == snapshot


@each_letter
def test_the_html_is_well_formed_and_says_every_word_of_the_text_in_order(letter: str, facts: dict[str, Any]) -> None:
    rendered = render(letter, facts)
    page = Page(rendered.html)
    assert page.open == []
    assert page.words == words(rendered.body)


@each_letter
def test_a_letter_has_one_line_as_subject_and_a_first_sentence_of_its_own(letter: str, facts: dict[str, Any]) -> None:
    rendered = render(letter, facts)
    greeting, first, *_ = rendered.body.split("\n\n")
    assert "\n" not in rendered.subject and rendered.subject == rendered.subject.strip()
    assert not rendered.subject.startswith("Subject")
    assert greeting.endswith(",")
    assert "\n" not in first and not first.startswith(("> ", "- ")) and first.endswith((".", ":"))


@each_letter
def test_a_letter_leaves_no_gap_and_no_unfinished_words(letter: str, facts: dict[str, Any]) -> None:
    rendered = render(letter, facts)
    ours = re.sub(r"^(> |- |Script:).*", "…", rendered.body, flags=re.MULTILINE)
    assert not re.search(r"\n{3}|[ \t]$|\bNone\b|[{}%]|[a-z]_[a-z]|\.\.| ,|<", ours, re.MULTILINE), ours


@each_letter
def test_every_date_has_its_weekday(letter: str, facts: dict[str, Any]) -> None:
    rendered = render(letter, facts)
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    dates = re.findall(rf"(\w+ )?\d{{1,2}} (?:{months}) \d{{4}}", f"{rendered.subject}\n{rendered.body}")
    assert all(re.fullmatch(WEEKDAY, before) for before in dates), dates


@each_letter
def test_labels_with_values_become_rows_and_never_run_into_the_text(letter: str, facts: dict[str, Any]) -> None:
    rendered = render(letter, facts)
    labelled = [line for line in rendered.body.splitlines() if re.match(r"[A-Z][^:>]*: {2,}\S", line)]
    assert Page(rendered.html).tags.count("tr") == len(labelled)


@pytest.mark.parametrize("name, occasion, kind", [pytest.param(*each, id=each[0]) for each in letters()])
def test_only_letters_about_a_case_of_the_reader_link_to_it(name: str, occasion: Occasion, kind: LetterKind) -> None:
    rendered = render(kind.name, facts_for(occasion, kind))
    assert (f"{DESK}/cases/{NUMBER}" in Page(rendered.html).links) is not kind.anonymous


@pytest.mark.parametrize("name, occasion, kind", [pytest.param(*each, id=each[0]) for each in letters()])
def test_whoever_is_asked_to_acknowledge_is_told_where_or_how(name: str, occasion: Occasion, kind: LetterKind) -> None:
    facts = facts_for(occasion, kind)
    rendered = render(kind.name, facts)
    assert ("acknowledge" in rendered.body) is (kind.to_acknowledge or kind.name == "change_made")
    if kind.to_acknowledge:
        assert facts["obligation_link"] in Page(rendered.html).links
        without = render(kind.name, facts | {"obligation_link": ""})
        assert re.search(r"acknowledge .*in a reply to this mail", without.body)


def test_an_indicative_date_is_never_written_as_one_that_must_be_kept() -> None:
    for name, letter, facts in ALL:
        clock = facts.get("clock")
        body = render(letter, facts).body
        if clock and clock.indicative and day(clock.due_at) in body:
            assert f"{day(clock.due_at)} (indicative)" in body and "may need longer" in body, name
            assert f"the end of {day(clock.due_at)}" not in body, name
        else:
            assert "indicative" not in body, name


def test_a_forwarded_case_names_the_call_and_the_thirty_working_days() -> None:
    body = letter_about("forwarded to the TWG", Audience.LABORATORY).body
    assert "Call:  Thursday 3 December 2026, 15:00 Amsterdam time" in body
    assert "Due:  the end of Wednesday 6 January 2027, 30 working days after Monday 23 November 2026" in body


def test_the_acknowledgement_names_number_clock_date_and_next_step() -> None:
    rendered = letter_about("raised", Audience.LABORATORY)
    assert rendered.subject.startswith(f"[{NUMBER}] ")
    assert f"Its number is {NUMBER}." in rendered.body
    assert "By:  the end of Monday 30 November 2026, 5 working days after Monday 23 November 2026" in rendered.body
    assert "analysis by OCA's Technical Editors (step 2)" in rendered.body


def test_a_postponed_case_names_the_next_call_and_not_the_one_that_was() -> None:
    body = letter_about("postponed", Audience.VENDOR).body
    assert "Thursday 10 December 2026" in body
    assert "Thursday 3 December 2026" not in body
    assert "does not stop the maximum time" in body


def test_a_notice_says_all_that_it_must_and_why_it_cannot_be_unsubscribed() -> None:
    body = letter_about("certified vendors contacted", Audience.CERTIFIED_VENDORS).body
    for said in (
        "> OCTT up to Release_2026-02 accepts a late SetVariablesResponse.",
        "> In the field a station may answer too late",
        "> Install the correction",
        "the erratum is 2026-04",
        "Notice:  OCA-2026-0142-N1",
        "OCPP version:  2.0.1",
        "Profiles:  Core, Advanced Security",
        "- OCA.0201.0053.CS\n- OCA.0201.0069.CS",
        "They stay valid",
        "no unsubscribe link",
    ):
        assert said in body


def test_a_correction_and_a_reminder_name_the_notice_that_they_are_about() -> None:
    corrected = render("notice", notice_facts(notice=CORRECTION))
    assert "corrects and replaces notice OCA-2026-0142-N1 of Thursday 26 November 2026" in corrected.body
    assert corrected.subject.startswith(f"[{NUMBER}] correction of the notice")
    assert "we sent you notice OCA-2026-0142-N1" in render("notice_reminder", notice_facts()).body


def test_a_notice_for_one_certificate_speaks_of_one() -> None:
    one = Addressee("Ærø", "Søren Ærø", "s@aeroe.example", certificates=("OCA.0201.0053.CS",))
    body = render("notice", notice_facts(recipient=one)).body
    assert "Your certificate concerned:" in body
    assert "It stays valid" in body


def test_a_party_without_a_name_is_greeted_all_the_same() -> None:
    occasion = OCCASIONS[0]
    facts = facts_for(occasion, LETTERS[ev.IssueRaised][0]) | {"recipient": Addressee("KSGA", "", "")}
    assert render("acknowledgement", facts).body.startswith("Hello,\n\n")


def test_a_reminder_after_the_end_counts_no_days_that_are_left() -> None:
    rendered = render("reminder", reminder_facts(PROPOSED_FOR_BOARD, "due", -1))
    assert rendered.subject == f"[{NUMBER}] indicative time over: {REPORT.summary}"
    assert "-1" not in rendered.body and "left" not in rendered.body.lower()
    assert "Was due:  Thursday 26 November 2026 (indicative)" in rendered.body


def test_a_digest_has_no_case_number_in_its_subject() -> None:
    assert render("digest", digest_facts(*ITEMS)).subject == "2 cases over time on Wednesday 2 December 2026"


@pytest.mark.parametrize(
    "body",
    [
        "Label:  value\n\n- an item\n\n--\n\nSubject: other",
        "<script>alert(1)</script> & <b>bold</b> </blockquote></div>",
        '[2,"uuid","BootNotification",{"reason":"PowerUp"}]',
        "> quoted before\n>> twice\nFrom the station\n\n\n\nlast",
        "{{ number }} {% raw %} https://evil.example/x",
        "첫째 줄\r\n둘째 줄\u2028Zeile drei",
    ],
)
def test_words_of_a_person_stay_a_quotation_whatever_they_contain(body: str) -> None:
    rendered = message(body)
    start = rendered.body.index("\n\n> ") + 2
    quotation = rendered.body[start : rendered.body.index("\n\nWith it came")]
    assert all(line.startswith(">") for line in quotation.split("\n"))
    assert words(quotation) == words(body)
    page = Page(rendered.html)
    assert page.tags.count("blockquote") == 1 and page.tags.count("tr") == 1
    assert not {"script", "b"} & set(page.tags)
    assert all(link.startswith(DESK) for link in page.links)


def test_a_line_break_in_a_summary_or_a_name_begins_nothing_new() -> None:
    rendered = message("Hello.", summary="First\nBcc: x@evil.example\n\nSecond")
    assert rendered.subject.endswith("First Bcc: x@evil.example Second")
    assert "Bcc" not in rendered.body

    facts = facts_for(OCCASIONS[0], LETTERS[ev.IssueRaised][0])
    report = replace(REPORT, vendor_name="Nord\n\nPay to:  evil.example")
    body = render("acknowledgement", facts | {"state": replace(facts["state"], report=report)}).body
    assert "Vendor:  Nord Pay to: evil.example\n" in body
