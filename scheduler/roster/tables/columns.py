"""The columns of a registry's tables: where their values go, and how their cells are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from scheduler.files.tables import cells
from scheduler.files.tables.filling import Target
from scheduler.files.tables.names import word_meaning

Reader = Callable[[str], Any]
Readers = Mapping[str, tuple[tuple[str, ...], Reader]]

ANY_TIME: Final = "*"
"""What stands for a visit without windows among the times of a need."""


def _read_words_of(kind: str) -> Reader:
    return lambda cell: [word_meaning(word, kind) or word for word in cells.read_words(cell)]


def _read_groups(cell: str) -> list[list[str]]:
    """Read skills of further cars: ``doctor / nurse iv_therapy``."""
    return [cells.read_words(part) for part in cell.split("/")]


def _read_times(cell: str) -> list[dict[str, Any]] | None:
    """Read the times of a date: ``08:00-10:00 / 14:00-16:00 | 18:00-20:00``, ``*`` for any."""
    times = [[] if part.strip() == ANY_TIME else cells.read_windows(part) for part in cell.split("/")]
    return [{"windows": windows} for windows in times if windows is not None] if None not in times else None


_RHYTHM: Final[Readers] = {
    "from": (("from",), cells.read_text),
    "until": (("until",), cells.read_text),
    "weekdays": (("weekdays",), _read_words_of("weekday")),
    "every_days": (("every_days",), cells.read_number),
    "every_weeks": (("every_weeks",), cells.read_number),
}

_READERS: Final[Mapping[str, Readers]] = {
    "staff": {
        "id": (("id",), cells.read_text),
        "name": (("name",), cells.read_text),
        "profession": (("profession",), cells.read_text),
        "skills": (("skills",), cells.read_words),
        "languages": (("languages",), cells.read_words),
    },
    "cars": {
        "id": (("id",), cells.read_text),
        "mode": (("mode",), cells.read_word("mode")),
        "start": (("start",), cells.read_text),
        "max_visits": (("max_visits",), cells.read_number),
    },
    "patients": {
        "id": (("id",), cells.read_text),
        "address": (("place", "address"), cells.read_text),
        "lat": (("place", "lat"), cells.read_number),
        "lon": (("place", "lon"), cells.read_number),
        "max_visits_per_day": (("max_visits_per_day",), cells.read_number),
        "contact_staff": (("contact_staff",), cells.read_ids),
        "refused_staff": (("refused_staff",), cells.read_ids),
        "phone": (("phone",), cells.read_text),
        "protected": (("protected",), cells.read_yes_no),
        "enrolled_from": (("enrolled_from",), cells.read_text),
        "enrolled_until": (("enrolled_until",), cells.read_text),
    },
    "works": _RHYTHM,
    "shifts": {**_RHYTHM, "crew": (("crew",), cells.read_ids)},
    "needs": {
        "id": (("id",), cells.read_text),
        **_RHYTHM,
        "gap_min_min": (("gap_min_min",), cells.read_minutes),
        "gap_max_min": (("gap_max_min",), cells.read_minutes),
        "duration_min": (("duration_min",), cells.read_minutes),
        "setup_min": (("setup_min",), cells.read_minutes),
        "skills": (("skills",), cells.read_words),
        "together": (("together",), _read_groups),
        "crew_size": (("crew_size",), cells.read_number),
        "priority": (("priority",), cells.read_number),
        "mandatory": (("mandatory",), cells.read_yes_no),
        "kind": (("kind",), cells.read_word("kind")),
        "cars_allowed": (("cars_allowed",), cells.read_ids),
        "cars_refused": (("cars_refused",), cells.read_ids),
    },
    "absences": {
        "from": (("from",), cells.read_text),
        "until": (("until",), cells.read_text),
        "absence": (("kind",), cells.read_word("absence")),
    },
    "out_of_service": {
        "from": (("from",), cells.read_text),
        "until": (("until",), cells.read_text),
        "note": (("note",), cells.read_text),
    },
    "hospital": {"from": (("from",), cells.read_text), "until": (("until",), cells.read_text)},
}


def fill_record(target: Target, section: str) -> None:
    """Fill a record with the cells of its row."""
    _fill(target, _READERS[section])
    if section == "cars":
        target.parse("capacity", ("capacity",), cells.read_loads, "bad_load")
        end = target.row.cells.get("end")
        if end is not None:
            target.set(("end",), None if word_meaning(end, "open") else end, "end")


def fill_part(target: Target, name: str) -> None:
    """Fill a part of a record, one of the items of the field ``name``, with the cells of its row."""
    _fill(target, _READERS[name])
    if name == "needs":
        target.parse("times", ("times",), _read_times, "bad_window")
        target.parse("demand", ("demand",), cells.read_loads, "bad_load")
    if name == "shifts":
        _fill_shift(target)


def _fill_shift(target: Target) -> None:
    row = target.row
    shift = cells.read_span(row.cells.get("shift", ""))
    if shift is not None:
        target.set(("shift",), dict(shift), "shift")
        if "max_overtime_min" in row.cells:
            target.set(
                ("shift", "max_overtime_min"), cells.read_minutes(row.cells["max_overtime_min"]), "max_overtime_min"
            )
    elif "shift" in row.cells:
        target.refuse("shift", ("shift",), "bad_shift")
    if re.fullmatch(r"\|", row.cells.get("breaks", "")):
        target.set(("breaks",), [], "breaks")
    else:
        target.parse("breaks", ("breaks",), cells.read_breaks, "bad_break")


def _fill(target: Target, readers: Readers) -> None:
    for column, (fields, read) in readers.items():
        if column in target.row.cells:
            target.set(fields, read(target.row.cells[column]), column)
