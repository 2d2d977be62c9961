"""Whatever somebody writes: no error, nothing lost; a report written as the template in any layout is that report."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from issuetracker.intake.label_words import WORDS
from issuetracker.intake.reports import errors_of, report_of
from issuetracker.intake.template import TemplateReading, read_html, read_open_document, read_text, read_word
from tests.intake.making import template_layouts as layouts
from workflows.report import Contact, DeviceType, OcppVersion, Origin, Report, TestType

_LABELS = [word.strip() for words in WORDS.values() for word in words.split("|")]
_LABEL_TOKENS = {token for label in _LABELS for token in re.findall(r"\w+", label.lower())}

# Words that are nobody's label and no choice, so that each can be looked for.
_unique = st.integers(0, 10**6).map(lambda number: f"Wq{number}z")
_separators = st.sampled_from([": ", ":", " - ", "\t", "   ", " = ", "：", " | ", "\n", "\n\n", " ", ":\n\n", "? "])
_decor = st.sampled_from(["", "", "", "> ", ">> ", "* ", "- ", "## ", "**", "| ", "1. ", "    "])
_values = st.one_of(
    _unique,
    st.lists(_unique, min_size=2, max_size=4).map("\n".join),
    st.sampled_from(
        ["☒ Conformance test ☐ Performance measurement", "TC_E_22/24_CS", "2.0.1", "yes", "n/a", "-", "<name>", "",
         '[2,"a","Heartbeat",{}]', "From here", "2026-03-02 10:00:00 > x", "Regards,", "Name: A E-mail: a@b.example"]
    ),
)  # fmt: skip
_lines = st.tuples(_decor, st.one_of(st.sampled_from(_LABELS), _unique), _separators, _values).map("".join)
_texts = st.one_of(st.text(max_size=400), st.lists(st.one_of(_lines, _values), max_size=30).map("\n".join))


def _said(reading: TemplateReading) -> str:
    values = [field.value for field in reading.fields.values()]
    texts = [value if isinstance(value, str) else " ".join(value) for value in values if isinstance(value, str | tuple)]
    return "\n".join([*texts, reading.rest])


@settings(max_examples=400, deadline=None)
@given(_texts)
def test_no_text_raises_and_no_word_is_lost(text: str) -> None:
    reading = read_text(text)
    said = _said(reading)
    # What stands beside a box that nobody has ticked is what the sender did not choose.
    for word in re.findall(r"(?<!☐)(?<!☐ )(?<!\[ \])(?<!\[ \] )Wq\d+z", text):
        assert word in said, word
    assert errors_of(report_of(reading), reading, Origin.CERTIFICATION) is not None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=600))
def test_no_line_of_a_text_without_labels_is_lost(text: str) -> None:
    said = re.sub(r"\s+", "", _said(read_text(text)))
    for line in re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\ufeff]", "", text).split("\n"):
        tokens = [token for token in re.findall(r"\w{2,}", line) if token.lower() not in _LABEL_TOKENS]
        assert all(token in said for token in tokens)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["<table>", "<tr>", "<td>", "</td>", "</table>", "<p>", "<b>", "Vendor", "Wq1z", "<s>",
                                 "<input type=checkbox checked>", "Summary:", "&#0;", "<!--", "<pre>", "\n", "<br>",
                                 "Wq2z", "<style>", "<td colspan=3>", "☒"]), max_size=60).map("".join))  # fmt: skip
def test_no_html_raises(html: str) -> None:
    assert read_html(html).labels >= 0


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    assert read_word(content).labels == 0
    assert read_open_document(content).labels == 0


# Reports as a person can write them into the template: words without the template's own signs.
_words = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüßéñ가나다라각ABCDEFGHIJ0123456789"), min_size=3, max_size=9
)
_safe = _words.map(lambda word: "q" + word)
_line = st.lists(_safe, min_size=1, max_size=6).map(" ".join)
_optional = st.one_of(st.just(""), _line)
_long = st.lists(st.one_of(_line, _line, st.just("")), min_size=1, max_size=5).map(
    lambda lines: "\n".join(lines).strip("\n")
)
_contacts = st.builds(
    Contact,
    name=st.one_of(
        st.just(""), st.lists(_safe.map(lambda w: re.sub(r"\d", "x", w)), min_size=1, max_size=3).map(" ".join)
    ),
    email=st.one_of(st.just(""), st.integers(0, 999).map(lambda number: f"person{number}@vendor.example")),
    phone=st.one_of(st.just(""), st.sampled_from(["+31 26 555 0142", "026-5550142", "0049 (0)30 5550107"])),
)
_reports = st.builds(
    Report,
    summary=_line,
    vendor_name=_optional,
    vendor_contact=_contacts,
    laboratory_name=_optional,
    laboratory_contact=_contacts,
    test_types=st.sampled_from([(), (TestType.CONFORMANCE,), tuple(TestType)]),
    test_references=st.lists(st.sampled_from(["TC_E_22_CS", "TC_001_CSMS", "Cold boot"]), max_size=3, unique=True).map(
        tuple
    ),
    description=_long,
    applicable_documentation=_optional,
    ocpp_version=st.sampled_from([None, *OcppVersion]),
    device_type=st.sampled_from([None, *DeviceType]),
    device=_optional,
    certification_profiles=st.lists(
        st.sampled_from(["Core", "Smart Charging", "ISO 15118 Support"]), max_size=3, unique=True
    ).map(tuple),
    octt_version=st.sampled_from(["", "Release_2026-02"]),
    blocks_certification=st.sampled_from([None, True, False]),
)
_logs = st.sampled_from(
    ["", '[2,"b1","Heartbeat",{}]', '2026-03-02T10:00:00Z > [2,"a","Reset",{}]\n[3,"a",{}]\nFrom 10.0.0.1: Vendor: x']
)
_ticks = st.sampled_from([("☒", "☐"), ("[x]", "[ ]"), ("(X)", "( )"), ("☑", "☐"), ("✓", "☐"), ("■", "□")])


@settings(max_examples=60, deadline=None)
@given(_reports, _logs, _ticks)
def test_a_report_written_as_text_in_any_layout_is_read_back(report: Report, log: str, ticks: tuple[str, str]) -> None:
    rows = layouts.pairs(report, log, on=ticks[0], off=ticks[1])
    for name, layout in layouts.TEXTS.items():
        _same(name, read_text(layout(rows)), report, log)


@settings(max_examples=40, deadline=None)
@given(_reports, _logs, _ticks)
def test_a_report_written_as_html_is_read_back(report: Report, log: str, ticks: tuple[str, str]) -> None:
    rows = layouts.pairs(report, log, on=ticks[0], off=ticks[1])
    for name, layout in layouts.HTMLS.items():
        _same(name, read_html(layout(rows)), report, log)


@settings(max_examples=8, deadline=None)
@given(_reports, _logs)
def test_a_report_written_into_our_document_is_read_back(report: Report, log: str) -> None:
    for name, layout in layouts.WORDS.items():
        _same(name, read_word(layout(layouts.pairs(report, log))), report, log)
    for name, layout in layouts.ODTS.items():
        _same(name, read_open_document(layout(layouts.pairs(report, log))), report, log)


def _same(name: str, reading: TemplateReading, report: Report, log: str) -> None:
    assert report_of(reading) == report, name
    assert (reading.fields["attached_logging"].value or "") == log, name
    assert reading.labels == 17, name
    assert reading.fields["question_about"].value is None, name
