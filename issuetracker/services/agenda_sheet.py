"""The agenda of a call as a printable sheet: neutral words only, room for notes, the same bytes for the same agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from zoneinfo import ZoneInfo

from fpdf import FPDF

from issuetracker.models import WorkingGroupCall

_SEAT = ZoneInfo("Europe/Amsterdam")
_FONTS = files("issuetracker") / "assets" / "fonts"
_LINE = 6


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One case on the sheet; `vendor` only where it may be named (P-99)."""

    number: str
    summary: str
    vendor: str
    references: tuple[str, ...]
    due: date | None


class _Sheet(FPDF):
    """A4 with page numbers, in fonts that have Latin with every diacritic, and Hangul."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font("text", style, str(_FONTS / name))
        self.add_font("hangul", "", str(_FONTS / "NanumGothicCoding.ttf"))
        self.set_fallback_fonts(["hangul"], exact_match=False)
        self.set_title(title)
        self.set_auto_page_break(auto=True, margin=20)

    def footer(self) -> None:
        """The number of the page."""
        self.set_y(-14)
        self.set_font("text", size=8)
        self.cell(0, 5, f"{self.title}, page {self.page_no()} of {{nb}}", align="C")


def make_sheet(call: WorkingGroupCall, lines: Sequence[SheetLine]) -> bytes:
    """The sheet as a PDF. Source: P-97, P-99: nothing of a log, no party without its permission."""
    at = call.starts_at.astimezone(_SEAT)
    title = f"{call.working_group.upper()} call, {at:%A} {at.day} {at:%B} {at.year}"
    sheet = _Sheet(title)
    sheet.set_creation_date(call.starts_at)
    sheet.add_page()
    _write(sheet, title, size=16, bold=True)
    _write(sheet, f"{at:%H:%M} in Amsterdam, {call.minutes} minutes. {call.join_how}", size=10)
    _write(sheet, f"{len(lines)} {'case' if len(lines) == 1 else 'cases'}.", size=10)
    for place, line in enumerate(lines, 1):
        _case(sheet, place, line)
    return bytes(sheet.output())


def _case(sheet: _Sheet, place: int, line: SheetLine) -> None:
    sheet.ln(4)
    if sheet.will_page_break(9 * _LINE):
        sheet.add_page()
    _write(sheet, f"{place}. {line.summary}", size=12, bold=True)
    due = f"due {line.due:%a} {line.due.day} {line.due:%b} {line.due.year}" if line.due else ""
    facts = (line.number, ", ".join(line.references), line.vendor, due)
    _write(sheet, " · ".join(fact for fact in facts if fact), size=9)
    for _ in range(4):  # room for notes
        sheet.ln(_LINE + 1)
        sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())


def _write(sheet: _Sheet, text: str, *, size: int, bold: bool = False) -> None:
    sheet.set_font("text", "B" if bold else "", size)
    sheet.multi_cell(0, _LINE, text, new_x="LMARGIN", new_y="NEXT")
