"""What happened to a case, in words: every event has its sentence, and says nothing that it does not hold."""

from dataclasses import fields
from string import Formatter

import pytest

from issuetracker.sentences.cases import _SENTENCES, sentence
from tests.notifications.facts import OCCASIONS
from tests.notifications.occasion import Occasion
from workflows import events as ev

OF_THEIR_OWN = {ev.IssueRaised, ev.CertifiedVendorsContacted, ev.CertificationDecided, ev.CaseAssigned}


def test_every_event_has_its_sentence_and_says_only_what_it_holds() -> None:
    assert _SENTENCES.keys() == set(ev.EVENTS.values()) - OF_THEIR_OWN
    for event, template in _SENTENCES.items():
        said = {name for _, name, _, _ in Formatter().parse(template) if name}
        assert said <= {field.name for field in fields(event)}, event


@pytest.mark.parametrize("occasion", OCCASIONS, ids=lambda occasion: type(occasion.event).__name__)
def test_a_sentence_is_of_words_for_people(occasion: Occasion) -> None:
    said = sentence(occasion.event)
    assert said[0].islower() and "<" not in said and "datetime" not in said
