"""Several readings of one message made into one: what one place says wins over silence, nothing is lost."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from issuetracker.intake.labels import key_of
from issuetracker.intake.template_values import FIELDS, FieldReading, How, TemplateReading, Value


def merged(readings: Sequence[TemplateReading]) -> TemplateReading:
    """The fullest reading with its gaps filled from the others; where two disagree the other's words go to the rest."""
    if len(readings) == 1:
        return readings[0]
    best, *others = sorted(readings, key=lambda reading: (-reading.filled, -reading.labels))
    fields = dict(best.fields)
    rest = [best.rest]
    remarks = dict(best.remarks)
    for other in others:
        differing = []
        for name in FIELDS:
            said = other.fields[name]
            if said.how is not How.READ:
                continue
            if fields[name].how is not How.READ:
                fields[name] = said
                remarks.pop(name, None)
            elif not same(fields[name], said):
                differing.append(f"{name_for_people(name)}: {as_text(said.value)}")
        rest += ["\n".join(differing), other.rest]
        remarks = {**{name: text for name, text in other.remarks.items() if _open(fields, name)}, **remarks}
    text = "\n\n".join(part.strip("\n") for part in rest if part.strip())
    return TemplateReading(MappingProxyType(fields), best.labels, text, MappingProxyType(remarks))


def _open(fields: Mapping[str, FieldReading], name: str) -> bool:
    return name not in fields or fields[name].how is not How.READ


def same(one: FieldReading, other: FieldReading) -> bool:
    """Whether two readings say the same but for spacing, wrapping and decoration."""
    return one.value == other.value or key_of(as_text(one.value)) == key_of(as_text(other.value))


def as_text(value: Value) -> str:
    """A value as people would write it in the template."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case tuple():
            return ", ".join(value)


def name_for_people(name: str) -> str:
    """A field's name in words."""
    return name.replace("_", " ").replace(".", ", ").capitalize()
