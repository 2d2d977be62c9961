"""The template of D.4 read from text: what counts, what does not, and what is said about it (P-01 … P-04)."""

import io

import pytest
from docx import Document

from issuetracker.intake.reports import errors_of, remarks_of, report_of
from issuetracker.intake.template import FIELDS, How, read_text, read_word
from issuetracker.services.issue_templates import ROWS, as_text, as_word
from workflows.report import MOST, DeviceType, OcppVersion, Origin, TestType

_MINIMAL = "Vendor: Voltwerk\nTest laboratory: DEKRA\nSummary: It fails\n"


def _value(text: str, name: str) -> object:
    return read_text(_MINIMAL + text).fields[name].value


def test_an_empty_template_has_every_label_and_says_nothing() -> None:
    for reading in (read_text(as_text()), read_word(as_word())):
        assert reading.labels == len(ROWS)
        assert {field.how for field in reading.fields.values()} == {How.MISSING}
        assert (reading.rest, dict(reading.remarks)) == ("", {})


def test_every_field_is_there_in_every_reading() -> None:
    assert tuple(read_text("").fields) == FIELDS == tuple(read_text(_MINIMAL).fields)


def test_a_text_without_labels_is_all_rest() -> None:
    text = "Hello,\n\nwe asked the\nvendor\nabout the description: nothing came.\nSubject to change."
    reading = read_text(text)
    assert (reading.labels, reading.rest) == (0, text)


def test_a_forwarded_header_and_a_signature_are_no_template() -> None:
    reading = read_text(
        "From: Jan\nSent: Monday\nTo: OCA\nSubject: It fails\n\nRegards\nJan\nPhone: 123\nE-mail: a@b.example"
    )
    assert reading.labels == 0


@pytest.mark.parametrize(
    ("written", "types"),
    [
        ("☒ Conformance test ☐ Performance measurement", (TestType.CONFORMANCE,)),
        ("☐ Conformance test ☒ Performance measurement", (TestType.PERFORMANCE,)),
        ("[ ] Conformance test\n[X] Performance measurement", (TestType.PERFORMANCE,)),
        ("Conformance test [x]  Performance measurement [ ]", (TestType.CONFORMANCE,)),
        ("Conformance test: yes, performance measurement: no", (TestType.CONFORMANCE,)),
        ("x Conformance test", (TestType.CONFORMANCE,)),
        ("✔ Conformance test ✘ Performance measurement", (TestType.CONFORMANCE,)),
        ("✘ Conformance test ☐ Performance measurement", (TestType.CONFORMANCE,)),
        ("√ Conformance test", (TestType.CONFORMANCE,)),
        ("■ Conformance test □ Performance measurement", (TestType.CONFORMANCE,)),
        ("conformance", (TestType.CONFORMANCE,)),
        ("Conformance and performance", (TestType.CONFORMANCE, TestType.PERFORMANCE)),
        ("☒ Conformance test ☒ Performance measurement", (TestType.CONFORMANCE, TestType.PERFORMANCE)),
        ("~~Conformance test~~ Performance measurement", (TestType.PERFORMANCE,)),
        ("Conformance test  Performance measurement", None),
        ("Conformance test / Performance measurement", None),
        ("☐ Conformance test ☐ Performance measurement", None),
    ],
)
def test_a_box_is_ticked_in_many_ways(written: str, types: tuple[TestType, ...] | None) -> None:
    assert _value(f"Test type: {written}", "test_types") == types


@pytest.mark.parametrize(
    ("label", "written", "name", "value"),
    [
        ("OCPP version", "1.6J", "ocpp_version", OcppVersion.V16),
        ("OCPP version", "OCPP 2.0.1 Edition 3", "ocpp_version", OcppVersion.V201),
        ("OCPP version", "2.1", "ocpp_version", None),
        ("OCPP version", "1.6 or 2.0.1", "ocpp_version", None),
        ("OCPP version", "12.0.1", "ocpp_version", None),
        ("Device type", "Charging Station Software Stack", "device_type", DeviceType.SOFTWARE_STACK),
        ("Device type", "Charging Station (CS)", "device_type", DeviceType.CHARGING_STATION),
        ("Device type", "Charging Station Management System (CSMS)", "device_type", DeviceType.CSMS),
        ("Device type", "charge point", "device_type", DeviceType.CHARGING_STATION),
        ("Device type", "toaster", "device_type", None),
        ("Blocks certification", "Yes, the audit is on 12 March", "blocks_certification", True),
        ("Blocks certification", "Yes / No", "blocks_certification", None),
        ("Blocks certification", "nee", "blocks_certification", False),
        ("Blocks certification", "not yet", "blocks_certification", None),
        ("Question about", "☐ Procedure ☐ Tests ☒ Tools ☐ Product type", "question_about", "tools"),
        ("Frage zu", "Spezifikation", "question_about", "specification"),
        ("Question about", "a change of a certified product", "question_about", "change"),
        ("Question about", "tools / tests", "question_about", None),
    ],
)
def test_a_choice_is_read_or_missing_never_guessed(label: str, written: str, name: str, value: object) -> None:
    assert _value(f"{label}: {written}\n", name) == value


