"""Messages whose template a program filled in: every layout, HTML tables, and documents that are attached."""

from itertools import cycle
from typing import Any

from tests.intake.making import template_layouts as layouts
from tests.intake.making.template_mails import File, Story, guessed, missing, read, word
from workflows.report import Contact, DeviceType, OcppVersion, Report, TestType

_LOG = '[2,"b1","Heartbeat",{}]\n[3,"b1",{"currentTime":"2026-03-02T10:00:00Z"}]\n> [4,"b2","InternalError","",{}]'
_VOLTWERK = Report(
    summary="Transaction is not resumed after a power loss", vendor_name="Voltwerk B.V.",
    vendor_contact=Contact("Sanne Bakker", "sanne@voltwerk.example", "+31 26 555 0142"),
    laboratory_name="DEKRA Certification",
    laboratory_contact=Contact("Petra Vogel", "petra.vogel@dekra.example", "+49 711 555 0101"),
    test_types=(TestType.CONFORMANCE,), test_references=("TC_E_39_CS", "TC_E_40_CS"),
    description="The station starts a new transaction.\nIt should resume the one before.",
    applicable_documentation="Part 2, E12", ocpp_version=OcppVersion.V201, device_type=DeviceType.CHARGING_STATION,
    device="VX-200", certification_profiles=("Core", "Advanced Security"), octt_version="Release_2026-02",
    blocks_certification=True,
)  # fmt: skip
_STACK = Report(
    summary="Zeitüberschreitung bei TLS 1.3 – Ω", vendor_name="Müller & Söhne Softwareschmiede",
    vendor_contact=Contact("Zoë Schäfer", "zoe@mueller.example", "0049 (0)30 5550107"),
    laboratory_name="Prüfwerk Süd",
    laboratory_contact=Contact("Jürgen Groß", "juergen.gross@pruefwerk.example", "+49-89-5550188"),
    test_types=(TestType.CONFORMANCE, TestType.PERFORMANCE), test_references=("TC_A_09_CS",),
    description="Der Aufbau dauert 31 s.", applicable_documentation="A00", ocpp_version=OcppVersion.V201,
    device_type=DeviceType.SOFTWARE_STACK, certification_profiles=("ISO 15118 Support",), blocks_certification=False,
)  # fmt: skip
_REPORTS = {"dekra": _VOLTWERK, "pruef": _STACK}


def fields_of(report: Report, logging: str = "") -> dict[str, dict[str, Any]]:
    """What a reader takes from a template that holds this report."""
    said: dict[str, Any] = {
        "summary": report.summary, "vendor_name": report.vendor_name, "laboratory_name": report.laboratory_name,
        "test_types": [kind.value for kind in report.test_types], "test_references": list(report.test_references),
        "description": report.description, "applicable_documentation": report.applicable_documentation,
        "ocpp_version": report.ocpp_version, "device_type": report.device_type, "device": report.device,
        "certification_profiles": list(report.certification_profiles), "octt_version": report.octt_version,
        "blocks_certification": report.blocks_certification, "attached_logging": logging,
    }  # fmt: skip
    for party, contact in (("vendor", report.vendor_contact), ("laboratory", report.laboratory_contact)):
        said |= {f"{party}__name": contact.name, f"{party}__email": contact.email, f"{party}__phone": contact.phone}
    return read(**{name: value for name, value in said.items() if value not in ("", [], None)})


def _in_text() -> list[Story]:
    clients = cycle(("apple", "outlook", "gmail", "thunderbird", "exchange", "mutt", "samsung"))
    ticks = cycle((("☒", "☐"), ("[x]", "[ ]"), ("(x)", "( )"), ("☑", "☐"), ("[X]", "[]"), ("✓", "☐"), ("■", "□")))
    made = []
    for number, (name, layout) in enumerate(layouts.TEXTS.items()):
        sender = ("dekra", "pruef")[number % 2]
        on, off = next(ticks)
        text = layout(layouts.pairs(_REPORTS[sender], _LOG, on=on, off=off))
        made.append(
            Story(f"made_{name}", next(clients), sender, "Issue template", f"Hello,\n\n{text}\n",
                  fields_of(_REPORTS[sender], _LOG), f"The template filled in, as {name.replace('_', ' ')}.")
        )  # fmt: skip
    return made


def _in_html() -> list[Story]:
    made = []
    for number, (name, layout) in enumerate(layouts.HTMLS.items()):
        client = ("outlook_html", "gmail_html", "outlook")[number % 3]
        rows = layouts.pairs(_VOLTWERK)
        html = f"<p>Dear all,</p>{layout(rows)}<p>Best regards,<br>Petra</p>"
        text = "Dear all,\n\n" + layouts.below(rows) + "\n\nBest regards,\nPetra\n"
        made.append(
            Story(f"html_{name}", client, "dekra", "Issue template", text, fields_of(_VOLTWERK),
                  f"HTML: {name.replace('_', ' ')}.", html=html)
        )  # fmt: skip
    return made


def _attached() -> list[Story]:
    letter = "Dear certification desk,\n\nplease find our issue attached.\n\nKind regards,\nPetra Vogel\n"
    made = [
        Story(f"docx_{name}", client, "dekra", "Issue TC_E_39_CS", letter, fields_of(_VOLTWERK, _LOG),
              f"A Word document with the template, {name.replace('_', ' ')}, and a log beside it.",
              files=(word("issue.docx", layout(layouts.pairs(_VOLTWERK, _LOG))), File("octt.log", _LOG.encode())),
              says=("please find our issue attached",))
        for (name, layout), client in zip(layouts.WORDS.items(), ("outlook", "gmail"), strict=True)
    ]  # fmt: skip
    text = layouts.inline(layouts.pairs(_VOLTWERK, _LOG)).encode()
    made.append(
        Story("txt_attached", "thunderbird", "dekra", "Issue", letter, fields_of(_VOLTWERK, _LOG),
              "The text template, attached.", files=(File("issue-template.txt", text),))
    )  # fmt: skip
    made.append(
        Story("md_attached", "mutt", "pruef", "Meldung", letter, fields_of(_STACK),
              "A markdown file, attached.",
              files=(File("meldung.md", layouts.headings(layouts.pairs(_STACK)).encode(), "text/markdown"),))
    )  # fmt: skip
    body = "Vendor: Voltwerk B.V.\nTest laboratory: DEKRA Certification\nSummary: Another summary in the letter\n"
    made.append(
        Story("docx_and_body", "apple", "dekra", "Issue", body, fields_of(_VOLTWERK),
              "A full document and a letter that names another summary: the document stands.",
              files=(word("issue.docx", layouts.word_cells(layouts.pairs(_VOLTWERK))),))
    )  # fmt: skip
    odt = "vnd.oasis.opendocument.text"
    made += [
        Story(f"odt_{name}", "thunderbird", "dekra", "Issue TC_E_39_CS", letter, fields_of(_VOLTWERK, _LOG),
              f"A document of LibreOffice with the template, {name.replace('_', ' ')}.",
              files=(File("issue.odt", layout(layouts.pairs(_VOLTWERK, _LOG)), f"application/{odt}"),))
        for name, layout in layouts.ODTS.items()
    ]  # fmt: skip
    made.append(
        Story("pdf_alone", "outlook", "dekra", "Station refuses the profile", letter,
              guessed(summary="Station refuses the profile") | missing("vendor_name"),
              "A template filled in as PDF, which is not read: the answer says so.",
              files=(File("issue template.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf"),),
              errors=("attachments", "vendor_name"), says=("please find our issue attached",))
    )  # fmt: skip
    return made


STORIES = [*_in_text(), *_in_html(), *_attached()]
