"""Which event tells whom: complete, disjoint, and unable to reach what it must not say."""

from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError, meta, nodes

from notifications import rendering
from notifications.confidentiality import identifiers
from notifications.messages import LETTERS, NOBODY, LetterKind
from notifications.recipients import ANONYMOUS
from notifications.rendering import render
from tests.notifications.facts import OCCASIONS, facts_for, letters, state_before
from tests.notifications.invented import LOG_NAME, PARTY_WORDS, REPORT
from tests.notifications.occasion import Occasion
from tests.notifications.other_facts import reminder_facts
from workflows.events import EVENTS, IssueRaised

TEMPLATES = Path(rendering.__file__).with_name("templates")
OF_ACCOUNTS = {
    "account_invitation",
    "account_recovery",
    "account_changed",
    "case_link",
    "contact_check",
    "notice_link",
    "contact_replaced",
}
OF_MAILS = {"mail_incomplete", "mail_of_vendor", "mail_for_laboratory", "mail_filed", "mail_encrypted"}
OF_RELEASES = {"release", "release_withdrawn", "release_reminder"}
OF_NO_EVENT = (
    {"reminder", "board_date_reminder", "notice_reminder", "digest", "calendar_year"}
    | OF_ACCOUNTS
    | OF_MAILS
    | OF_RELEASES
)
ANONYMOUS_FACTS = {
    "number",
    "recipient",
    "event",
    "event_name",
    "link",
    "desk",
    "public",
    "files",
    "obligation_link",
}
OF_OTHERS = {"certificates", "excluded", "laboratory_ids", "laboratory_id", "vendor_id", "party", "address"}
KINDS = [kind for kinds in LETTERS.values() for kind in kinds]
ANONYMOUS_NAMES = sorted({kind.name for kind in KINDS if kind.anonymous} | {"notice_reminder"})
OF_NOTICES = {"notice": {"notice"}, "notice_reminder": {"notice"}}  # what they are called
each_anonymous = pytest.mark.parametrize(
    "occasion, kind", [pytest.param(o, k, id=name) for name, o, k in letters() if k.anonymous]
)


def template(name: str) -> nodes.Template:
    environment = Environment()
    environment.filters |= dict.fromkeys(("day", "moment", "quoted", "line"), str)
    return environment.parse((TEMPLATES / f"{name}.txt").read_text(encoding="utf-8"))


def used_by(name: str) -> list[str]:
    """A template with those that it is made from."""
    found = [name]
    for one in found:
        found += [
            other.removesuffix(".txt") for other in meta.find_referenced_templates(template(one)) if other is not None
        ]
    return found


def test_every_event_tells_somebody_or_says_why_it_tells_nobody() -> None:
    assert set(LETTERS) | set(NOBODY) == set(EVENTS.values())
    assert not set(LETTERS) & set(NOBODY)
    assert all(LETTERS.values()) and all(NOBODY.values())


def test_every_letter_has_its_template_and_no_template_is_unused() -> None:
    needed = {kind.name for kind in KINDS} | OF_NO_EVENT
    assert needed == {path.stem for path in TEMPLATES.glob("[!_]*.txt")}
    assert {name for letter in needed for name in used_by(letter)} == {path.stem for path in TEMPLATES.glob("*.txt")}


def test_every_event_with_a_letter_has_an_occasion_in_these_tests() -> None:
    assert {type(occasion.event) for occasion in OCCASIONS} == set(LETTERS)
    assert {id(kind) for _, _, kind in letters()} == {id(kind) for kind in KINDS}


def test_a_letter_goes_either_to_people_who_may_know_the_parties_or_to_others_but_never_to_both() -> None:
    for name in ANONYMOUS_NAMES:
        assert all(kind.anonymous for kind in KINDS if kind.name == name), name


