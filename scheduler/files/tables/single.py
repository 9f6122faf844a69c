"""A file that holds one table."""

from __future__ import annotations

from pathlib import Path

from scheduler.faults import Fault
from scheduler.files import limits
from scheduler.files.decoding import read_bytes
from scheduler.files.tables.csv_files import read_csv
from scheduler.files.tables.sheets import Row, make_table
from scheduler.files.tables.workbooks import read_workbook


def read_rows(path: Path, name: str, faults: list[Fault]) -> tuple[Row, ...]:
    """Read the rows of a CSV file, or of the first sheet of an XLSX file; what is wrong with its shape is a fault.

    Of a row whose shape is wrong nothing more is told.

    Raises
    ------
    InputError
        The file cannot be read at all.
    """
    data = read_bytes(path, limit=limits.DAY_FILE_BYTES)
    if path.suffix.casefold() == ".xlsx":
        lines = next(iter(read_workbook(data, file=path.name).values()), [])
    else:
        lines = list(read_csv(data, file=path.name, faults=faults))
    table = make_table(name, path.name, lines, faults)
    torn = {fault.row for fault in faults}
    return () if table is None else tuple(row for row in table.rows if row.line not in torn)
