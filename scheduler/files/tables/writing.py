"""A day as a folder of tables that reads back equal, with headers and words in Swedish or English."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from scheduler.day import Day
from scheduler.files.day_json import day_document
from scheduler.files.tables import cells
from scheduler.files.tables.names import COLUMNS, REQUIRED, TABLES, WORDS
from scheduler.files.tables.sheets import escape
from scheduler.files.whole import write_whole
from scheduler.texts import Language

NOT_AN_ID = "|"

Cell = str | int | float | None
_LISTS = ("skills", "languages", "cars_allowed", "cars_refused", "crew", "contact_staff", "refused_staff", "visits")


def write_day_folder(
    day: Day, folder: Path, kind: Literal["csv", "xlsx"] = "csv", *, language: Language = "sv"
) -> tuple[Path, ...]:
    """Write one file for each table that has rows, and always those a day needs; gives their paths.

    Raises
    ------
    ValueError
        The day is running: tables cannot hold what has happened.
    """
    if day.running is not None:
        raise ValueError("tables cannot hold what has happened in a day")
    written = []
    for name, rows in _tables(day, language).items():
        if not rows and name not in ("visits", "cars", "staff"):
            continue
        written_fields = {field for row in rows for field in row} if rows else REQUIRED[name]
        columns = [column for column in COLUMNS[name] if column in written_fields]
        spoken = 0 if language == "sv" else 1
        header = [COLUMNS[name][column][spoken] for column in columns]
        lines: list[list[Cell]] = [[*header], *([row.get(column) for column in columns] for row in rows)]
        path = folder / f"{TABLES[name][spoken]}.{kind}"
        write_whole(path, _csv_bytes(lines, language) if kind == "csv" else _workbook_bytes(lines, name))
        written.append(path)
    return tuple(written)


def _tables(day: Day, language: Language) -> dict[str, list[dict[str, Cell]]]:
    document = day_document(day)
    head = {
        **{name: document[name] for name in ("date", "timezone", "team", "roads")},
        **document["rules"],
        "preset": cells.write_word(document["weights"]["preset"], "preset", language),
        "prices": cells.write_loads(
            {cells.write_word(name, "price", language): price for name, price in document["weights"]["prices"].items()}
        ),
    }
    return {
        "day": [head],
        "visits": [_visit_row(item, language) for item in document["visits"]],
        "cars": [_car_row(item, _open_end(document, language), language) for item in document["cars"]],
        **{name: [_row(item, language) for item in document[name]] for name in ("staff", "together")},
        "patients": [_row({"phone": None, **item}, language) for item in document["patients"]],
        "locations": [{"address": None, **item} for item in document["locations"]],
        "gaps": [_row(item, language) for item in document["gaps"]],
        "fixed": [{"car": None, "start": None, **item} for item in document["fixed"]],
        "travel": list(_travel_rows(document.get("travel"), language)),
    }


def _row(item: Mapping[str, Any], language: Language) -> dict[str, Cell]:
    return {name: _cell(name, value, language) for name, value in item.items()}


def _cell(name: str, value: Any, language: Language) -> Cell:
    if isinstance(value, bool):
        return cells.write_word("true" if value else "false", "yes_no", language)
    if name in _LISTS and value is not None:
        return cells.write_list(value) if value or name == "cars_allowed" else None
    if name in WORDS:
        return cells.write_word(value, name, language)
    plain: Cell = value
    return plain


def _visit_row(item: Mapping[str, Any], language: Language) -> dict[str, Cell]:
    special = {"windows": cells.write_windows(item["windows"]), "demand": cells.write_loads(item["demand"])}
    return _row({**item, **special}, language)


def _open_end(document: Mapping[str, Any], language: Language) -> str:
    """Choose the word for a route that may end anywhere; a location of that name must not be taken for it."""
    word = cells.write_word("open", "open", language)
    return NOT_AN_ID if word in {at["id"] for at in document["locations"]} else word


def _car_row(item: Mapping[str, Any], open_end: str, language: Language) -> dict[str, Cell]:
    shift = {
        "shift_start": item["shift"]["start"],
        "shift_end": item["shift"]["end"],
        "max_overtime_min": item["shift"]["max_overtime_min"],
    }
    special = {
        "end": open_end if item["end"] is None else item["end"],
        "breaks": cells.write_breaks(item["breaks"], language),
        "capacity": cells.write_loads(item["capacity"]),
    }
    return _row({**{name: value for name, value in item.items() if name != "shift"}, **shift, **special}, language)


def _travel_rows(travel: Mapping[str, Any] | None, language: Language) -> Iterable[dict[str, Cell]]:
    for mode, matrices in ({} if travel is None else travel["modes"]).items():
        places = travel["locations"] if travel is not None else []
        for row, start in enumerate(places):
            for column, end in enumerate(places):
                yield {
                    "mode": cells.write_word(mode, "mode", language),
                    "from": start,
                    "to": end,
                    "seconds": matrices["seconds"][row][column],
                    "metres": matrices["metres"][row][column],
                }


def _csv_bytes(lines: Iterable[Iterable[Cell]], language: Language) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if language == "sv" else ",", lineterminator="\r\n")
    for line in lines:
        writer.writerow([_csv_cell(cell, language) for cell in line])
    return file.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell, language: Language) -> str:
    return escape(cell) if isinstance(cell, str) else cells.write_number(cell, language)


def _workbook_bytes(lines: Iterable[Iterable[Cell]], name: str) -> bytes:
    import openpyxl  # noqa: PLC0415 (takes a fifth of a second, and few days go into workbooks)

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name)
    for line in lines:
        sheet.append([workbook_cell(cell) for cell in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook_cell(cell: Cell) -> Cell:
    """Give a cell as openpyxl keeps it: numbers it writes with 16 digits, which are not always enough."""
    if isinstance(cell, str):
        return escape(cell)
    exact = cell is None or float(f"{cell:.16g}") == cell
    return cell if exact else repr(cell)
