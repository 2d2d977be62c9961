"""No text for others names a party (P-51, P-97, P-99): decided here, and explained where it refuses."""

import re
import unicodedata
from dataclasses import dataclass

from notifications.errors import NamesAParty
from workflows.report import Contact, Report

_LEGAL_FORMS = re.compile(
    r"[\s,]+(b\.?v\.?|n\.?v\.?|gmbh(\s*&\s*co\.?\s*kg)?|ag|kg|se|s\.?a\.?s?|s\.?r\.?l\.?|s\.?l\.?|s\.?p\.?a\.?|a/?s|ab|oy|"
    r"inc\.?|ltd\.?|llc|plc|co\.?|corp\.?|corporation|company|limited|certification|\(주\)|주식회사)\.?$",
    re.IGNORECASE,
)
_PUBLIC_MAIL = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "naver.com", "gmx.de"})
_LOG_LINE = re.compile(r"""\[\s*[234]\s*,\s*"[^"]{1,64}"\s*,""")
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

    def found_in(self, text: str) -> tuple[str, ...]:
        """The identifiers, and quoted log lines, that occur in a text."""
        folded = _fold(text)
        found = [word for word in sorted(self.words) if re.search(rf"(?<!\w){re.escape(_fold(word))}(?!\w)", folded)]
        quoted = _LOG_LINE.search(text)
        return tuple(found) + ((quoted.group(0),) if quoted else ())

    def refuse(self, text: str, field: str = "") -> None:
        """Raise NamesAParty if the text names somebody or quotes a log."""
        found = self.found_in(text)
        if found:
            raise NamesAParty(found, field)


def identifiers(report: Report, file_names: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> Identifiers:
    """All that names the parties of a report: companies, people, addresses, domains, numbers, device, file names."""
    words: set[str] = set()
    for company in (report.vendor_name, report.laboratory_name, *extra):
        words |= _company(company)
    for contact in (report.vendor_contact, report.laboratory_contact):
        words |= _contact(contact)
    words |= {report.device.strip(), *(name.strip() for name in file_names)}
    return Identifiers(frozenset(word for word in words if len(word) >= 3 and word.casefold() not in _COMMON))


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
    if domain and domain not in _PUBLIC_MAIL:
        words.add(domain)
    return words


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"\s+", " ", "".join(c for c in decomposed if not unicodedata.combining(c)).casefold())
