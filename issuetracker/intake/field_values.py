"""Fields from the sections of one template: nothing invented, and what cannot be taken is handed back as text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from issuetracker.intake.checkboxes import Options, choose
from issuetracker.intake.choices import BULLET, DEVICE_TYPES, OCPP_VERSIONS, TEST_TYPES, YES_OR_NO
from issuetracker.intake.contacts import read_contact
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import PARTIES, PARTS
from issuetracker.intake.placeholders import is_hint, is_unknown
from issuetracker.intake.sections import Section
from issuetracker.intake.template_values import FIELDS, MISSING, FieldReading, How, Value
from workflows.test_references import read_test_references

_PIECES = re.compile(r"[,;\n]")
_AND = re.compile(r"\s+(?:and|en|und|y|및|&)\s+", re.IGNORECASE)
_TICK = re.compile(r"[☒☑✓✔■✅●]|\[\s*[xX✓✔]\s*\]|\(\s*[xX✓✔]\s*\)")
_BOX = re.compile(r"[☐□○]|\[\s*\]|\(\s*\)")
_REFERENCE = re.compile(r"\bTC[\s_\-.]?[A-S\d][\w./-]*(?:\s(?:CSMS|CS)\b)?", re.IGNORECASE)
_WORDS = re.compile(r"\w{2,}")
UNREADABLE = {
    Label.TEST_TYPE: "The test type could not be read; choose conformance test, performance measurement or both.",
    Label.OCPP_VERSION: "The OCPP version could not be read; give 1.6 or 2.0.1.",
    Label.DEVICE_TYPE: (
        "The device type could not be read; give Charging Station, CSMS or Charging Station Software Stack."
    ),
    Label.BLOCKS: "Whether it blocks a certification could not be read; answer yes or no.",
}


@dataclass(slots=True)
class Reading:
    """Fields as they are read, one section after the other."""

    fields: dict[str, FieldReading] = field(default_factory=lambda: dict.fromkeys(FIELDS, MISSING))
    rest: list[tuple[int, str]] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    labels: set[Label] = field(default_factory=set)

    def put(self, name: str, value: Value) -> None:
        """A field as the template has it; nothing is no value."""
        if value not in ("", (), None):
            self.fields[name] = FieldReading(value, How.READ)

    def keep(self, section: Section, text: str) -> None:
        """What a section says and no field holds, under the label's name."""
        if text.strip():
            self.rest.append((section.start, f"{TITLES[section.label]}: {text.strip()}"))


TITLES: dict[Label, str] = {
    Label.VENDOR: "Vendor",
    Label.VENDOR_CONTACT: "Contact details (vendor)",
    Label.LABORATORY: "Test laboratory",
    Label.LABORATORY_CONTACT: "Contact details (test laboratory)",
    Label.CONTACT: "Contact details",
    Label.PERSON: "Contact person",
    Label.NAME: "Name",
    Label.EMAIL: "E-mail",
    Label.PHONE: "Phone",
    Label.SUMMARY: "Summary",
    Label.TEST_TYPE: "Test type",
    Label.REFERENCES: "Test reference",
    Label.DESCRIPTION: "Description",
    Label.DOCUMENTATION: "Applicable documentation",
    Label.LOGGING: "Attached logging",
    Label.OCPP_VERSION: "OCPP version",
    Label.DEVICE_TYPE: "Device type",
    Label.DEVICE: "Device under test",
    Label.PROFILES: "Certification profiles concerned",
    Label.OCTT_VERSION: "OCTT version",
    Label.BLOCKS: "Blocks a certification under way",
}


def read_sections(sections: tuple[Section, ...]) -> Reading:
    """The fields that the sections of one template fill."""
    reading = Reading()
    party, at = Label.VENDOR, 0
    while at < len(sections):
        section = sections[at]
        if section.label in PARTIES or section.label in PARTIES.values():
            party = section.label if section.label in PARTIES else _party_of(section.label)
            end = at + 1
            while end < len(sections) and sections[end].label in _BELOW:
                end += 1
            _party(reading, party, sections[at:end])
            at = end
            continue
        reading.labels.add(section.label)
        _READERS[section.label](reading, section)
        at += 1
    return reading


_BELOW = PARTS | {Label.CONTACT}


def _party_of(contact: Label) -> Label:
    return next(party for party, its in PARTIES.items() if its is contact)


def _party(reading: Reading, party: Label, sections: tuple[Section, ...]) -> None:
    """A party's name and contact from its own section and those that belong to it."""
    first, *below = sections
    prefix = PARTIES[party].value
    reading.labels.add(first.label)
    if first.label is party:
        if below:
            reading.labels.add(PARTIES[party])
        below = _named(reading, first, below)
    else:
        below = [first, *below]
    for section in below:
        _contact(reading, prefix, section)


