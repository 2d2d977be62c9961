"""Files of certificates as laboratories and the office send them."""

import csv
import io
from datetime import date
from typing import Any

from xlsxwriter import Workbook

HEADER = [
    "Certificate number", "Company", "Test Laboratory", "Device name", "Model", "Device type", "OCPP version",
    "Profiles", "Optional features", "OCPP software version", "OCTT release", "Test report", "Test date", "Issue date",
]  # fmt: skip
ROW = [
    "OCA.0201.0900.CS", "Nordlader AB", "DEKRA Certification, Inc.", "Säule 22", "S22-B", "Charging Station",
    "OCPP 2.0.1 Edition 3 FINAL incl. Errata 2024-11", "Core; Smart Charging: passed; Reservation: not applicable",
    "C-11; SC-4", "4.2.1", "Release_2024-04_v2", "TR-2025-17", "2 June 2025", "2025-06-16",
]  # fmt: skip


def row(**changes: Any) -> list[Any]:
    """A line, with cells of some columns replaced; words of the header with `_`."""
    keys = [name.lower().replace(" ", "_") for name in HEADER]
    assert changes.keys() <= set(keys), changes.keys() - set(keys)
    return [changes.get(key, cell) for key, cell in zip(keys, ROW, strict=True)]


def as_csv(*rows: list[Any], separator: str = ",", encoding: str = "utf-8", header: list[str] = HEADER) -> bytes:
    """The lines as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def as_workbook(*rows: list[Any]) -> bytes:
    """The lines as XLSX; dates are dates, and what begins with `=` is a formula."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet("Blad 1"), book.add_format({"num_format": "dd-mm-yyyy"})
        for number, cells in enumerate([HEADER, *rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return out.getvalue()
