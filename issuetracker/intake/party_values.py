"""A party's name and contact from its rows of the template: "Contact details" belongs to the party above it."""

from issuetracker.intake.contacts import read_contact
from issuetracker.intake.kept import Reading
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import PARTIES, PARTS
from issuetracker.intake.placeholders import is_hint, is_unknown
from issuetracker.intake.sections import Section
from issuetracker.intake.template_values import MISSING

BELOW = PARTS | {Label.CONTACT}
_PART = {Label.PERSON: "Name", Label.NAME: "Name", Label.EMAIL: "E-mail", Label.PHONE: "Phone"}


def read_party(reading: Reading, party: Label, sections: tuple[Section, ...]) -> None:
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
    part = _PART.get(section.label)
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
