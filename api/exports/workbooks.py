"""All stops of a plan as a workbook (XLSX): the rows of the CSV table, with real numbers, dates and times.

A typed text that a spreadsheet would take for a formula is kept as the text it is: its cell is of type text and
marked so (``quotePrefix``), so that it stays text when somebody edits it (OWASP ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.exports import tables
from api.exports.scene import Scene
from api.exports.wording import writable
from scheduler.texts import Language, say

_LONGEST_CELL: Final = 32_767
"""Characters of a cell in Excel at most."""

_WIDTHS: Final = {
    "place": 34,
    "crew": 30,
    "reasons": 60,
    "skills": 24,
    "skill_names": 34,
    "patient": 16,
    "visit": 12,
    "date": 12,
}
_WIDTH: Final = 10
_HEAD: Final = PatternFill("solid", fgColor="FFE8E4DA")


def workbook_bytes(scene: Scene, *, language: Language = "sv") -> bytes:
    """Make the workbook: the stops on one sheet, the day's figures on another."""
    book = Workbook()
    stops = book.active
    assert isinstance(stops, Worksheet)
    stops.title = say("page.book.stops", language=language)
    write_rows(stops, [tables.header(language), *tables.rows(scene, language)])
    for number, column in enumerate(tables.COLUMNS, start=1):
        stops.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, _WIDTH)
    stops.freeze_panes = "C2"
    stops.auto_filter.ref = stops.dimensions
    figures = book.create_sheet(say("page.book.figures", language=language))
    write_rows(figures, _figures(scene, language))
    figures.column_dimensions["A"].width = 34
    figures.column_dimensions["B"].width = 22
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_rows(sheet: Worksheet, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows to a sheet, the first of them as its head."""
    for number, row in enumerate(rows, start=1):
        for position, value in enumerate(row, start=1):
            if value is not None:
                _write(sheet.cell(row=number, column=position), value)
    for (head,) in sheet.iter_cols(min_row=1, max_row=1):
        head.font = Font(bold=True)
        head.fill = _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")


def _write(cell: Any, value: Any) -> None:
    assert isinstance(cell, Cell)
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = writable(value)[:_LONGEST_CELL]
    cell.data_type = "s"
    if tables.is_formula(value):
        cell.quotePrefix = True


def _figures(scene: Scene, language: Language) -> list[list[Any]]:
    kpis = scene.plan.kpis
    named: dict[str, Any] = {
        "kpi.visits": kpis.visits_planned,
        "tab.unassigned": kpis.visits_unassigned,
        "book.drive_min": round(kpis.drive_s / 60),
        "book.km": round(kpis.drive_m / 1000, 1),
        "book.late_min": round(kpis.late_s / 60),
        "book.overtime_min": round(kpis.overtime_s / 60),
        "kpi.care": round(kpis.care_share, 3),
        "kpi.continuity": None if kpis.continuity is None else round(kpis.continuity, 3),
        "book.co2_kg": round(kpis.co2_g / 1000, 1),
        "cost.total": scene.plan.cost_total,
    }
    head = [scene.titles[language], scene.plan.date]
    rows = [[say(f"page.{name}", language=language), value] for name, value in named.items()]
    notes = [[text] for text in (scene.attribution, *scene.plan.in_language(language).notes) if text]
    return [head, [say("page.book.version", language=language), scene.plan.version], *rows, *notes]
