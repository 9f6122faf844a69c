"""A day from a folder of CSV and XLSX files, or from one workbook with a sheet for each table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from scheduler.day import Day
from scheduler.faults import InputError
from scheduler.files.day_json import assemble_day
from scheduler.files.findings import cut
from scheduler.files.tables.building import build_document
from scheduler.files.tables.gathering import Gathered
from scheduler.files.tables.sheets import of_sound_rows


def read_day_tables(path: Path, *, date: dt.date | None = None) -> Day:
    """Read a day from a folder of tables or one workbook.

    ``date`` is that of the day where the tables do not say it. Raises InputError with all faults of all tables.
    """
    found = Gathered()
    found.read(path)
    for name in ("visits", "cars"):
        found.require(name, path)
    if "staff" not in found.tables and any("crew" in row.cells for row in found.rows("cars")):
        found.require("staff", path)
    if found.broken or found.lacking:
        raise InputError(cut(found.faults))
    document = build_document(found.tables, file=path.name, date=date)
    day, findings = assemble_day(document.content)
    told = (document.locate(finding) for finding in findings)
    within = [*document.faults, *(fault for fault in told if fault is not None)]
    faults = [*found.faults, *of_sound_rows(within, found.faults)]
    if day is None or faults:
        raise InputError(cut(faults))
    return day
