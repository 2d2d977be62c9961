"""The dossier as one PDF: an index with page numbers, then its sections."""

from fpdf import FontFace
from fpdf.enums import TableBordersLayout

from issuetracker.sentences.wording import seat_moment
from issuetracker.services.dossiers.chain import head
from issuetracker.services.dossiers.contents import Contents, Facts, Section, Table, Words
from issuetracker.services.printing import LINE, Sheet

_LONGEST = 20_000  # characters of one text; a log that was pasted is whole in the archive
_MOST_INDEXED = 60  # texts with a line of their own in the index
_LABELS = 38  # the column of labels, in millimetres


def make_pdf(contents: Contents) -> bytes:
    """The bytes; the same for the same contents."""
    sheet = Sheet(f"{contents.number}: dossier", contents.as_of)
    sheet.add_page()
    _title(sheet, contents)
    sheet.index()
    texts = sum(isinstance(block, Words) and block.indexed for section in contents.sections for block in section.blocks)
    for section in (*contents.sections, _how_to_check(contents)):
        _section(sheet, section, indexed=texts <= _MOST_INDEXED)
    return bytes(sheet.output())


def _title(sheet: Sheet, contents: Contents) -> None:
    sheet.written(f"Dossier of {contents.number}", size=10, grey=90)
    sheet.written(contents.title, size=19, bold=True)
    sheet.ln(2)
    sheet.written(f"As read by {contents.reader}", size=10)
    sheet.written(f"State of {seat_moment(contents.as_of)}, Amsterdam: the moment of the last event in it.", size=10)
    sheet.ln(5)


def _how_to_check(contents: Contents) -> Section:
    said = (
        "The ZIP of this dossier has every message, file and event with its SHA-256, and says in README.txt how"
        " anybody checks them with sha256sum and a few lines of Python. The head stands for the whole chain of events."
    )
    return Section(
        "How to check it", (Facts((("Events", str(len(contents.chain))), ("Head", head(contents.chain)))),), said
    )


def _section(sheet: Sheet, section: Section, *, indexed: bool) -> None:
    sheet.ln(6)
    if sheet.will_page_break(12 * LINE):
        sheet.add_page()
    sheet.start_section(section.title, level=0)
    sheet.written(section.title, size=14, bold=True)
    sheet.rule(150)
    sheet.ln(2)
    if section.note:
        sheet.written(section.note, size=9, grey=80)
        sheet.ln(1)
    for block in section.blocks:
        match block:
            case Facts():
                _facts(sheet, block)
            case Table():
                _table(sheet, block)
            case Words():
                _words(sheet, block, indexed=indexed)


def _facts(sheet: Sheet, facts: Facts) -> None:
    for label, value in facts.rows:
        if sheet.will_page_break(LINE):
            sheet.add_page()
        top = sheet.get_y()
        sheet.set_font("text", size=9)
        sheet.set_text_color(80)
        sheet.cell(_LABELS, LINE, label)
        sheet.set_text_color(0)
        sheet.set_xy(sheet.l_margin + _LABELS, top)
        sheet.set_font("text", size=9 if len(value) == 64 else 10)  # a digest stands on one line
        sheet.multi_cell(0, LINE, value or "–", align="L", new_x="LMARGIN", new_y="NEXT")
    sheet.ln(2)


def _table(sheet: Sheet, table: Table) -> None:
    sheet.set_font("text", size=8.5)
    sheet.set_draw_color(190)
    with sheet.table(
        col_widths=table.widths,
        line_height=4.6,
        padding=(1, 1.5, 1, 0),
        text_align="LEFT",
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", color=60),
    ) as drawn:
        for cells in (table.columns, *table.rows):
            row = drawn.row()
            for cell in cells:
                row.cell(cell)
    sheet.ln(3)


def _words(sheet: Sheet, text: Words, *, indexed: bool) -> None:
    """A text kept together with its heading, marked by a line at its side."""
    if sheet.will_page_break(5 * LINE):
        sheet.add_page()
    if indexed and text.indexed:
        sheet.start_section(text.heading, level=1)
    sheet.written(text.heading, size=10.5, bold=True)
    if text.note:
        sheet.written(text.note, size=8.5, grey=80)
    if text.body:
        sheet.ln(0.8)
        sheet.written(_shortened(text), size=10)
    sheet.ln(3.5)


def _shortened(text: Words) -> str:
    if len(text.body) <= _LONGEST:
        return text.body
    where = f"; the whole text is {text.place} in the archive" if text.place else ""
    return f"{text.body[:_LONGEST]}\n[{len(text.body) - _LONGEST} characters more{where}]"
