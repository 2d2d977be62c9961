"""What stands in a template without saying anything: its own hints, "n/a", a dash."""

import re
from functools import lru_cache

from issuetracker.intake.labels import key_of

# As D.4 and our own templates have them, and what Word shows where nobody has typed.
_HINTS = """name|name of contact person|email address|email|phone number|phone|summary of the issue
|name of test / test number|name of test|test number
|more elaborate description of the issue|documentation supporting the issue
|documentation supporting the issues|if applicable: logging of the failed test|if known
|if applicable|name, model, if known|click or tap here to enter text
|click here to enter text|choose an item|klik of tik om tekst in te voeren|kies een item
|klicken oder tippen sie hier, um text einzugeben|wählen sie ein element aus
|haga clic o pulse aquí para escribir texto|elija un elemento|텍스트를 입력하려면 여기를 클릭하거나 탭하세요
|항목을 선택하세요|name: e-mail: phone:
|name: <name of contact person> e-mail: <email address> phone: <phone number>"""
_UNKNOWN = """n/a|na|not applicable|not available|unknown|not known|none|nil|tbd|tba|to be determined
|to be confirmed|nvt|n.v.t.|niet van toepassing|onbekend|geen|k.a.|keine angabe
|keine angaben|unbekannt|entfällt|nicht zutreffend|nicht bekannt|keine|n. z.|desconocido
|no aplica|n/d|no disponible|ninguno|ninguna|sin especificar|해당 없음|해당없음|없음|모름|미정|알 수 없음"""
_HINT_KEYS = frozenset(map(key_of, _HINTS.split("|")))
_UNKNOWN_KEYS = frozenset(map(key_of, _UNKNOWN.split("|")))
_IN_BRACKETS = re.compile(r"<[^<>\d@/\n]{1,80}>")
_MEANS_SOMETHING = re.compile(r"\w")


@lru_cache(maxsize=2048)
def is_hint(text: str) -> bool:
    """Whether a value is still what the template says goes there, or has no letter and no digit at all."""
    if len(text) > 200:
        return False
    if not _MEANS_SOMETHING.search(text.replace("_", "")):
        return True
    stripped = text.strip()
    if stripped[:1] in "<[{(" or len(stripped) > 30:
        return bool(_IN_BRACKETS.fullmatch(stripped)) or key_of(stripped) in _HINT_KEYS
    return key_of(stripped) in _HINT_KEYS and key_of(stripped) not in ("name", "email", "phone")


@lru_cache(maxsize=2048)
def is_unknown(text: str) -> bool:
    """Whether a value says in words that there is none."""
    return len(text) < 40 and key_of(text) in _UNKNOWN_KEYS


def says_nothing(text: str) -> bool:
    """Whether a value counts as missing."""
    return is_hint(text) or is_unknown(text)