def test_who_is_asked_to_acknowledge_is_one_of_those_who_are_told_without_names() -> None:
    assert {kind.name for kind in KINDS if kind.to_acknowledge} == {"notice", "update", "script"}
    assert all(kind.audience in ANONYMOUS for kind in KINDS if kind.to_acknowledge)


@pytest.mark.parametrize("letter", ANONYMOUS_NAMES)
def test_a_letter_to_others_asks_for_no_fact_about_a_party(letter: str) -> None:
    for name in used_by(letter):
        tree = template(name)
        imported = {each.target for each in tree.find_all(nodes.Import)}
        assert meta.find_undeclared_variables(tree) - imported <= ANONYMOUS_FACTS | OF_NOTICES.get(letter, set())
        asked = {
            (node.node.name, node.attr) for node in tree.find_all(nodes.Getattr) if isinstance(node.node, nodes.Name)
        }
        assert not {(of, attribute) for of, attribute in asked if of == "event" and attribute in OF_OTHERS}


@each_anonymous
def test_a_letter_to_others_is_written_from_its_own_facts_only(occasion: Occasion, kind: LetterKind) -> None:
    facts = facts_for(occasion, kind)
    assert set(facts) == ANONYMOUS_FACTS | OF_NOTICES.get(kind.name, set())
    assert facts["link"] == ""
    assert render(kind.name, facts).body


@each_anonymous
def test_a_letter_to_others_names_no_party_not_even_its_own_reader(occasion: Occasion, kind: LetterKind) -> None:
    rendered = render(kind.name, facts_for(occasion, kind))
    everything = f"{rendered.subject}\n{rendered.body}\n{rendered.html}"
    assert identifiers(REPORT, (LOG_NAME,)).found_in(everything) == ()
    assert not [word for word in PARTY_WORDS if word in everything]


@each_anonymous
def test_a_letter_to_others_names_no_other_certificate(occasion: Occasion, kind: LetterKind) -> None:
    body = render(kind.name, facts_for(occasion, kind)).body
    assert "OCA.0201.0071.CS" not in body
    assert "OCA.0201.0099.CS" not in body


def test_a_letter_about_a_party_cannot_be_written_from_the_facts_for_others() -> None:
    for _, occasion, kind in letters():
        if not kind.anonymous:
            anonymous = {key: value for key, value in facts_for(occasion, kind).items() if key in ANONYMOUS_FACTS}
            with pytest.raises(UndefinedError):
                render(kind.name, anonymous)


def test_a_fact_that_is_not_given_is_an_error_and_never_a_gap() -> None:
    facts = reminder_facts((OCCASIONS[0].event,), "half_time", 2)
    del facts["days_left"]
    with pytest.raises(UndefinedError, match="days_left"):
        render("reminder", facts)


def test_a_message_reaches_only_those_whom_its_writer_chose() -> None:
    reached = {
        occasion.name: {kind.audience.value for _, o, kind in letters() if o is occasion}
        for occasion in OCCASIONS
        if occasion.name.startswith("message")
    }
    assert reached == {
        "message with a log": {"laboratory", "vendor", "technical_editors", "chairs_handling"},
        "message to the vendor only": {"vendor", "technical_editors", "chairs_handling"},
    }


def test_a_first_place_on_an_agenda_is_told_once_with_the_forwarding() -> None:
    placed = next(occasion for occasion in OCCASIONS if occasion.name == "on another call")
    first = Occasion("first", placed.before[:-1], placed.event)
    when = LETTERS[type(placed.event)][0].when
    assert when is not None
    assert when(state_before(placed), placed.event)
    assert not when(state_before(first), first.event)


def test_the_filing_is_acknowledged_and_the_editors_get_their_task() -> None:
    assert [(kind.name, kind.audience.value) for kind in LETTERS[IssueRaised]] == [
        ("acknowledgement", "laboratory"),
        ("analysis_task", "technical_editors"),
        ("question_received", "laboratory"),
        ("question_received", "vendor"),
    ]
