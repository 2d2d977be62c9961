"""Tables as CSV files, for spreadsheets: nothing in them is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response


def csv_file(rows: Iterable[Sequence[Any]], name: str) -> Response:
    """Rows as a file to keep; the mark at its beginning tells spreadsheets that it is UTF-8."""
    sheet = io.StringIO()
    csv.writer(sheet).writerows([harmless(str(cell)) for cell in row] for row in rows)
    return Response(
        "\ufeff" + sheet.getvalue(),
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}.csv"},
    )


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
