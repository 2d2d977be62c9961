"""Letters about disputes: which event tells whom, and every letter as its reader reads it (P-73 … P-76)."""

from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from notifications import rendering
from notifications.dispute_messages import DISPUTE_LETTERS, NOBODY, PARTIES, REMINDERS, DisputeLetter
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from tests.notifications.test_letters import Page, words
from tests.workflows.builders import BOARD, LABORATORY, SECOND_BOARD, TWG_CHAIR, VENDOR
from tests.workflows.disputes import builders as b
from tests.workflows.disputes.builders import Walk
from workflows.case_state import Entry
from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.state import DisputeState, apply, begin
from workflows.disputes.vocabulary import Adviser, Owner, Side

TEMPLATES = Path(rendering.__file__).with_name("templates") / "disputes"
SECRET = "SECRET words of one side"
BOARD_NAMES = [member.name for member in b.BOARDS]
NAMED = {"number", "recipient", "desk", "link", "event", "to"}  # all that an adviser's letter is written from


def _stories() -> list[Walk]:
    """Disputes in which every event with a letter happens."""
    whole = Walk(Side.VENDOR)
    whole.do(act.DecideAdmissibility(True, "It is about a test case."), BOARD)
    whole.do(act.RecuseMember(14, SECRET), BOARD)
    whole.do(act.AppointHandlers((8,)), SECOND_BOARD)
    whole.do(act.OpenRound((Side.LABORATORY,), "Which wait did you use?\nAnd why?", 5), BOARD)
    whole.attach(Side.LABORATORY, 1).do(act.GiveStatement(SECRET, (1,)), LABORATORY)
    whole.do(act.ShareStatements((1,)), BOARD)
    whole.do(act.AskAdvice(Adviser.TWG, "Is the wait of step 3 in the plan?", (1, 2)), BOARD)
    whole.do(act.GiveAdvice(1, SECRET), TWG_CHAIR)
    whole.do(act.SetDate(15), BOARD)
    whole.do(act.OfferSettlement("A new run with both present."), LABORATORY)
    whole.proposed().do(act.RejectDecision("One argument is missing."), SECOND_BOARD)
    whole.decided(Owner.LABORATORY, Owner.OCA)
    whole.do(act.ReportCorrective(1, "Repeated; it passes."), LABORATORY)
    whole.do(act.ConfirmCorrective(1, "Seen."), BOARD)
    whole.do(act.ConfirmCorrective(2), BOARD)
    whole.do(act.ReopenDispute("A log of the second run."), BOARD)
    refused, settled, withdrawn, bare = Walk(), Walk(), Walk(), Walk().admitted()
    refused.do(act.DecideAdmissibility(False, "It is about an invoice."), BOARD)
    refused.do(act.ReopenDispute("The test plan is concerned."), BOARD)
    settled.do(act.OfferSettlement("A new run."), VENDOR)
    settled.do(settled.agreement(), LABORATORY)
    withdrawn.do(act.WithdrawDispute("We found the cause."), LABORATORY)
    bare.asked(Adviser.CWG).decided()
    return [whole, refused, settled, withdrawn, bare]


def _addressee(letter: DisputeLetter) -> Addressee:
    if letter.audience in (Audience.VENDOR, Audience.OTHER_PARTY):
        return Addressee("Volt & Wire", "Vera Vendor", "vera@vendor.example", vendor_id=1)
    if letter.audience in PARTIES:
        return Addressee("DEKRA", "Lena Lab", "lena@dekra.example", laboratory_id=1)
    return Addressee("OCA", "Olga", "olga@oca.example", person_id=1)


