"""Every message of the corpus with a template says to the program what it says to its reader."""

import json
from pathlib import Path
from typing import Any

import pytest

from issuetracker.intake.reading import read
from issuetracker.intake.reports import errors_of, report_of
from issuetracker.intake.template import FieldReading, read_template
from workflows.report import Origin

MAILS = sorted(Path(__file__).parent.glob("mails/t_*.eml"))


def _plain(field: FieldReading) -> dict[str, Any]:
    value = list(field.value) if isinstance(field.value, tuple) else field.value
    return {"value": value, "how": field.how.value}


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_message_says_what_its_reader_takes_from_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    mail = read(path.read_bytes())
    reading = read_template(mail)
    assert {name: _plain(reading.fields[name]) for name in expected["fields"]} == expected["fields"]
    errors = errors_of(report_of(reading), reading, Origin.CERTIFICATION)
    # Who sends it is known, so the receiver knows the laboratory; prose outside a template becomes the description.
    known = {"laboratory_name"} | ({"test_references", "description"} if reading.rest and not reading.labels else set())
    assert sorted(set(errors) - known) == expected["errors"]
    assert [(leaf.name, leaf.size, leaf.sha256) for leaf in mail.attachments] == [
        (file["name"], file["size"], file["sha256"]) for file in expected["attachments"]
    ]
    for text in expected["visible_contains"]:
        assert text in mail.visible


def test_there_are_at_least_sixty_messages() -> None:
    assert len(MAILS) >= 60
