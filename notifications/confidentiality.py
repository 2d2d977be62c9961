"""No text for others names a party (P-51, P-97, P-99): decided here, and explained where it refuses."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from notifications.errors import NamesAParty
from workflows.report import Contact, Report

_LEGAL_FORMS = re.compile(
    r"[\s,]+(b\.?v\.?|n\.?v\.?|gmbh(\s*&\s*co\.?\s*kg)?|ag|kg|se|s\.?a\.?s?|s\.?r\.?l\.?|s\.?l\.?|s\.?p\.?a\.?|a/?s|aps|ab|"
    r"oyj?|s\.?r\.?o\.?|d\.?o\.?o\.?|sp\.?\s?z\s?o\.?\s?o\.?|pty|k\.?k\.?|inc\.?|ltd\.?|llc|plc|co\.?|corp\.?|corporation|company|"
    r"limited|certification)\.?$|^(\(주\)|㈜|주식회사|株式会社)\s*|\s*(\(주\)|㈜|주식회사|株式会社|有限公司)$",
    re.IGNORECASE,
)
PUBLIC_MAIL = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "naver.com", "gmx.de"})
_LOG_LINE = re.compile(r"""\[\s*[234]\s*,\s*["“”][^"“”]{1,64}["“”]\s*,""")
_PHONE = re.compile(r"\+?\(?\d[\d\s()./-]{6,}\d")
_PHONE_END = 8  # so many last digits are the same in every form of a number, with or without the country
# Written without spaces between words, or with endings that follow a name directly.
NO_SPACES = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3"
_SYLLABLES = re.compile(f"[{NO_SPACES}]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# Words of the field that a company or device may be called by, and that say nothing about who it is.
_COMMON = frozenset(
    {
        "charge",
        "charging",
        "charger",
        "station",
        "csms",
        "energy",
        "mobility",
        "power",
        "test",
        "electric",
        "grid",
        "ocpp",
        "unknown",
        "none",
        "n/a",
    }
)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Words that would tell who a case is about."""

    words: frozenset[str]

    @lru_cache(maxsize=4096)  # noqa: B019  (frozen, and a notice's text is asked once for each addressee)
    def found_in(self, text: str) -> tuple[str, ...]:
        """The identifiers, and quoted log lines, that occur in a text."""
        found = sorted({word for word, _, _ in self._occurrences(_Folded.of(text))})
        quoted = _LOG_LINE.search(text)
        return tuple(found) + ((quoted.group(0),) if quoted else ())

    def masked(self, text: str) -> str:
        """The text with every identifier blacked out and quoted log lines left out (P-99)."""
        folded = _Folded.of("\n".join(line for line in text.splitlines() if not _LOG_LINE.search(line)))
        hidden = bytearray(len(folded.original))
        for _, start, end in self._occurrences(folded):
            first, last = folded.origins[start], folded.origins[end - 1] + 1
            hidden[first:last] = b"\1" * (last - first)
        blocks = groupby(zip(folded.original, hidden, strict=True), key=lambda pair: pair[1])
        return "".join("▇▇▇" if black else "".join(c for c, _ in pairs) for black, pairs in blocks)

    def _occurrences(self, folded: "_Folded") -> Iterator[tuple[str, int, int]]:
        """Each identifier with where it begins and ends in the folded text."""
        phones = [(match, _digits(match.group())) for match in _PHONE.finditer(folded.text)]
        for word in self.words:
            for match in re.finditer(_pattern(word), folded.text):
                yield word, match.start(), match.end()
            if _PHONE.fullmatch(word):
                for match, digits in phones:
                    if _digits(word)[-_PHONE_END:] in digits:
                        yield word, match.start(), match.end()

    def refuse(self, text: str, field: str = "") -> None:
        """Raise NamesAParty if the text names somebody or quotes a log."""
        found = self.found_in(text)
        if found:
            raise NamesAParty(found, field)


@lru_cache(maxsize=1024)
def identifiers(report: Report, file_names: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> Identifiers:
    """All that names the parties of a report: companies, people, addresses, domains, numbers, device, file names."""
    words: set[str] = set()
    for company in (report.vendor_name, report.laboratory_name, *extra):
        words |= _company(company)
    for contact in (report.vendor_contact, report.laboratory_contact):
        words |= _contact(contact)
    words |= {report.device.strip(), *(name.strip() for name in file_names)}
    return Identifiers(frozenset(word for word in words if _tells(word)))


def _tells(word: str) -> bool:
    """True if a word is long enough, and uncommon enough, to tell who somebody is."""
    return len(word) >= (2 if _SYLLABLES.search(word) else 3) and word.casefold() not in _COMMON


def _company(name: str) -> set[str]:
    name = name.strip()
    core = name
    while (shorter := _LEGAL_FORMS.sub("", core)) != core and shorter:
        core = shorter
    return {name, core.strip(" ,")}


def _contact(contact: Contact) -> set[str]:
    words = {contact.name.strip(), contact.email.strip(), contact.phone.strip()}
    surname = contact.name.split()[-1] if len(contact.name.split()) > 1 else ""
    if len(surname) >= 4:
        words.add(surname)
    domain = contact.email.rpartition("@")[2].strip().lower()
    if domain and domain not in PUBLIC_MAIL:
        words.add(domain)
    return words


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as it is compared: without case, accents, kinds of dash and runs of space.

    `origins` holds for each character of `text` the index in `original` (the text, composed) that it comes from.
    """

    text: str
    original: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "_Folded":
        original = unicodedata.normalize("NFC", text)
        characters: list[str] = []
        origins: list[int] = []
        for index, character in enumerate(original):
            for folded in _fold_character(character):
                if folded == " " and characters[-1:] == [" "]:
                    continue
                characters.append(folded)
                origins.append(index)
        return cls("".join(characters), original, tuple(origins))


@cache
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":  # soft hyphens, zero-width spaces
        return ""
    if _SYLLABLES.match(character):
        return character
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return plain.casefold().translate(_LETTERS).translate(_DASHES)


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    """Finds an identifier in a folded text, `Müller` also as `Muller` and `Mueller`, and the other way round."""
    plain = _Folded.of(word).text
    spelt_out = _Folded.of(unicodedata.normalize("NFC", word).casefold().translate(_UMLAUTS)).text
    contracted = re.sub(r"([aou])e", r"\1", plain)
    forms = "|".join(sorted(map(re.escape, {plain, spelt_out, contracted}), key=len, reverse=True))
    if _SYLLABLES.search(word):
        return re.compile(forms)
    letter = rf"[^\W_{NO_SPACES}]"
    return re.compile(rf"(?<!{letter})(?:{forms})(?!{letter})")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
