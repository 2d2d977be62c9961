"""Documents, HTML and texts that were made to break the reading: bounded, and a reason instead of an error."""

import io
import zipfile

import pytest
from compressed_rtf import compress
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from issuetracker.intake import rich_text
from issuetracker.intake.template import How, read_html, read_open_document, read_text, read_word
from tests.intake.making.template_layouts import odt_file

# Each takes about a second; what is quadratic takes minutes and is ended.
pytestmark = pytest.mark.timeout(40)


def _zip(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/") + ".xml", content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04", b"no zip at all", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), _zip(other=b"<a/>"),
        _zip(word__document=b"<w:document"), _zip(word__document=b""), _zip(word__document=b"\x00" * 100),
        _zip(word__document=b"<x/>"), _zip(word__document=b" " * 60_000_000),
        _zip(word__document=b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_read_gives_a_reason(content: bytes) -> None:
    reading = read_word(content)
    assert reading.labels == 0
    assert reading.reason


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no zip at all", _zip(other=b"<a/>"), _zip(content=b"<a"),
        odt_file("", '<m><encryption-data/></m>'), odt_file("&b;"),
    ],
)  # fmt: skip
def test_an_open_document_that_cannot_be_read_gives_a_reason_or_nothing(content: bytes) -> None:
    reading = read_open_document(content)
    assert reading.labels == 0
    assert reading.reason or content == odt_file("&b;")


def test_an_open_document_is_bounded_and_what_was_struck_in_it_is_no_answer() -> None:
    assert read_open_document(odt_file("<table:table><table:table-row><table:table-cell>" * 5000)).labels == 0
    line = '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    types = 'Test type: Conformance test <text:span text:style-name="T1">Performance measurement</text:span>'
    rows = (f'Summary: a<text:s text:c="{9**40}"/>b', types, "Vendor: x", "OCTT version: 1")
    reading = read_open_document(odt_file(line + "".join(f"<text:p>{row}</text:p>" for row in rows)))
    assert reading.fields["summary"].value == "a b"
    assert reading.fields["test_types"].value == ("conformance_test",)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_a_document_nested_without_end_is_no_error() -> None:
    deep = f"<w:document {_W}><w:body>" + "<w:tbl><w:tr><w:tc>" * 5000
    assert read_word(_zip(word__document=deep.encode())).labels == 0


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000, "<table><tr><td>" * 60_000, "<table><tr><td>Vendor" * 50_000, "<a " + "x=1 " * 250_000 + ">",
        "<table>" + "<tr><td>Vendor<td>x" * 50_000, "<p>Vendor: x" * 80_000, "<s>" * 300_000, "<" * 1_000_000,
        "<!--" * 250_000, "&amp;" * 200_000, "<br>" * 250_000,
    ],
    ids=lambda html: html[:16],
)  # fmt: skip
def test_a_megabyte_of_hostile_html_is_bounded(html: str) -> None:
    assert read_html(html).labels <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Vendor: x\n" * 100_000, "Vendor   x\n" * 90_000, "|Vendor|b|\n" * 90_000, ">" * 1_000_000,
        "> Vendor: x\n" * 80_000,
        "\n" * 1_000_000, " \n" * 500_000, "Test type: " + "☐ " * 400_000, "Test type: " + "[ " * 500_000,
        "Vendor: x\nContact: " + "Name: " * 160_000, "Vendor: x\nContact: " + "a@" * 500_000, "TC_E_22_CS " * 90_000,
        "Vendr: x\n" * 110_000, "Vendor: x\nSummary: " + "Re: " * 250_000,
        "Description: x\nVendor: y\n" + "\nOn " * 200_000,
        "Vendor" + "." * 1_000_000, '[2,"' * 250_000, "Vendor: x\nSummary: x\nDescription: x\n" * 30_000,
    ],
    ids=lambda text: text[:16],
)  # fmt: skip
def test_a_megabyte_of_hostile_text_is_bounded(text: str) -> None:
    assert read_text(text).labels <= 3


@pytest.mark.parametrize(
    "rtf", ["{\\field{\\*\\fldinst{HYPERLINK " * 3_000, "{" * 90_000, "\\'e9" * 20_000, "\\u54620?" * 10_000]
)
def test_hostile_rich_text_is_bounded(rtf: str) -> None:
    assert len(rich_text.to_text(compress(b"{\\rtf1 " + rtf.encode()))) <= len(rtf)


def test_rich_text_that_says_it_is_longer_than_a_letter_is_not_opened() -> None:
    assert rich_text.to_text(b"\0" * 4 + (5_000_000).to_bytes(4, "little") + b"LZFu" + b"\0" * 40) == ""


def _with_row(label: str, cell: str) -> bytes:
    document = Document()
    table = document.add_table(rows=0, cols=2)
    for name, xml in (("Vendor", ""), ("Test laboratory", ""), (label, cell)):
        row = table.add_row()
        row.cells[0].text = name
        if xml:
            row.cells[1].paragraphs[0]._p.append(parse_xml(xml))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_what_a_content_control_shows_where_nobody_has_typed_is_no_value() -> None:
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>Bitte hier tippen, liebe Leute</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert read_word(_with_row("Summary", control)).fields["summary"].how is How.MISSING


def test_a_box_ticked_in_wingdings_is_ticked() -> None:
    run = (
        f"<w:r {nsdecls('w')}><w:sym w:font='Wingdings' w:char='F0FE'/>"
        "<w:t xml:space='preserve'> Conformance test </w:t>"
        "<w:sym w:font='Wingdings' w:char='F0A8'/><w:t xml:space='preserve'> Performance measurement</w:t></w:r>"
    )
    assert read_word(_with_row("Test type", run)).fields["test_types"].value == ("conformance_test",)


def test_an_option_struck_out_is_not_chosen() -> None:
    run = f"<w:p {nsdecls('w')}><w:r><w:rPr><w:strike/></w:rPr><w:t>Yes</w:t></w:r><w:r><w:t> No</w:t></w:r></w:p>"
    assert read_word(_with_row("Blocks certification", run)).fields["blocks_certification"].value is False
    html = "<table><tr><td>Vendor<td>x<tr><td>Blocks certification<td><s>Yes</s> No</table>"
    assert read_html(html).fields["blocks_certification"].value is False


def test_answers_above_an_empty_table_that_is_quoted_are_read() -> None:
    table = "".join(
        f"<tr><td>{label}<td>&lt;name&gt;" for label in ("Vendor", "Test laboratory", "Summary", "Description")
    )
    answers = "<p>Vendor: A</p><p>Test laboratory: B</p><p>Summary: It fails</p>"
    html = f"{answers}<blockquote><table>{table}</table></blockquote>"
    fields = read_html(html).fields
    assert (fields["vendor_name"].value, fields["summary"].value) == ("A", "It fails")


def test_html_tables_are_read_in_every_direction() -> None:
    across = "<table><tr><th>Vendor<th>Test laboratory<th>Summary<tr><td>A<td>B<td>It fails</table>"
    swapped = "<table><tr><td>A<td>Vendor<tr><td>B<td>Test laboratory<tr><td>It fails<td>Summary</table>"
    pairs = "<table><tr><td>Vendor<td>A<td>Test laboratory<td>B<tr><td>Summary<td colspan=3>It fails</table>"
    for html in (across, swapped, pairs):
        fields = read_html(html).fields
        assert (fields["vendor_name"].value, fields["laboratory_name"].value) == ("A", "B")
        assert fields["summary"].value == "It fails"