def _named(reading: Reading, first: Section, below: list[Section]) -> list[Section]:
    """Take the party's name; "Name:" under an empty label is the party's if another person is named as well."""
    name, _, more = first.value.partition("\n")
    others = [section for section in below if section.label in (Label.PERSON, Label.CONTACT, Label.NAME)]
    if is_hint(name) and len(others) > 1 and others[0].label is Label.NAME:
        name = others[0].value.strip()
        below = [section for section in below if section is not others[0]]
    if is_unknown(name):
        reading.keep(first, name)
    elif not is_hint(name):
        reading.put(first.label.value, name.strip())
    if more.strip():
        below = [Section(Label.CONTACT, more, first.start), *below]
    return below


def _contact(reading: Reading, prefix: str, section: Section) -> None:
    text = section.value
    if is_unknown(text):
        reading.keep(section, text)
        return
    part = {Label.PERSON: "Name", Label.NAME: "Name", Label.EMAIL: "E-mail", Label.PHONE: "Phone"}.get(section.label)
    if part and is_hint(text):
        return
    read = read_contact(f"{part}: {text}" if part and (part != "Name" or "@" not in text) else text)
    left = [read.left]
    for name, value in (("name", read.name), ("email", read.email), ("phone", read.phone)):
        if value and not is_hint(value) and reading.fields[f"{prefix}.{name}"] is MISSING:
            reading.put(f"{prefix}.{name}", value)
        elif value and not is_hint(value) and reading.fields[f"{prefix}.{name}"].value != value:
            left.append(value)
    reading.keep(section, "\n".join(filter(None, left)))


def _text(reading: Reading, section: Section) -> None:
    if is_unknown(section.value):
        reading.keep(section, section.value)
    elif not is_hint(section.value):
        reading.put(section.label.value, section.value)


def _line(reading: Reading, section: Section) -> None:
    _text(reading, Section(section.label, " ".join(section.value.split()), section.start))


def _references(reading: Reading, section: Section) -> None:
    found: dict[str, None] = {}
    over = False
    for piece in _PIECES.split(section.value):
        said = BULLET.sub("", piece).strip(" \t.")
        if not said or is_hint(said):
            continue
        if is_unknown(said):
            over = True
            continue
        found |= dict.fromkeys(read_test_references(said))
        over |= bool(_REFERENCE.search(said) and _WORDS.search(_AND.sub(" ", _REFERENCE.sub(" ", said))))
    reading.put("test_references", tuple(found))
    if over:
        reading.keep(section, section.value)


def _profiles(reading: Reading, section: Section) -> None:
    text = section.value
    if is_hint(text):
        return
    if is_unknown(text):
        reading.keep(section, text)
        return
    if _TICK.search(text) or _BOX.search(text):
        ticked = [_BOX.split(part)[0] for part in _TICK.split(text)[1:]]
        pieces = [piece for part in ticked for piece in _PIECES.split(part)]
        if not ticked or not is_hint(_TICK.split(_BOX.split(text)[0])[0]):
            reading.keep(section, text)
    else:
        pieces = [part for piece in _PIECES.split(text) for part in _AND.split(piece)]
    said = [BULLET.sub("", piece).strip(" \t.") for piece in pieces]
    reading.put("certification_profiles", tuple(dict.fromkeys(piece for piece in said if piece)))


def _choice(options: Options, taken: Callable[[tuple[str, ...]], Value]) -> Callable[[Reading, Section], None]:
    def read(reading: Reading, section: Section) -> None:
        text = section.value
        if is_hint(text):
            return
        chosen = choose(text, options)
        if chosen.values:
            reading.put(section.label.value, taken(chosen.values))
        elif not chosen.unfilled and not is_unknown(text):
            reading.remarks[section.label.value] = UNREADABLE[section.label]
        if chosen.more or (is_unknown(text) and not chosen.values):
            reading.keep(section, section.value)

    return read


_READERS: MappingProxyType[Label, Callable[[Reading, Section], None]] = MappingProxyType(
    {
        Label.SUMMARY: _line,
        Label.TEST_TYPE: _choice(TEST_TYPES, lambda values: values),
        Label.REFERENCES: _references,
        Label.DESCRIPTION: _text,
        Label.DOCUMENTATION: _text,
        Label.LOGGING: _text,
        Label.OCPP_VERSION: _choice(OCPP_VERSIONS, lambda values: values[0]),
        Label.DEVICE_TYPE: _choice(DEVICE_TYPES, lambda values: values[0]),
        Label.DEVICE: _line,
        Label.PROFILES: _profiles,
        Label.OCTT_VERSION: _line,
        Label.BLOCKS: _choice(YES_OR_NO, lambda values: values[0] == "blocks"),
    }
)
