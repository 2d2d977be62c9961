"""The agenda of a call as a printable sheet: neutral words only, room for notes, the same bytes for the same agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from zoneinfo import ZoneInfo

from fpdf import FPDF

from issuetracker.models import WorkingGroupCall
from workflows.roles import Group

_SEAT = ZoneInfo("Europe/Amsterdam")
_FONTS = files("issuetracker") / "assets" / "fonts"
_MARGIN = 18
_LINE = 5.5
_NUMBER = 10  # the column of the numbers, in millimetres
_ROOM = 3  # empty lines for notes


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One case; `vendor` only where it may be named (P-99), `warning` where the date is before the call."""

    number: str
    summary: str
    vendor: str
    references: tuple[str, ...]
    due: date | None
    warning: str
    analysis: str
    asks: bool
    note: str
    decided: str


class _Sheet(FPDF):
    """A4 with page numbers, in fonts that have Latin with every diacritic, Greek, Cyrillic, and Hangul."""

    def __init__(self, heading: str) -> None:
        super().__init__(format="A4")
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font("text", style, str(_FONTS / name))
        self.add_font("hangul", "", str(_FONTS / "NanumGothicCoding.ttf"))
        self.set_fallback_fonts(["hangul"], exact_match=False)
        self.heading = heading
        self.set_title(heading)
        self.set_lang("en")
        self.set_margins(_MARGIN, 16)
        self.set_auto_page_break(auto=True, margin=20)

    def footer(self) -> None:
        """What the sheet is, and the number of the page."""
        self.set_xy(_MARGIN, -14)  # a case that goes over the page has moved the margin
        self.set_font("text", size=8)
        self.set_text_color(90)
        self.cell(0, 5, self.heading, align="L")
        self.set_x(_MARGIN)
        self.cell(0, 5, f"{self.page_no()} of {{nb}}", align="R")
        self.set_text_color(0)


def make_sheet(call: WorkingGroupCall, lines: Sequence[SheetLine]) -> bytes:
    """The sheet as a PDF. Source: P-97, P-99: nothing of a log, no party without its permission."""
    at = call.starts_at.astimezone(_SEAT)
    sheet = _Sheet(f"{Group(call.working_group).label} call, {_day(at.date(), long=True)}")
    sheet.set_creation_date(call.starts_at)  # not of today: the same agenda gives the same bytes
    sheet.add_page()
    _head(sheet, call, len(lines))
    for place, line in enumerate(lines, 1):
        _case(sheet, place, line)
    return bytes(sheet.output())


def _head(sheet: _Sheet, call: WorkingGroupCall, cases: int) -> None:
    at = call.starts_at.astimezone(_SEAT)
    _write(sheet, sheet.heading, size=17, bold=True)
    said = "This call is cancelled." if call.cancelled_at else call.join_how
    _write(sheet, f"{at:%H:%M} in Amsterdam, {call.minutes} minutes. {said}", size=10)
    count = f"{cases} {'case' if cases == 1 else 'cases'}"
    _write(sheet, f"{count}. Vendors are named only with their permission; for the group, not to be passed on.", size=9)


def _case(sheet: _Sheet, place: int, line: SheetLine) -> None:
    """One case, kept together with its first lines, its text beside its number."""
    sheet.ln(3)
    if sheet.will_page_break(8 * _LINE):
        sheet.add_page()
    _rule(sheet, 130)
    sheet.ln(2.5)
    sheet.set_font("text", "B", 12)
    sheet.cell(_NUMBER, _LINE, str(place))
    left = sheet.l_margin
    sheet.set_left_margin(left + _NUMBER)
    _write(sheet, line.summary, size=12, bold=True)
    _write(sheet, _facts(line), size=9)
    about = "Question" if line.asks else "Analysis"
    for label, text in ((about, line.analysis), ("Note", line.note), ("Decided", line.decided)):
        if text:
            _labelled(sheet, label, text)
    for _ in range(0 if line.decided else _ROOM):
        sheet.ln(_LINE + 2)
        _rule(sheet, 190)
    sheet.set_left_margin(left)
    sheet.ln(1)


def _facts(line: SheetLine) -> str:
    due = line.warning or (f"Due {_day(line.due)}" if line.due else "")
    return "  ·  ".join(fact for fact in (line.number, ", ".join(line.references), line.vendor, due) if fact)


def _day(day: date, *, long: bool = False) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}" if long else f"{day:%a} {day.day} {day:%b} {day.year}"


def _rule(sheet: _Sheet, grey: int) -> None:
    sheet.set_draw_color(grey)
    sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())


def _labelled(sheet: _Sheet, label: str, text: str) -> None:
    sheet.set_font("text", "B", 10)
    sheet.write(_LINE, f"{label}. ")
    sheet.set_font("text", "", 10)
    sheet.write(_LINE, text.strip())
    sheet.ln(_LINE)


def _write(sheet: _Sheet, text: str, *, size: int, bold: bool = False) -> None:
    sheet.set_font("text", "B" if bold else "", size)
    sheet.multi_cell(0, max(_LINE, size * 0.45), text, align="L", new_x="LMARGIN", new_y="NEXT")
