"""A report written into the template of D.4 in the layouts that people make of it."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from issuetracker.services.issue_templates import as_word
from workflows.report import Contact, DeviceType, OcppVersion, Report, TestType

Pairs = list[tuple[str, str]]
_TYPES = {TestType.CONFORMANCE: "Conformance test", TestType.PERFORMANCE: "Performance measurement"}
_DEVICES = {
    DeviceType.CHARGING_STATION: "Charging Station",
    DeviceType.CSMS: "CSMS",
    DeviceType.SOFTWARE_STACK: "Charging Station Software Stack",
}


_SUBJECTS = ("Procedure", "Specification", "Tests", "Tools", "Product type", "Change of a certified product")


def pairs(report: Report, logging: str = "", *, on: str = "☒", off: str = "☐") -> Pairs:
    """Label and value of every row, empty where the report has nothing."""
    blocks = report.blocks_certification
    return [
        ("Vendor", report.vendor_name),
        ("Contact details", _contact(report.vendor_contact)),
        ("Test laboratory", report.laboratory_name),
        ("Contact details", _contact(report.laboratory_contact)),
        ("Summary", report.summary),
        ("Test type", _boxes({name: kind in report.test_types for kind, name in _TYPES.items()}, on, off)),
        ("Test reference", ", ".join(report.test_references)),
        ("Description", report.description),
        ("Applicable documentation", report.applicable_documentation),
        ("Attached logging", logging),
        ("OCPP version", _boxes({v.value: v is report.ocpp_version for v in OcppVersion}, on, off)),
        ("Device type", _boxes({name: kind is report.device_type for kind, name in _DEVICES.items()}, on, off)),
        ("Device under test", report.device),
        ("Certification profiles concerned", ", ".join(report.certification_profiles)),
        ("OCTT version", report.octt_version),
        ("Blocks a certification under way", _boxes({"Yes": blocks is True, "No": blocks is False}, on, off)),
        ("Question about", _boxes(dict.fromkeys(_SUBJECTS, False), on, off) + " (only for a question)"),
    ]


def _contact(contact: Contact) -> str:
    return f"Name: {contact.name} E-mail: {contact.email} Phone: {contact.phone}"


def _boxes(options: dict[str, bool], on: str, off: str) -> str:
    return "  ".join(f"{on if chosen else off} {name}" for name, chosen in options.items())


def columns(rows: Pairs) -> str:
    width = max(len(label) for label, _ in rows) + 3
    return "\n".join(f"{label:{width}}{value.replace(chr(10), chr(10) + ' ' * width)}" for label, value in rows)


def columns_with_colons(rows: Pairs) -> str:
    width = max(len(label) for label, _ in rows) + 2
    return "\n".join(f"{label + ':':{width}}{value}" for label, value in rows)


def inline(rows: Pairs) -> str:
    return "\n".join(f"{label}: {value}" for label, value in rows)


def spaced(rows: Pairs) -> str:
    return "\n\n".join(f"{label} : {value}" for label, value in rows)


def below(rows: Pairs) -> str:
    return "\n\n".join(f"{label}\n{value}" for label, value in rows)


def below_with_colons(rows: Pairs) -> str:
    return "\n\n".join(f"{label}:\n\n{value}" for label, value in rows)


def full_width_colons(rows: Pairs) -> str:
    return "\n".join(f"{label}：{value}" for label, value in rows)


def equals_signs(rows: Pairs) -> str:
    return "\n".join(f"{label} = {value}" for label, value in rows)


def dashes(rows: Pairs) -> str:
    return "\n".join(f"{label} - {value}" for label, value in rows)


def tabs(rows: Pairs) -> str:
    return "\n".join(f"{label}\t{value}" for label, value in rows)


def bars(rows: Pairs) -> str:
    return "\n".join(f"{label} | {value}" for label, value in rows)


def bullets(rows: Pairs) -> str:
    return "\n".join(f"- {label}: {value}" for label, value in rows)


def numbers(rows: Pairs) -> str:
    return "\n".join(f"{at}. {label}: {value}" for at, (label, value) in enumerate(rows, 1))


def bold(rows: Pairs) -> str:
    return "\n".join(f"*{label}:* {value}" for label, value in rows)


def markdown_bold(rows: Pairs) -> str:
    return "\n\n".join(f"**{label}**: {value}" for label, value in rows)


def headings(rows: Pairs) -> str:
    return "\n\n".join(f"## {label}\n\n{value}" for label, value in rows)


def markdown_table(rows: Pairs) -> str:
    lines = [f"| {label} | {value.replace('|', chr(92) + '|').replace(chr(10), '<br>')} |" for label, value in rows]
    return "\n".join(["| Field | Value |", "|---|---|", *lines])


def quoted(rows: Pairs) -> str:
    return "\n".join(f"> {line}" for line in inline(rows).split("\n"))


TEXTS: dict[str, Callable[[Pairs], str]] = {
    make.__name__: make
    for make in (
        columns, columns_with_colons, inline, spaced, below, below_with_colons, full_width_colons, equals_signs, dashes,
        tabs, bars, bullets, numbers, bold, markdown_bold, headings, markdown_table, quoted,
    )
}  # fmt: skip


def _lines(value: str) -> str:
    return "<br>".join(html.escape(line) for line in value.split("\n"))


def html_table(rows: Pairs) -> str:
    made = "".join(f"<tr><td><b>{label}</b></td><td>{_lines(value)}</td></tr>" for label, value in rows)
    return f"<html><body><table border=1>{made}</table></body></html>"


def word_made_table(rows: Pairs) -> str:
    """As Outlook has a table from Word: paragraphs with classes in every cell, lines broken in the source."""
    cell = '<td width=300 valign=top style="width:225pt;border:solid windowtext 1.0pt">\r\n  {}\r\n  </td>'
    paragraph = '<p class=MsoNormal><span lang=EN-GB style="font-size:11.0pt">{}<o:p></o:p></span></p>'

    def made(text: str) -> str:
        return cell.format("\r\n".join(paragraph.format(html.escape(line) or "&nbsp;") for line in text.split("\n")))

    body = "\r\n".join(f"<tr>\r\n {made(label)}\r\n {made(value)}\r\n</tr>" for label, value in rows)
    return f"<div class=WordSection1><table class=MsoTableGrid border=1 cellspacing=0>{body}</table></div>"


def merged_cells(rows: Pairs) -> str:
    """As D.4 has it: a party's cell spans its two rows."""
    made = []
    for label, value in rows:
        first = "" if label == "Contact details" else f"<td rowspan=2>{label}</td>"
        text = f"Contact details: {value}" if label == "Contact details" else value
        made.append(
            f"<tr>{first}<td>{_lines(text)}</td></tr>" if first else f"<tr><td></td><td>{_lines(text)}</td></tr>"
        )
    return f"<table><tbody>{''.join(made)}</tbody></table>"


