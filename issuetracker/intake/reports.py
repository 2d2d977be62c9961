"""The report that a reading makes, as API and form make it, and what is to be said about it."""

from collections.abc import Iterator

from issuetracker.intake.merging import name_for_people
from issuetracker.intake.template_values import FIELDS, TemplateReading
from workflows.report import (
    MOST,
    MOST_PROFILES,
    MOST_REFERENCES,
    Contact,
    DeviceType,
    OcppVersion,
    Origin,
    Report,
    TestType,
    missing_to_start,
)
from workflows.vocabulary import Subject

_SEVERAL = {"test_references": MOST_REFERENCES, "certification_profiles": MOST_PROFILES}
_BOUNDED = tuple((name, MOST[name]) for name in FIELDS if name in MOST)


def report_of(reading: TemplateReading) -> Report:
    """The report; what is longer than a field may be stands in the description as a whole, and `remarks_of` says so.

    A reading's `rest` is not in it: the receiver adds it where it files the message.
    """
    over = [f"{name_for_people(name)}: {whole}" for name, _, whole in _cut(reading) if name != "description"]
    description = "\n\n".join(part for part in (_text(reading, "description"), *over) if part)
    version, device = _text(reading, "ocpp_version"), _text(reading, "device_type")
    blocks = reading.fields["blocks_certification"].value
    return Report(
        summary=_text(reading, "summary"),
        vendor_name=_text(reading, "vendor_name"),
        vendor_contact=_contact(reading, "vendor_contact"),
        laboratory_name=_text(reading, "laboratory_name"),
        laboratory_contact=_contact(reading, "laboratory_contact"),
        test_types=tuple(TestType(kind) for kind in _several(reading, "test_types")),
        test_references=_several(reading, "test_references"),
        description=description[: MOST["description"]],
        applicable_documentation=_text(reading, "applicable_documentation"),
        ocpp_version=OcppVersion(version) if version else None,
        device_type=DeviceType(device) if device else None,
        device=_text(reading, "device"),
        certification_profiles=_several(reading, "certification_profiles"),
        octt_version=_text(reading, "octt_version"),
        blocks_certification=blocks if isinstance(blocks, bool) else None,
    )


def subject_of(reading: TemplateReading) -> Subject | None:
    """What a question is about; None for an issue."""
    about = _text(reading, "question_about")
    return Subject(about) if about else None


def remarks_of(reading: TemplateReading) -> dict[str, str]:
    """Sentences by field about what could not be taken as it was written; "message" is the whole."""
    said = dict(reading.remarks)
    for name, most, _ in _cut(reading):
        where = "the message itself" if name == "description" else "the description"
        said[name] = f"{name_for_people(name)} is longer than {most} characters; all of it stands in {where}."
    if reading.reason:
        said["attachments"] = reading.reason
    return said


def errors_of(report: Report, reading: TemplateReading, origin: Origin) -> dict[str, str]:
    """What is missing before handling can start, and what could not be read, field by field (P-04).

    `report` is the reading's, with what the receiver knows besides: the laboratory, and the rest in its description.
    """
    return remarks_of(reading) | missing_to_start(report, origin)


def _text(reading: TemplateReading, name: str) -> str:
    value = reading.fields[name].value
    return value[: MOST.get(name, None)].strip() if isinstance(value, str) else ""


def _several(reading: TemplateReading, name: str) -> tuple[str, ...]:
    value = reading.fields[name].value
    return tuple(item[: MOST.get(name)] for item in value[: _SEVERAL.get(name)]) if isinstance(value, tuple) else ()


def _contact(reading: TemplateReading, party: str) -> Contact:
    return Contact(*(_text(reading, f"{party}.{part}") for part in ("name", "email", "phone")))


def _cut(reading: TemplateReading) -> Iterator[tuple[str, int, str]]:
    """Fields that are longer than the report allows: name, bound, the whole text."""
    for name, most in _BOUNDED:
        value = reading.fields[name].value
        if isinstance(value, str):
            if len(value) > most:
                yield name, most, value
        elif isinstance(value, tuple) and (len(value) > _SEVERAL[name] or max(map(len, value), default=0) > most):
            yield name, most, ", ".join(value)
