"""CSV files as people save them: UTF-8 or Windows-1252, semicolons, commas or tabs, quotes and decimal commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from scheduler.faults import Fault, InputError
from scheduler.files import limits

_LONGEST_CELL: Final = 10_000
_LONGEST_ROW: Final = 200
"""Lines that one row may go on over; what an open quote holds ends there at the latest."""


def read_csv(data: bytes, *, file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Give the line number and the cells of each row.

    What is wrong with a row goes to ``faults`` before the row is given, with what its cells seem to be.
    Raises InputError for a file that is no text, while it is being read.
    """
    text = _decode(data, file)
    lines = list(io.StringIO(text, newline=""))
    at = 1 if text[:4].casefold() == "sep=" else 0
    delimiter, size = _read_shape(next((line for line in lines[at:] if line.strip(' ;,\t"\r\n')), ""))
    while at < len(lines):
        cells, count, fault = _read_row(lines[at : at + _LONGEST_ROW], delimiter, file=file, line=at + 1)
        if fault is None:
            yield at + 1, cells
            at += count
            continue
        faults.append(fault)
        yield at + 1, cells[:size]
        at += count
        while at < len(lines) and lines[at].count(delimiter) + 1 < size:
            at += 1  # the rest of the row, it seems


def _decode(data: bytes, file: str) -> str:
    if b"\0" in data:
        raise InputError([Fault(code="bad_table_encoding", file=file)])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError([Fault(code="bad_table_encoding", file=file)])


def _read_shape(header: str) -> tuple[str, int]:
    """Take the separator that stands most often outside quotes in the header (semicolon where none does), and count."""
    outside = "".join(header.split('"')[::2])
    delimiter = max((";", "\t", ","), key=outside.count)
    return delimiter, outside.count(delimiter) + 1


def _read_row(lines: list[str], delimiter: str, *, file: str, line: int) -> tuple[list[str], int, Fault | None]:
    """Read the row that begins these lines: its cells, how many lines it takes, and what is wrong with it."""
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        cells = next(rows)
    except csv.Error:
        cells = [cell[:_LONGEST_CELL] for cell in lines[0].replace('"', "").strip("\r\n").split(delimiter)]
        too_long = len(lines[0]) > csv.field_size_limit()
        code, values = ("cell_too_long", {"limit": _LONGEST_CELL}) if too_long else ("bad_csv", {})
        return cells, 1, Fault(code=code, file=file, row=line, values=values)
    fault = None
    if len(cells) > limits.TABLE_COLUMNS:
        values = {"limit": limits.TABLE_COLUMNS}
        fault = Fault(code="too_many_columns", file=file, row=line, values=values)
    elif any(len(cell) > _LONGEST_CELL for cell in cells):
        fault = Fault(code="cell_too_long", file=file, row=line, values={"limit": _LONGEST_CELL})
    return cells, rows.line_num, fault
