"""Fields from the sections of one template: nothing invented, and what cannot be taken is handed back as text."""

import re
from collections.abc import Callable
from types import MappingProxyType

from issuetracker.intake.checkboxes import Options, choose
from issuetracker.intake.choices import BULLET, DEVICE_TYPES, OCPP_VERSIONS, SUBJECTS, TEST_TYPES, YES_OR_NO
from issuetracker.intake.kept import Reading
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import PARTY_OF
from issuetracker.intake.party_values import BELOW, read_party
from issuetracker.intake.placeholders import is_hint, is_unknown
from issuetracker.intake.sections import Section
from issuetracker.intake.template_values import Value
from workflows.test_references import read_test_references

_CHOICE = 1_000  # characters in which options are looked for
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
    Label.QUESTION: (
        "What the question is about could not be read; give one of procedure, specification, tests, tools, "
        "product type, change."
    ),
    Label.BLOCKS: "Whether it blocks a certification could not be read; answer yes or no.",
}


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
        chosen = choose(text[:_CHOICE], options)
        if chosen.values:
            reading.put(section.label.value, taken(chosen.values))
        elif not chosen.unfilled and not is_unknown(text):
            reading.remarks[section.label.value] = UNREADABLE[section.label]
        if chosen.more or len(text) > _CHOICE or (is_unknown(text) and not chosen.values):
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
        Label.QUESTION: _choice(SUBJECTS, lambda values: values[0]),
        Label.BLOCKS: _choice(YES_OR_NO, lambda values: values[0] == "blocks"),
    }
)


def read_sections(sections: tuple[Section, ...]) -> Reading:
    """The fields that the sections of one template fill."""
    reading = Reading()
    at = 0
    while at < len(sections):
        section = sections[at]
        if (party := PARTY_OF.get(section.label)) is not None:
            end = at + 1
            while end < len(sections) and sections[end].label in BELOW:
                end += 1
            read_party(reading, party, sections[at:end])
            at = end
            continue
        reading.labels.add(section.label)
        _READERS[section.label](reading, section)
        at += 1
    return reading
