"""What a search found is marked where it stands, by the folding that found it."""

import pytest

from issuetracker.web.search import marked


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("A Reset is refused", "reset", "A <mark>Reset</mark> is refused"),
        ("Größe of the Türöffnung", "GROSSE turoffnung", "<mark>Größe</mark> of the <mark>Türöffnung</mark>"),
        ("Sondervolt and Søndervolt", "sonder", "<mark>Sonder</mark>volt and <mark>Sønder</mark>volt"),
        ("cafe\u0301 at the station", "café", "<mark>café</mark> at the station"),
        ("원격시작 거절", "시작", "원격<mark>시작</mark> 거절"),
        ("TC_E_22_CS expects an event", "tc_e_22", "<mark>TC_E_22</mark>_CS expects an event"),
        ("preset and reset", "set", "preset and reset"),
        ("a <b> & b", "b", "a &lt;<mark>b</mark>&gt; &amp; <mark>b</mark>"),
        ("nothing of it", "( _", "nothing of it"),
    ],
)
def test_matches_are_marked_as_they_are_written(text: str, words: str, shown: str) -> None:
    assert marked(text, words) == shown


def test_a_long_text_is_shown_around_its_first_match() -> None:
    shown = marked("x " * 400 + "Zürich" + " y" * 400, "zurich")
    assert "<mark>Zürich</mark>" in shown
    assert shown.startswith("…") and shown.endswith("…")
    assert len(shown) < 320