def nested_table(rows: Pairs) -> str:
    return f"<table><tr><td><table><tr><td>Logo</td></tr></table>{html_table(rows)}</td></tr></table>"


def paragraphs(rows: Pairs) -> str:
    return "".join(f"<p><strong>{label}:</strong> {_lines(value)}</p>" for label, value in rows)


def divs(rows: Pairs) -> str:
    return "".join(f"<div><b>{label}:</b> {_lines(value)}</div>" for label, value in rows)


HTMLS: dict[str, Callable[[Pairs], str]] = {
    make.__name__: make for make in (html_table, word_made_table, merged_cells, nested_table, paragraphs, divs)
}


def word_cells(rows: Pairs) -> bytes:
    """Our own document with its cells filled in."""
    document = Document(io.BytesIO(as_word()))
    for row, (_, value) in zip(document.tables[0].rows, rows, strict=True):
        row.cells[1].text = value
    return _saved(document)


def word_controls(rows: Pairs) -> bytes:
    """Our own document filled in through content controls, which python-docx itself does not read."""
    document = Document(io.BytesIO(as_word()))
    for row, (_, value) in zip(document.tables[0].rows, rows, strict=True):
        paragraph = row.cells[1].paragraphs[0]
        for run in list(paragraph.runs):
            run._element.getparent().remove(run._element)
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{html.escape(line)}</w:t>' for line in value.split("\n"))
        paragraph._p.append(
            parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:r>{lines}</w:r></w:sdtContent></w:sdt>")
        )
    return _saved(document)


def _saved(document: Any) -> bytes:
    """The same bytes whenever it is made: zip files carry the time."""
    made, again = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for item in parts.infolist():
            target.writestr(zipfile.ZipInfo(item.filename), parts.read(item), zipfile.ZIP_DEFLATED)
    return again.getvalue()


WORDS: dict[str, Callable[[Pairs], bytes]] = {make.__name__: make for make in (word_cells, word_controls)}


_ODT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    + "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    + "><office:body><office:text>{}</office:text></office:body></office:document-content>"
)
_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def odt_file(content: str, manifest: str = _MANIFEST) -> bytes:
    """An OpenDocument text with this body, its type first, as LibreOffice writes it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        kind = b"application/vnd.oasis.opendocument.text"
        target.writestr(zipfile.ZipInfo("mimetype"), kind, zipfile.ZIP_STORED)
        for name, text in (("content.xml", _ODT.format(content)), ("META-INF/manifest.xml", manifest)):
            target.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _odt_line(line: str) -> str:
    escaped = html.escape(line).replace("\t", "<text:tab/>")
    return re.sub(" {2,}", lambda found: f' <text:s text:c="{len(found[0]) - 1}"/>', escaped)


def odt_table(rows: Pairs) -> bytes:
    """A table of two columns; a paragraph for each line, as pasted text has them."""
    made = []
    for label, value in rows:
        lines = "".join(f'<text:p text:style-name="P1">{_odt_line(line)}</text:p>' for line in value.split("\n"))
        cells = f"<table:table-cell><text:p><text:span>{html.escape(label)}</text:span></text:p></table:table-cell>"
        made.append(f"<table:table-row>{cells}<table:table-cell>{lines}</table:table-cell></table:table-row>")
    changes = (
        "<text:tracked-changes><text:deletion><text:p>Summary: deleted</text:p></text:deletion></text:tracked-changes>"
    )
    return odt_file(f"{changes}<text:h>Issue template</text:h><table:table>{''.join(made)}</table:table>")


def odt_lines(rows: Pairs) -> bytes:
    """A line for each label, its value behind a tab; lines of a value are broken within the paragraph."""
    made = []
    for label, value in rows:
        lines = "<text:line-break/>".join(_odt_line(line) for line in value.split("\n"))
        made.append(f"<text:p>{html.escape(label)}:<text:tab/><text:span>{lines}</text:span></text:p>")
    return odt_file(f"<text:section>{''.join(made)}</text:section>")


ODTS: dict[str, Callable[[Pairs], bytes]] = {make.__name__: make for make in (odt_table, odt_lines)}
