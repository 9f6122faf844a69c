"""Figures over time as files: a CSV table of days that Swedish Excel opens, and a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from api.exports.tables import Cell, cell_text
from api.exports.workbooks import write_rows
from maps import borders
from scheduler.seasons import Figures, Season
from scheduler.texts import Language, say

COLUMNS: Final = (
    "date", "planned", "unassigned", "done", "failed", "cancelled", "care_share", "drive_min", "km", "overtime_min",
    "co2_kg", "told_visits", "told_in_window", "told_in_wish", "told_near",
    "planned_visits", "planned_in_window", "planned_in_wish", "planned_near", "by_contact", "staff_per_patient",
    "calls", "calls_placed", "minutes_to_place", "minutes_to_arrival",
)  # fmt: skip
PLACE_COLUMNS: Final = ("municipality", "visits", "share_unassigned", "drive_mean", "wait_mean")


def table_bytes(season: Season, *, language: Language) -> bytes:
    """Make the table of days, the sum of them last."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    for row in (_header(COLUMNS, language), *_rows(season, language)):
        writer.writerow([cell_text(value, language) for value in row])
    return lines.getvalue().encode("utf-8-sig")


def workbook_bytes(season: Season, *, language: Language) -> bytes:
    """Make the workbook: the days on one sheet, the municipalities on another."""
    book = Workbook()
    days = book.active
    assert isinstance(days, Worksheet)
    days.title = say("season.days", language=language)
    write_rows(days, [_header(COLUMNS, language), *_rows(season, language)])
    days.freeze_panes = "B2"
    places = book.create_sheet(say("season.places", language=language))
    write_rows(places, [_header(PLACE_COLUMNS, language), *_places(season, language)])
    for sheet in (days, places):
        sheet.column_dimensions["A"].width = 22
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _header(columns: tuple[str, ...], language: Language) -> list[Cell]:
    return [say(f"season.{column}", language=language) for column in columns]


def _rows(season: Season, language: Language) -> Iterator[list[Cell]]:
    for day in season.days:
        yield [day.date, *_cells(day.figures)]
    yield [say("season.total", language=language), *_cells(season.total)]


def _cells(told: Figures) -> list[Cell]:
    return [
        told.planned,
        told.unassigned,
        told.done,
        told.failed,
        told.cancelled,
        told.care_share,
        round(told.drive_s / 60),
        round(told.drive_m / 1000, 1),
        round(told.overtime_s / 60),
        round(told.co2_g / 1000, 1),
        told.told.visits,
        told.told.in_window,
        told.told.in_wish,
        told.told.near,
        told.as_planned.visits,
        told.as_planned.in_window,
        told.as_planned.in_wish,
        told.as_planned.near,
        told.by_contact,
        told.staff_per_patient,
        told.urgent.calls,
        told.urgent.placed,
        told.urgent.minutes_to_place,
        told.urgent.minutes_to_arrival,
    ]


def _places(season: Season, language: Language) -> Iterator[list[Cell]]:
    names = {area.code: area.name for area in borders.municipalities()}
    for place in season.places:
        told: list[Cell] = [place.visits, place.unassigned, place.drive_min, place.wait_min]
        yield [names[place.code], *([say("season.few", language=language), None, None, None] if place.few else told)]
