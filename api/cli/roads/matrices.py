"""Matrices as files: arrays for programs, tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from api.cli.refusals import RefusedError
from maps.estimates import Standing
from maps.mercator import Floats
from maps.network import Bools, Ints
from maps.travel import UNREACHABLE
from scheduler.files.tables.sheets import escape
from scheduler.texts import Language, say

MOST_PAIRS: Final = 1_000_000
"""Rows of a table; a worksheet has room for 1,048,576."""

FAR_WALK_M: Final = 50.0
"""A walk between a point and its road that is so long is told."""

COLUMNS: Final = ("from", "to", "seconds", "metres", "how")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What was measured from each of some points to each of others, and how the network serves them."""

    ids: list[str]
    to_ids: list[str]
    seconds: Ints
    metres: Ints
    snap_m: Floats
    to_snap_m: Floats
    rows: Standing
    columns: Standing

    @property
    def estimated(self) -> Bools:
        """Which pairs are estimated and not measured."""
        covered: Bools = self.rows.covered[:, None] & self.columns.covered[None, :]
        return ~covered & self.reached

    @property
    def reached(self) -> Bools:
        """Between which pairs there is a way."""
        reached: Bools = self.seconds < UNREACHABLE
        return reached

    def marks(self, name: str) -> tuple[Bools, Bools]:
        """Give one of the marks of ``Standing`` for the points of both sides."""
        return getattr(self.rows, name), getattr(self.columns, name)


Writer = Callable[[Table, Language], bytes]


def find_writer(path: Path) -> Writer:
    """Choose the format by the file's name; raises RefusedError for a name that tells none."""
    writer = _WRITERS.get(path.suffix.casefold())
    if writer is None:
        raise RefusedError("matrix_file", place=str(path))
    return writer


def check_size(path: Path, pairs: int) -> None:
    """Raise RefusedError for more pairs than a table should hold."""
    if path.suffix.casefold() != ".npz" and pairs > MOST_PAIRS:
        raise RefusedError("matrix_pairs", place=str(path), count=pairs, limit=MOST_PAIRS)


def summarise(table: Table) -> dict[str, Any]:
    """Tell as data which points and pairs are not simply measured."""
    lost = find_lost(table)
    return {
        "estimated": _names(table, ~table.rows.covered, ~table.columns.covered),
        "far": _names(table, *table.marks("far")),
        "islands": _names(table, *table.marks("cut_off")),
        "walks_m": find_walks(table),
        "no_way": [[table.ids[start], table.to_ids[end]] for start, end in lost[:100]],
        "no_way_count": len(lost),
    }


def find_walks(table: Table) -> dict[str, int]:
    """Give the points that are measured though it is far to their road, with the metres, the farthest first."""
    sides = (table.ids, table.snap_m, table.rows), (table.to_ids, table.to_snap_m, table.columns)
    far = {
        key: round(metres)
        for ids, walks, standing in sides
        for key, metres, served in zip(
            ids, walks.tolist(), (standing.covered & ~standing.unreachable).tolist(), strict=True
        )
        if served and metres >= FAR_WALK_M
    }
    return dict(sorted(far.items(), key=lambda pair: (-pair[1], pair[0])))


def find_lost(table: Table) -> Ints:
    """List the pairs between points that are reached with no way between them, shape (pairs, 2)."""
    served = ~table.rows.unreachable[:, None] & ~table.columns.unreachable[None, :]
    return np.argwhere(served & ~table.reached)


def _write_arrays(table: Table, _: Language) -> bytes:
    held = io.BytesIO()
    np.savez_compressed(
        held,
        ids=np.array(table.ids),
        to_ids=np.array(table.to_ids),
        seconds=table.seconds,
        metres=table.metres,
        snap_m=table.snap_m,
        to_snap_m=table.to_snap_m,
        estimated=table.estimated,
        unreachable=~table.reached,
    )
    return held.getvalue()


def _write_csv(table: Table, language: Language) -> bytes:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";" if language == "sv" else ",", lineterminator="\r\n")
    writer.writerows(_rows(table, language))
    return lines.getvalue().encode("utf-8-sig")


def _write_workbook(table: Table, language: Language) -> bytes:
    import openpyxl  # noqa: PLC0415 (only workbooks need it)

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(say("traffic.sheet", language=language))
    for row in _rows(table, language):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(table: Table, language: Language) -> Iterator[list[str | int | None]]:
    """Give the header, then one row for each pair; where there is no way, seconds and metres are empty."""
    words = {name: say(f"traffic.how.{name}", language=language) for name in ("measured", "estimated", "unreachable")}
    yield [say(f"traffic.column.{name}", language=language) for name in COLUMNS]
    estimated, reached = table.estimated, table.reached
    for row, start in enumerate(map(escape, table.ids)):
        for column, end in enumerate(map(escape, table.to_ids)):
            if not reached[row, column]:
                yield [start, end, None, None, words["unreachable"]]
                continue
            how = words["estimated" if estimated[row, column] else "measured"]
            yield [start, end, int(table.seconds[row, column]), int(table.metres[row, column]), how]


def _names(table: Table, rows: Bools, columns: Bools) -> list[str]:
    starts = [table.ids[row] for row in np.flatnonzero(rows)]
    return list(dict.fromkeys([*starts, *(table.to_ids[row] for row in np.flatnonzero(columns))]))


_WRITERS: Final[dict[str, Writer]] = {".npz": _write_arrays, ".csv": _write_csv, ".xlsx": _write_workbook}
