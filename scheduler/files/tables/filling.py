"""Columns that are one field of an item each: where their values go and how their cells are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scheduler.files.findings import Path, shown
from scheduler.files.tables import cells
from scheduler.files.tables.document import Document
from scheduler.files.tables.sheets import Row

Fields = tuple[str, ...]
Reader = Callable[[str], Any]

_READERS: Final[Mapping[str, Mapping[str, tuple[Fields, Reader]]]] = {
    "visits": {
        "id": (("id",), cells.read_text),
        "patient": (("patient",), cells.read_text),
        "duration_min": (("duration_min",), cells.read_minutes),
        "setup_min": (("setup_min",), cells.read_minutes),
        "skills": (("skills",), cells.read_words),
        "crew_size": (("crew_size",), cells.read_number),
        "priority": (("priority",), cells.read_number),
        "mandatory": (("mandatory",), cells.read_yes_no),
        "kind": (("kind",), cells.read_word("kind")),
    },
    "cars": {
        "id": (("id",), cells.read_text),
        "mode": (("mode",), cells.read_word("mode")),
        "shift_start": (("shift", "start"), cells.read_text),
        "shift_end": (("shift", "end"), cells.read_text),
        "max_overtime_min": (("shift", "max_overtime_min"), cells.read_minutes),
        "max_visits": (("max_visits",), cells.read_number),
        "number": (("number",), cells.read_number),
    },
    "staff": {
        "id": (("id",), cells.read_text),
        "name": (("name",), cells.read_text),
        "profession": (("profession",), cells.read_text),
        "skills": (("skills",), cells.read_words),
        "languages": (("languages",), cells.read_words),
    },
    "patients": {
        "id": (("id",), cells.read_text),
        "max_visits_per_day": (("max_visits_per_day",), cells.read_number),
        "phone": (("phone",), cells.read_text),
        "protected": (("protected",), cells.read_yes_no),
    },
    "locations": {
        "id": (("id",), cells.read_text),
        "lat": (("lat",), cells.read_number),
        "lon": (("lon",), cells.read_number),
        "address": (("address",), cells.read_text),
    },
    "together": {"id": (("id",), cells.read_text)},
    "gaps": {
        "before": (("before",), cells.read_text),
        "after": (("after",), cells.read_text),
        "min_min": (("min_min",), cells.read_minutes),
        "max_min": (("max_min",), cells.read_minutes),
        "from": (("from",), cells.read_word("from")),
    },
    "fixed": {
        "visit": (("visit",), cells.read_text),
        "car": (("car",), cells.read_text),
        "start": (("start",), cells.read_text),
    },
    "day": {
        "timezone": (("timezone",), cells.read_text),
        "team": (("team",), cells.read_text),
        "roads": (("roads",), cells.read_text),
        "min_gap_same_patient_min": (("rules", "min_gap_same_patient_min"), cells.read_minutes),
        "traffic": (("rules", "traffic"), cells.read_word("traffic")),
        "winter": (("rules", "winter"), cells.read_yes_no),
        "preset": (("weights", "preset"), cells.read_word("preset")),
    },
}
"""Columns that are one field: where it is in the item, and how its cell is read."""

_ID_LISTS: Final[Mapping[str, Mapping[str, str]]] = {
    "visits": {"cars_allowed": "cars", "cars_refused": "cars"},
    "cars": {"crew": "staff"},
    "patients": {"contact_staff": "staff", "refused_staff": "staff"},
    "together": {"visits": "visits"},
}
"""Columns that list ids, and the table whose ids they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An item of the document that a row fills, and its path; ``path`` is empty for the document itself."""

    document: Document
    item: dict[str, Any]
    path: Path
    row: Row

    def fill(self, known_ids: Mapping[str, Sequence[str]]) -> None:
        """Read all columns that are one field each; ``known_ids`` are the ids of each table."""
        for column, (fields, read) in _READERS[self.row.sheet.name].items():
            if column in self.row.cells:
                self.set(fields, read(self.row.cells[column]), column)
        for column, table in _ID_LISTS.get(self.row.sheet.name, {}).items():
            if column in self.row.cells:
                self.set((column,), cells.read_ids(self.row.cells[column], known_ids.get(table, ())), column)

    def parse(self, column: str, fields: Fields, read: Reader, code: str) -> None:
        """Read a column whose cells have a grammar of their own; ``code`` is the fault of one that breaks it."""
        if column not in self.row.cells:
            return
        value = read(self.row.cells[column])
        if value is None:
            self.refuse(column, fields, code)
        else:
            self.set(fields, value, column)

    def set(self, fields: Fields, value: object, column: str) -> None:
        """Set a value that a cell told."""
        inner = self.item
        for name in fields[:-1]:
            inner = inner.setdefault(name, {})
        inner[fields[-1]] = value
        self.document.trace((*self.path, *fields), self.row, column)

    def refuse(self, column: str, fields: Fields, code: str) -> None:
        """Report a cell that cannot be read; that its field is missing is then not said too."""
        fault = self.row.fault(code, column, value=shown(self.row.cells[column]))
        self.document.refuse_cell((*self.path, *fields), fault)
