"""The directory as a table that the import reads again, as CSV or as a workbook; nothing in it is a formula."""

import csv
import io
from collections.abc import Iterator

from sqlalchemy import Select
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Vendor
from issuetracker.services.certificate_columns import HEADERS
from issuetracker.services.certificate_texts import written
from issuetracker.services.certificates import data_of

COLUMNS = tuple(name for name in HEADERS if name != "reason")
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows(session: Session, query: Select[Certificate, str]) -> Iterator[list[str]]:
    """The header and a line for each certificate of a query on the directory (`queries.directory.in_directory`)."""
    yield [HEADERS[name][0] for name in COLUMNS]
    with_vendors = query.add_columns(Vendor.name).join(Vendor, Vendor.id == Certificate.vendor_id)
    for certificate, laboratory, vendor in session.execute(with_vendors.execution_options(yield_per=1000)):
        data = data_of(certificate)
        own = {"vendor": vendor, "laboratory": laboratory or ""}
        yield [own.get(name) or written(getattr(data, name, "")) for name in COLUMNS]


def as_csv(lines: Iterator[list[str]]) -> Iterator[str]:
    """Lines of CSV; the mark at the beginning tells spreadsheets that it is UTF-8."""
    yield "\ufeff"
    for line in lines:
        out = io.StringIO()
        csv.writer(out).writerow([harmless(cell) for cell in line])
        yield out.getvalue()


def as_workbook(lines: Iterator[list[str]]) -> bytes:
    """A workbook with one sheet; every cell is text, whatever it looks like."""
    from xlsxwriter import Workbook  # (2 MB; only whoever wants a workbook pays them)

    out = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        sheet = book.add_worksheet("Certificates")
        sheet.freeze_panes(1, 1)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, cell)
    return out.getvalue()


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; the import takes the mark away again."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "'") else text
