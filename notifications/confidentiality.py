"""No text for others names a party (P-51, P-97, P-99): decided here, and explained where it refuses."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
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
_SERIAL = re.compile(
    r"(?:serial(?:[ _-]?(?:number|no\.?|nr\.?))?|\bS/?N)\W{1,4}(?=[\w-]*\d)([A-Z0-9][A-Z0-9_-]{4,})", re.IGNORECASE
)
_PHONE = re.compile(r"\+?\(?\d[\d\s()./-]{6,}\d")
_PHONE_END = 8  # so many last digits are the same in every form of a number, with or without the country
# Written without spaces between words, or with endings that follow a name directly.
NO_SPACES = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3"
_SYLLABLES = re.compile(f"[{NO_SPACES}]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_SPACES = re.compile(r"\s+")
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
        "octt",
        "vendor",
        "model",
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
        found = sorted({word for word, _, _ in self._occurrences(_folded(_composed(text)))})
        quoted = _LOG_LINE.search(text)
        return tuple(found) + ((quoted.group(0),) if quoted else ())

    def masked(self, text: str) -> str:
        """The text with every identifier blacked out and quoted log lines left out (P-99)."""
        original = _composed("\n".join(line for line in text.splitlines() if not _LOG_LINE.search(line)))
        found = [(start, end) for _, start, end in self._occurrences(_folded(original))]
        if not found:
            return original
        origins, hidden = _origins(original), bytearray(len(original))
        for start, end in found:
            first, last = origins[start], origins[end - 1] + 1
            hidden[first:last] = b"\1" * (last - first)
        blocks = groupby(zip(original, hidden, strict=True), key=lambda pair: pair[1])
        return "".join("▇▇▇" if black else "".join(c for c, _ in pairs) for black, pairs in blocks)

    def _occurrences(self, folded: str) -> Iterator[tuple[str, int, int]]:
        """Each identifier with where it begins and ends in a folded text."""
        phones = [(match, _digits(match.group())) for match in _PHONE.finditer(folded)]
        for word in self.words:
            if any(form in folded for form in _forms(word)):  # much quicker than its pattern, and mostly the answer
                for match in re.finditer(_pattern(word), folded):
                    yield word, match.start(), match.end()
            if phones and _PHONE.fullmatch(word):
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
    """All that names the parties of a report: companies, people, addresses, domains, numbers, devices, file names."""
    return Identifiers(frozenset(sources(report, file_names, extra)))


def sources(report: Report, file_names: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> dict[str, str]:
    """Each word that names a party, with what it is: why a text was refused."""
    found: dict[str, str] = {}
    for of, company in (("vendor", report.vendor_name), ("laboratory", report.laboratory_name)):
        found |= dict.fromkeys(_company(company), f"the {of} of the case")
    for company in extra:
        found |= dict.fromkeys(_company(company), "a company that takes part")
    for of, contact in (("vendor", report.vendor_contact), ("laboratory", report.laboratory_contact)):
        found |= {word: f"{what} of the {of}’s contact" for word, what in _contact(contact).items()}
    found |= dict.fromkeys(_device(report.device), "the device of the case")
    texts = (report.device, report.summary, report.description, report.applicable_documentation)
    found |= {match[1]: "a serial number in the report" for text in texts for match in _SERIAL.finditer(text)}
    found |= {name.strip(): "a file of the case" for name in file_names}
    return {word: what for word, what in found.items() if tells(word)}


def refuse(text: str, named: Mapping[str, str], field: str = "") -> None:
    """Raise NamesAParty, saying why, if a text names somebody of the `sources` or quotes a log."""
    faults = explained(text, named)
    if faults:
        raise NamesAParty(tuple(word for word, _ in faults), field, dict(faults))


def explained(text: str, named: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a text says that it must not, each with where that is known from; `named` are the `sources`."""
    return tuple((word, named.get(word, "a line of a log")) for word in Identifiers(frozenset(named)).found_in(text))


def tells(word: str) -> bool:
    """True if a word is long enough, and uncommon enough, to tell who somebody is."""
    return len(word) >= (2 if _SYLLABLES.search(word) else 3) and word.casefold() not in _COMMON


def _company(name: str) -> set[str]:
    name = name.strip()
    core = name
    while (shorter := _LEGAL_FORMS.sub("", core)) != core and shorter:
        core = shorter
    return {name, core.strip(" ,")}


def _contact(contact: Contact) -> dict[str, str]:
    words = {contact.phone.strip(): "the number", contact.email.strip(): "the address"}
    words[contact.name.strip()] = "the name"
    surname = contact.name.split()[-1] if len(contact.name.split()) > 1 else ""
    if len(surname) >= 4:
        words[surname] = "the name"
    domain = contact.email.rpartition("@")[2].strip().lower()
    if domain and domain not in PUBLIC_MAIL:
        words[domain] = "the domain"
    return words


def _device(device: str) -> set[str]:
    """A device as it is written, and without what stands behind it in brackets."""
    return {device.strip(), device.partition("(")[0].strip(" ,")}


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _folded(composed: str) -> str:
    """A text as it is compared: without case, accents, kinds of dash and runs of space."""
    if composed.isascii():
        return _SPACES.sub(" ", composed.lower())
    return _SPACES.sub(" ", "".join(map(_fold_character, composed)))


def _origins(composed: str) -> list[int]:
    """For each character of the folded text the index of the one that it comes from."""
    origins: list[int] = []
    before = ""
    for index, character in enumerate(composed):
        for folded in _fold_character(character):
            if folded != " " or before != " ":
                origins.append(index)
            before = folded
    return origins


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
def _forms(word: str) -> tuple[str, ...]:
    """An identifier as a folded text may spell it, longest first: `Müller` also as `Muller` and `Mueller`."""
    plain = _folded(_composed(word))
    spelt_out = _folded(_composed(unicodedata.normalize("NFC", word).casefold().translate(_UMLAUTS)))
    contracted = re.sub(r"([aou])e", r"\1", plain)
    return tuple(sorted({plain, spelt_out, contracted}, key=len, reverse=True))


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    """Finds an identifier in a folded text."""
    forms = "|".join(map(re.escape, _forms(word)))
    if _SYLLABLES.search(word):
        return re.compile(forms)
    letter = rf"[^\W_{NO_SPACES}]"
    return re.compile(rf"(?<!{letter})(?:{forms})(?!{letter})")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