def facts(letter: DisputeLetter, event: Any, state: DisputeState | None, **more: Any) -> dict[str, Any]:
    """What `services.disputes.telling.draft` gives a letter."""
    who = _addressee(letter)
    known: dict[str, Any] = {
        "number": "D-2026-0007",
        "recipient": who,
        "desk": "https://desk.oca.example",
        "link": "https://desk.oca.example/disputes/D-2026-0007",
        "event": event,
        "to": letter.audience,
    }
    if letter.audience in (Audience.ADVISERS, Audience.RECUSED_MEMBER):
        return known
    own = Side.LABORATORY if who.laboratory_id else Side.VENDOR if who.vendor_id else None
    parties = {"laboratory": "DEKRA Certification B.V.", "vendor": "Volt & Wire", "own": own}
    return {**known, **parties, "subject": "Result of TC_C_34_CS", "state": state, "sitting": 1, **more}


def _every() -> list[Any]:
    found: dict[str, Any] = {}
    for story in _stories():
        state: DisputeState | None = None
        for entry in story.history:
            after = _after(state, entry)
            for letter in DISPUTE_LETTERS.get(type(entry.event), ()):
                if letter.when is None or letter.when(state or after, entry.event):
                    how = getattr(entry.event, "how", "") if isinstance(entry.event, ev.DisputeEnded) else ""
                    name = " ".join(filter(None, (letter.name, str(how), f"at {after.stage}", letter.audience)))
                    found.setdefault(name, pytest.param(letter, facts(letter, entry.event, after), id=name))
            state = after
    for letter in REMINDERS.values():
        more = {"due_on": b.corrective().due_on, "question": "Which wait?", "what": "Repeat it."}
        name = f"{letter.name} {letter.audience}"
        found[name] = pytest.param(letter, facts(letter, None, None, **more), id=name)
    return list(found.values())


def _after(state: DisputeState | None, entry: Entry) -> DisputeState:
    if state is None:
        assert isinstance(entry.event, ev.DisputeReported)
        return begin(entry.event)
    return apply(state, entry.event, entry.actor_id)


EVERY = _every()
each_letter = pytest.mark.parametrize(("letter", "given"), EVERY)


def test_every_event_tells_somebody_or_says_why_it_tells_nobody() -> None:
    assert set(DISPUTE_LETTERS) | set(NOBODY) == set(ev.DISPUTE_EVENTS.values())
    assert not set(DISPUTE_LETTERS) & set(NOBODY)
    assert all(DISPUTE_LETTERS.values()) and all(NOBODY.values())


def test_every_letter_is_read_in_these_tests_and_has_its_template() -> None:
    kinds = {letter for letters in DISPUTE_LETTERS.values() for letter in letters} | set(REMINDERS.values())
    read = {param.values[0] for param in EVERY}
    assert {(kind.name, kind.audience) for kind in kinds} == {(kind.name, kind.audience) for kind in read}
    assert {kind.template for kind in kinds} == {f"disputes/{path.stem}" for path in TEMPLATES.glob("[!_]*.txt")}


@each_letter
def test_a_letter_reads_as_it_did(letter: DisputeLetter, given: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    rendered = render(letter.template, given)
    assert f"Subject: {rendered.subject}\n\n{rendered.body}" == snapshot


@each_letter
def test_the_html_says_every_word_of_the_text_in_order(letter: DisputeLetter, given: dict[str, Any]) -> None:
    rendered = render(letter.template, given)
    page = Page(rendered.html)
    assert page.open == []
    assert page.words == words(rendered.body)


@each_letter
def test_a_letter_has_no_unshared_words_and_no_partys_one_a_name_of_the_boards(
    letter: DisputeLetter, given: dict[str, Any]
) -> None:
    """P-73, P-76: statements, evidence, advice and links are read on the page by who may, never in a letter."""
    text = render(letter.template, given).body
    assert SECRET not in text
    if letter.audience in PARTIES:
        assert not [name for name in BOARD_NAMES if name in text]


@each_letter
def test_an_advisers_letter_has_the_question_and_the_number_alone(letter: DisputeLetter, given: dict[str, Any]) -> None:
    """P-75."""
    if letter.audience is Audience.ADVISERS:
        assert set(given) == NAMED
        text = render(letter.template, given)
        assert not [word for word in ("DEKRA", "Volt", "TC_C_34_CS") if word in text.subject + text.body]
