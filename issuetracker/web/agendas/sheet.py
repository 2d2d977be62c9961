"""The printable sheet of an agenda, in words that anybody in the call may read (P-97, P-99).

What makes a PDF is imported when the first one is asked for: it would be a sixth of the time to start.
"""

from typing import TYPE_CHECKING

from flask import Response

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.services import calls
from issuetracker.web.agendas import desk
from issuetracker.web.agendas.lines import Line, agenda_lines
from issuetracker.web.visitor import actor, now

if TYPE_CHECKING:
    from issuetracker.services.agenda_sheet import SheetLine


@desk.get("/<int:call_id>/sheet.pdf")
@needs(Permission.CALLS_READ)
def sheet(call_id: int) -> Response:
    """The sheet; neutral whoever fetches it, since it is passed on."""
    from issuetracker.services.agenda_sheet import make_sheet

    session = db.session()
    call = calls.get_call(session, call_id)
    lines = agenda_lines(session, actor(), call, now(), passed_on=True)
    name = f"agenda-{call.working_group}-{call.starts_at:%Y-%m-%d}.pdf"
    return Response(
        make_sheet(call, [_line(line) for line in lines]),
        mimetype="application/pdf",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _line(line: Line) -> "SheetLine":
    from issuetracker.services.agenda_sheet import SheetLine

    decided = line.decided
    return SheetLine(
        line.number,
        line.summary,
        line.vendor,
        line.references,
        line.chip.due if line.chip and line.undecided else None,
        line.fits if line.due else "",
        line.analysis,
        line.asks,
        line.note,
        f"{decided.text}. {decided.argumentation} {decided.then}".strip() if decided else line.gone,
    )
