"""The agenda of a call as a printable sheet: neutral words only, room for notes, the same bytes for the same agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from issuetracker.models import WorkingGroupCall
from issuetracker.services.printing import LINE, Sheet
from workflows.roles import Group
from workflows.working_days import SEAT

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


def make_sheet(call: WorkingGroupCall, lines: Sequence[SheetLine]) -> bytes:
    """The sheet as a PDF. Source: P-97, P-99: nothing of a log, no party without its permission."""
    at = call.starts_at.astimezone(SEAT)
    sheet = Sheet(f"{Group(call.working_group).label} call, {_day(at.date(), long=True)}", call.starts_at)
    sheet.add_page()
    _head(sheet, call, len(lines))
    for place, line in enumerate(lines, 1):
        _case(sheet, place, line)
    return bytes(sheet.output())


def _head(sheet: Sheet, call: WorkingGroupCall, cases: int) -> None:
    at = call.starts_at.astimezone(SEAT)
    sheet.written(sheet.heading, size=17, bold=True)
    said = "This call is cancelled." if call.cancelled_at else call.join_how
    sheet.written(f"{at:%H:%M} in Amsterdam, {call.minutes} minutes. {said}", size=10)
    count = f"{cases} {'case' if cases == 1 else 'cases'}"
    sheet.written(f"{count}. Vendors are named only with their permission; for the group, not to be passed on.", size=9)


def _case(sheet: Sheet, place: int, line: SheetLine) -> None:
    """One case, kept together with its first lines, its text beside its number."""
    sheet.ln(3)
    if sheet.will_page_break(8 * LINE):
        sheet.add_page()
    sheet.rule(130)
    sheet.ln(2.5)
    sheet.set_font("text", "B", 12)
    sheet.cell(_NUMBER, LINE, str(place))
    left = sheet.l_margin
    sheet.set_left_margin(left + _NUMBER)
    sheet.written(line.summary, size=12, bold=True)
    sheet.written(_facts(line), size=9)
    about = "Question" if line.asks else "Analysis"
    for label, text in ((about, line.analysis), ("Note", line.note), ("Decided", line.decided)):
        if text:
            _labelled(sheet, label, text)
    for _ in range(0 if line.decided else _ROOM):
        sheet.ln(LINE + 2)
        sheet.rule(190)
    sheet.set_left_margin(left)
    sheet.ln(1)


def _facts(line: SheetLine) -> str:
    due = line.warning or (f"Due {_day(line.due)}" if line.due else "")
    return "  ·  ".join(fact for fact in (line.number, ", ".join(line.references), line.vendor, due) if fact)


def _day(day: date, *, long: bool = False) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}" if long else f"{day:%a} {day.day} {day:%b} {day.year}"


def _labelled(sheet: Sheet, label: str, text: str) -> None:
    sheet.set_font("text", "B", 10)
    sheet.write(LINE, f"{label}. ")
    sheet.set_font("text", "", 10)
    sheet.write(LINE, text.strip())
    sheet.ln(LINE)
