"""How values are shown: what is marked as Korean is Korean."""

import pytest
from markupsafe import Markup

from issuetracker.web.showing import lang


@pytest.mark.parametrize("text", ["한빛충전", "박지훈 (Park)", "ㄱ"])
def test_hangul_is_marked_as_korean(text: str) -> None:
    assert lang(text) == f'<span lang="ko">{text}</span>'


@pytest.mark.parametrize("text", ["the station’s log – run 2…", "a → b", "█████", "Świetlik", "日本"])
def test_dashes_quotes_and_arrows_are_not(text: str) -> None:
    assert lang(text) == text


def test_what_is_markup_already_is_not_remembered_for_the_same_text_that_is_not() -> None:
    assert lang(Markup("<b>bold</b>")) == "<b>bold</b>"
    assert lang("<b>bold</b>") == "&lt;b&gt;bold&lt;/b&gt;"
