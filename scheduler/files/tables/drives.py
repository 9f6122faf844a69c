"""A table of drives, one from place to place in each row, as the matrices of a day."""

from __future__ import annotations

from typing import Any

from scheduler.faults import Fault
from scheduler.files import limits
from scheduler.files.findings import shown
from scheduler.files.tables import cells
from scheduler.files.tables.document import Document
from scheduler.files.tables.sheets import Row, Table


def build_travel(document: Document, table: Table) -> None:
    """Add the matrices that a table of drives makes; a pair that no row names has no way."""
    rows = [row for row in table.rows if {"from", "to"} <= row.cells.keys()]
    places = list(dict.fromkeys(row.cells[end] for row in rows for end in ("from", "to")))
    if len(places) > limits.MATRIX_LOCATIONS:
        values = {"count": len(places), "limit": limits.MATRIX_LOCATIONS}
        document.faults.append(Fault(code="problem_too_large", file=table.sheet.file, values=values))
        return
    index = {place: number for number, place in enumerate(places)}
    modes: dict[str, Any] = {}
    document.content["travel"] = {"locations": places, "modes": modes}
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        mode = cells.read_word("mode")(row.cells.get("mode", "car"))
        if mode not in modes:
            modes[mode] = {name: _no_ways(len(places)) for name in ("seconds", "metres")}
            document.trace(("travel", "modes", mode), row, "mode")
        start, end = row.cells["from"], row.cells["to"]
        if (mode, start, end) in seen:
            document.faults.append(row.fault("travel_pair", "to", start=shown(start), end=shown(end)))
        seen.add((mode, start, end))
        _add_drive(document, modes[mode], mode, (index[start], index[end]), row)
    _trace_places(document, rows, index)


def _add_drive(document: Document, matrices: dict[str, Any], mode: str, pair: tuple[int, int], row: Row) -> None:
    for name in ("seconds", "metres"):
        if name in row.cells:
            matrices[name][pair[0]][pair[1]] = cells.read_number(row.cells[name])
            document.trace(("travel", "modes", mode, name, *pair), row, name)


def _trace_places(document: Document, rows: list[Row], index: dict[str, int]) -> None:
    for row in reversed(rows):
        for end in ("from", "to"):
            document.trace(("travel", "locations", index[row.cells[end]]), row, end)


def _no_ways(size: int) -> list[list[int | None]]:
    return [[0 if row == column else None for column in range(size)] for row in range(size)]
