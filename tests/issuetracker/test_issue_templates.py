"""The issue template to download: every label in both kinds, the same bytes whenever it is made."""

import io
import zipfile

from docx import Document

from issuetracker.services.issue_templates import ROWS, as_text, as_word


def test_the_text_has_every_label_on_a_line_of_its_own() -> None:
    lines = as_text().splitlines()
    for label, value in ROWS:
        assert any(line.startswith(f"{label}:") and line.endswith(value) for line in lines), label


def test_the_document_opens_again_with_every_label() -> None:
    table = Document(io.BytesIO(as_word())).tables[0]
    assert [(row.cells[0].text, row.cells[1].text) for row in table.rows] == list(ROWS)


def test_the_document_is_the_same_whenever_it_is_made() -> None:
    made = as_word()
    assert as_word() == made
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {item.date_time[0] for item in parts.infolist()} == {2024}


def test_what_is_ticked_has_a_box() -> None:
    values = dict(ROWS)
    assert values["Test type"].count("☐") == 2
    assert values["OCPP version"].count("☐") == 2
