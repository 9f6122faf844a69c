"""A day from whatever the user has: a JSON file, a folder of tables, or one workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from scheduler.day import Day
from scheduler.files.day_json import read_day_json
from scheduler.files.tables.reading import read_day_tables


def read_day(path: Path, *, date: dt.date | None = None) -> Day:
    """Read a day from a JSON file, a folder of CSV or XLSX files, a workbook, or one CSV file.

    ``date`` is that of the day where tables do not say it; a JSON file always says its own.

    Raises
    ------
    InputError
        With every fault that was found, each in its place.
    """
    if path.is_dir() or path.suffix.casefold() in (".xlsx", ".csv", ".tsv"):
        return read_day_tables(path, date=date)
    return read_day_json(path)
