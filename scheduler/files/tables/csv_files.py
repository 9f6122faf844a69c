"""CSV files as people save them: UTF-8 or Windows-1252, semicolons, commas or tabs, quotes and decimal commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from scheduler.faults import Fault, InputError
from scheduler.files import limits

_LONGEST_CELL = 10_000


def read_csv(data: bytes, *, file: str) -> Iterator[tuple[int, list[str]]]:
    """Give the line number and the cells of each row; raises InputError, also while it is being read."""
    text = _decode(data, file)
    skipped = 1 if text[:4].casefold() == "sep=" else 0
    header = next((line for line in text.splitlines()[skipped:] if line.strip(' ;,\t"')), "")
    delimiter = _find_delimiter(header)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in rows:
            _refuse_wide(cells, file, line)
            if line > skipped:
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        too_long = "field larger" in str(error)
        code, values = ("cell_too_long", {"limit": csv.field_size_limit()}) if too_long else ("bad_csv", {})
        raise InputError([Fault(code=code, file=file, row=line, values=values)]) from None


def _decode(data: bytes, file: str) -> str:
    if b"\0" in data:
        raise InputError([Fault(code="bad_table_encoding", file=file)])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError([Fault(code="bad_table_encoding", file=file)])


def _find_delimiter(header: str) -> str:
    """Take the separator that stands most often outside quotes in the header; semicolon where none does."""
    outside = "".join(header.split('"')[::2])
    return max((";", "\t", ","), key=outside.count)


def _refuse_wide(cells: list[str], file: str, line: int) -> None:
    if len(cells) > limits.TABLE_COLUMNS:
        values = {"limit": limits.TABLE_COLUMNS}
        raise InputError([Fault(code="too_many_columns", file=file, row=line, values=values)])
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        raise InputError([Fault(code="cell_too_long", file=file, row=line, values={"limit": _LONGEST_CELL})])
