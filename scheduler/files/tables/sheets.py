"""A sheet of text cells, as a CSV file and a sheet of a workbook both become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scheduler.faults import Fault
from scheduler.files import limits
from scheduler.files.findings import nearest, shown
from scheduler.files.tables import names

_NAMES: Final = frozenset({"namn", "name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Which table of a day it is, where it is written, and the headers of its columns as written."""

    name: str
    file: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one row by column, without the empty ones; ``line`` counts from 1 at the top of the sheet."""

    sheet: Sheet
    line: int
    cells: Mapping[str, str]

    def fault(self, code: str, column: str | None = None, **values: object) -> Fault:
        """Make a fault of this row, or of one of its cells."""
        header = None if column is None else self.sheet.headers.get(column, column)
        return Fault(code=code, file=self.sheet.file, row=self.line, field=header, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet with its rows."""

    sheet: Sheet
    rows: tuple[Row, ...]


def make_table(name: str, file: str, lines: Iterable[tuple[int, list[str]]], faults: list[Fault]) -> Table | None:
    """Make a table of numbered lines of cells; what is wrong with its shape goes to ``faults``."""
    filled = ((number, cells) for number, raw in lines if any(cells := [cell.strip() for cell in raw]))
    header_line, header = next(filled, (1, []))
    if any((fault.file, fault.row) == (file, header_line) for fault in faults):
        return None
    if not header:
        faults.append(Fault(code="no_header", file=file, row=header_line))
        return None
    columns = list(_read_header(header, header_line, name, file, faults))
    headers = {column: header[number] for number, column in enumerate(columns) if column}
    for column in names.REQUIRED[name]:
        if column not in headers:
            values = {"name": names.COLUMNS[name][column][0]}
            faults.append(Fault(code="missing_column", file=file, row=header_line, field=column, values=values))
    sheet = Sheet(name=name, file=file, headers=headers)
    rows = tuple(_read_rows(filled, columns, sheet, faults))
    too_many = any(fault.code == "too_many_rows" and fault.file == file for fault in faults)
    return None if too_many else Table(sheet=sheet, rows=rows)


def _read_header(header: list[str], line: int, name: str, file: str, faults: list[Fault]) -> Iterator[str | None]:
    """Give the column that each header heads; None where it heads none."""
    seen: dict[str, str] = {}
    has_ids = any(names.name_key(text) == "id" for text in header)
    for text in header:
        column = names.column_named(text, name) if text else None
        if has_ids and column == "id" and names.name_key(text) in _NAMES:
            column = None  # what a row is called beside its id is for people
        elif column in seen:
            values = {"name": shown(text), "other": shown(seen[column])}
            faults.append(Fault(code="column_twice", file=file, row=line, field=shown(text), values=values))
            column = None
        elif column is None and text:
            known = [one for alike in names.COLUMNS[name].values() for one in alike]
            values = {"name": shown(text), **nearest(text, known)}
            faults.append(Fault(code="unknown_column", file=file, row=line, field=shown(text), values=values))
        if column is not None:
            seen[column] = text
        yield column


def _read_rows(
    lines: Iterator[tuple[int, list[str]]], columns: list[str | None], sheet: Sheet, faults: list[Fault]
) -> Iterator[Row]:
    most = {**limits.ROWS, **limits.REGISTRY_ROWS}.get(sheet.name, limits.TRAVEL_ROWS)
    for count, (line, cells) in enumerate(lines):
        if count >= most:
            faults.append(Fault(code="too_many_rows", file=sheet.file, row=line, values={"limit": most}))
            return
        if any(cells[len(columns) :]):
            values = {"count": len(cells), "size": len(columns)}
            faults.append(Fault(code="too_many_cells", file=sheet.file, row=line, values=values))
        known = {column: _unescape(cell) for column, cell in zip(columns, cells, strict=False) if column and cell}
        yield Row(sheet=sheet, line=line, cells=known)


def of_sound_rows(faults: Iterable[Fault], shape: Iterable[Fault]) -> list[Fault]:
    """Leave out what is said of rows whose shape is wrong: whose cells these are is not sure."""
    torn = {(fault.file, fault.row) for fault in shape}
    return [fault for fault in faults if (fault.file, fault.row) not in torn]


def escape(text: str) -> str:
    """Guard a text that a spreadsheet would take for a formula; ``make_table`` takes the guard away again."""
    return "'" + text if text.lstrip("'")[:1] in tuple("=+-@") else text


def _unescape(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in tuple("=+-@") else cell
