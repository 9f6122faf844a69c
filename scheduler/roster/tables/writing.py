"""A registry as tables of cells, which ``merging`` reads back equal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from scheduler.files.tables import cells
from scheduler.files.tables.names import COLUMNS, WORDS
from scheduler.files.tables.registry_names import REGISTRY_TABLES
from scheduler.roster.records import Roster, record_document
from scheduler.roster.tables.columns import ANY_TIME
from scheduler.texts import Language

Cell = str | int | float | None

_NOTHING: Final = "|"
"""A list that is told to hold nothing, where an empty cell means another list."""


def registry_tables(
    roster: Roster, *, language: Language = "sv", hidden: Collection[str] = ()
) -> dict[str, list[list[Cell]]]:
    """Give the tables by their titles, headers first; homes and phones of the ``hidden`` patients are left out."""
    spoken = 0 if language == "sv" else 1
    rows = {name: list(made) for name, made in _tables(roster, language, hidden).items()}
    return {
        names[spoken]: [
            [COLUMNS[table][column][spoken] for column in COLUMNS[table]],
            *([row.get(column) for column in COLUMNS[table]] for row in rows[table]),
        ]
        for table, names in REGISTRY_TABLES.items()
    }


def _tables(roster: Roster, language: Language, hidden: Collection[str]) -> dict[str, Iterable[dict[str, Cell]]]:
    staff, cars, patients = (
        [record_document(one) for one in kind] for kind in (roster.staff, roster.cars, roster.patients)
    )
    return {
        "roster_staff": (_row(one, language) for one in staff),
        "roster_works": _parts(staff, "works", language),
        "roster_cars": (_row(one, language) for one in cars),
        "roster_shifts": _parts(cars, "shifts", language),
        "roster_patients": (
            _row({**one, "phone": None} if one["id"] in hidden else {**one, **one["place"]}, language)
            for one in patients
        ),
        "roster_needs": _parts(patients, "needs", language),
        "roster_absences": _absences(staff, cars, patients, language),
    }


def _parts(records: Iterable[Mapping[str, Any]], name: str, language: Language) -> Iterator[dict[str, Cell]]:
    for record in records:
        for part in record[name]:
            yield {**_row(part, language), "owner": record["id"]}


def _absences(
    staff: Iterable[Mapping[str, Any]],
    cars: Iterable[Mapping[str, Any]],
    patients: Iterable[Mapping[str, Any]],
    language: Language,
) -> Iterator[dict[str, Cell]]:
    kinds = (("staff", staff, "absences"), ("car", cars, "out_of_service"), ("patient", patients, "hospital"))
    for column, records, name in kinds:
        for record in records:
            for part in record[name]:
                written = {"absence" if field == "kind" else field: value for field, value in part.items()}
                yield {**_row(written, language), column: record["id"]}


def _row(item: Mapping[str, Any], language: Language) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    for name, value in item.items():
        if name in _GRAMMARS:
            row[name] = _GRAMMARS[name](value, language)
        elif name == "shift" and value is not None:
            row |= {"shift": f"{value['start']}-{value['end']}", "max_overtime_min": value["max_overtime_min"]}
        elif not isinstance(value, list | Mapping):
            row[name] = _cell(name, value, language)
    return row


def _write_times(times: Iterable[Mapping[str, Any]], _: Language) -> Cell:
    return " / ".join(cells.write_windows(_told(time["windows"])) or ANY_TIME for time in times)


def _write_groups(groups: Iterable[Iterable[str]], _: Language) -> Cell:
    return " / ".join(cells.write_list(skills) for skills in groups)


def _write_weekdays(days: Iterable[str], language: Language) -> Cell:
    return " ".join(cells.write_word(day, "weekday", language) for day in days)


def _write_breaks(breaks: Iterable[Mapping[str, Any]] | None, language: Language) -> Cell:
    return None if breaks is None else cells.write_breaks(breaks, language) or _NOTHING


def _write_ids(keys: Iterable[str], _: Language) -> Cell:
    written = list(keys)
    return cells.write_list(written) if written else None


_GRAMMARS: Final[Mapping[str, Callable[[Any, Language], Cell]]] = {
    "times": _write_times,
    "together": _write_groups,
    "weekdays": _write_weekdays,
    "breaks": _write_breaks,
    "capacity": lambda loads, _: cells.write_loads(loads),
    "demand": lambda loads, _: cells.write_loads(loads),
    "end": lambda base, _: _NOTHING if base is None else base,
    "cars_allowed": lambda keys, _: None if keys is None else cells.write_list(keys),
    **dict.fromkeys(("skills", "languages", "contact_staff", "refused_staff", "crew", "cars_refused"), _write_ids),
}
"""How the fields are written that have a grammar of their own."""


def _told(windows: Iterable[Mapping[str, str | None]]) -> list[dict[str, str]]:
    return [{name: text for name, text in window.items() if text is not None} for window in windows]


def _cell(name: str, value: Cell, language: Language) -> Cell:
    if isinstance(value, bool):
        return cells.write_word("true" if value else "false", "yes_no", language)
    if isinstance(value, str) and name in WORDS and name != "from":
        return cells.write_word(value, name, language)
    return value