def test_a_choice_that_cannot_be_read_stays_as_written_and_is_said() -> None:
    reading = read_text(_MINIMAL + "OCPP version: 2.1\nDevice type: VX-200 (Charging Station)\n")
    assert "OCPP version: 2.1" in reading.rest
    assert "VX-200" in reading.rest
    assert remarks_of(reading) == {"ocpp_version": "The OCPP version could not be read; give 1.6 or 2.0.1."}


@pytest.mark.parametrize(
    "written", ["n/a", "-", "unknown", "<if known>", "?", "onbekend", "k.A.", "해당 없음", "…", "[ ]"]
)
def test_what_says_nothing_is_missing(written: str) -> None:
    assert read_text(_MINIMAL + f"OCTT version: {written}\n").fields["octt_version"].how is How.MISSING


def test_unknown_said_in_words_is_kept_in_the_rest() -> None:
    assert "OCTT version: unknown" in read_text(_MINIMAL + "OCTT version: unknown\n").rest


def test_a_contact_belongs_to_the_party_above_it() -> None:
    text = """Vendor: Voltwerk
Contact details: Name: Jan E-mail: jan@voltwerk.example Phone: 123456
Test laboratory: DEKRA
Contact: Petra Vogel <petra@dekra.example>
Tel.: 0049 711 555
Summary: It fails"""
    report = report_of(read_text(text))
    assert (report.vendor_contact.name, report.vendor_contact.email, report.vendor_contact.phone) == (
        "Jan", "jan@voltwerk.example", "123456",
    )  # fmt: skip
    assert (report.laboratory_contact.name, report.laboratory_contact.email, report.laboratory_contact.phone) == (
        "Petra Vogel", "petra@dekra.example", "0049 711 555",
    )  # fmt: skip


def test_a_label_in_a_pasted_log_is_a_line_of_it() -> None:
    log = '[2,"1","DataTransfer",{}]\nVendor: x\nDescription: y\nFrom 10.0.0.1\n> [3,"1",{}]\n<Summary>z</Summary>'
    reading = read_text(_MINIMAL + f"Description: It fails.\nAttached logging:\n{log}\n\nOCPP version: 1.6\n")
    assert reading.fields["attached_logging"].value == log
    assert reading.fields["description"].value == "It fails."
    assert reading.fields["ocpp_version"].value == "1.6"


def test_a_log_pasted_outside_the_template_is_the_logging() -> None:
    reading = read_text('[2,"1","Reset",{}]\n[3,"1",{}]\n\n' + _MINIMAL + "Blocks certification: no\n\nRegards\n")
    field = reading.fields["attached_logging"]
    assert (field.value, field.how) == ('[2,"1","Reset",{}]\n[3,"1",{}]', How.GUESSED)
    assert reading.rest == "Regards"


def test_the_fuller_of_two_templates_stands_and_the_other_is_not_lost() -> None:
    older = "> Vendor: Older\n> Test laboratory: DEKRA\n> Summary: An older summary\n"
    reading = read_text(_MINIMAL + "Description: New.\n\n" + older)
    assert reading.fields["summary"].value == "It fails"
    assert "Older" in reading.rest
    assert "An older summary" in reading.rest


def test_control_characters_are_removed_and_that_is_said() -> None:
    reading = read_text(_MINIMAL + "Description: a\x00b\x1b[31mred\n")
    assert reading.fields["description"].value == "ab[31mred"
    assert "message" in remarks_of(reading)


def test_what_is_too_long_stands_in_the_description_and_is_said() -> None:
    summary = "word " * 100
    reading = read_text(f"Vendor: Voltwerk\nTest laboratory: DEKRA\nSummary: {summary}\nDescription: d\n")
    report = report_of(reading)
    assert len(report.summary) <= MOST["summary"]
    assert summary.strip() in report.description
    assert remarks_of(reading)["summary"].startswith("Summary is longer than 300 characters")


def test_what_is_missing_is_named_field_by_field() -> None:
    reading = read_text("Test laboratory: DEKRA\nSummary: It fails\n")
    assert set(errors_of(report_of(reading), reading, Origin.CERTIFICATION)) == {
        "vendor_name", "test_references", "description",
    }  # fmt: skip


def test_our_document_filled_in_by_hand_is_read_back() -> None:
    document = Document(io.BytesIO(as_word()))
    for row in document.tables[0].rows:
        if row.cells[0].text == "Vendor":
            row.cells[1].text = "Voltwerk"
    made = io.BytesIO()
    document.save(made)
    assert read_word(made.getvalue()).fields["vendor_name"].value == "Voltwerk"


def test_a_value_may_be_a_labels_word() -> None:
    below = read_text("Vendor\n------\nAcme\n\nTest laboratory\n---------------\nLab\n\nSummary\n-------\nIt fails\n")
    drawn = read_text(
        "+---+---+\n| Vendor | Acme |\n+---+---+\n| Test laboratory | Lab |\n+---+---+\n| Summary | It |\n"
    )
    assert [reading.fields["laboratory_name"].value for reading in (below, drawn)] == ["Lab", "Lab"]
    assert [reading.rest for reading in (below, drawn)] == ["", ""]


def test_a_contact_may_name_its_party_in_each_row() -> None:
    text = "Vendor: A\nTest laboratory: B\nVendor contact: Jan\nVendor e-mail: jan@a.example\nLab phone: 0123 456789\n"
    report = report_of(read_text(text))
    assert (report.vendor_contact.name, report.vendor_contact.email) == ("Jan", "jan@a.example")
    assert report.laboratory_contact.phone == "0123 456789"
