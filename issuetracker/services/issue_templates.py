"""The issue template of D.4 to download: one table of its labels, written as plain text and as a Word document."""

import io
import zipfile
from datetime import UTC, datetime

# Label and what goes there, as Appendix D.4 has them; what follows the last row of D.4 is ours (P-03).
# "Contact details" belongs to the party above it, there as here.
_CONTACT = "Name: <name of contact person> E-mail: <email address> Phone: <phone number>"
ROWS: tuple[tuple[str, str], ...] = (
    ("Vendor", "<name>"),
    ("Contact details", _CONTACT),
    ("Test laboratory", "<name>"),
    ("Contact details", _CONTACT),
    ("Summary", "<summary of the issue>"),
    ("Test type", "☐ Conformance test  ☐ Performance measurement"),
    ("Test reference", "<name of test / test number>"),
    ("Description", "<more elaborate description of the issue>"),
    ("Applicable documentation", "<documentation supporting the issue>"),
    ("Attached logging", "<if applicable: logging of the failed test>"),
    ("OCPP version", "☐ 1.6  ☐ 2.0.1"),
    ("Device type", "☐ Charging Station  ☐ CSMS  ☐ Charging Station Software Stack"),
    ("Device under test", "<if known>"),
    ("Certification profiles concerned", "<if known>"),
    ("OCTT version", "<if known>"),
    ("Blocks a certification under way", "☐ Yes  ☐ No"),
    (
        "Question about",
        "☐ Procedure  ☐ Specification  ☐ Tests  ☐ Tools  ☐ Product type  ☐ Change of a certified product "
        "(only for a question)",
    ),
)
TITLE = "Issue template"
_NOTE = (
    "Send it to the certification desk with the logging attached. What you do not know may stay empty; "
    "the desk asks for what it needs."
)
_MADE = datetime(2024, 6, 27, tzinfo=UTC)  # of the procedure whose template this is: the same bytes whenever it is made


def as_text() -> str:
    """The template as plain text, a label a line."""
    width = max(len(label) for label, _ in ROWS) + 2
    lines = [f"{label + ':':{width}}{value}" for label, value in ROWS]
    return "\n".join((TITLE, "=" * len(TITLE), "", *lines, "", _NOTE, ""))


def as_word() -> bytes:
    """The template as a Word document with a table of two columns."""
    from docx import Document  # most processes never make one

    document = Document()
    document.core_properties.title = TITLE
    document.core_properties.author = "Open Charge Alliance"
    document.core_properties.created = document.core_properties.modified = _MADE
    document.add_heading(TITLE, level=1)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, value in ROWS:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].text = value
    document.add_paragraph(_NOTE)
    made = io.BytesIO()
    document.save(made)
    return _undated(made)


def _undated(made: io.BytesIO) -> bytes:
    """The same document with the procedure's date on its parts, where python-docx leaves the clock's."""
    again = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for item in parts.infolist():
            target.writestr(
                zipfile.ZipInfo(item.filename, _MADE.timetuple()[:6]), parts.read(item), zipfile.ZIP_DEFLATED
            )
    return again.getvalue()
