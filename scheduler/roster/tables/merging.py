"""A registry's tables laid on the registry that there is: who is named is made or changed, nobody is taken away.

A table says all of its part: whoever has a row in it, or in the table of their records where it is there, has just the
patterns, needs or absences that it tells. What no table tells of stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from scheduler.faults import Fault, InputError
from scheduler.files.findings import Finding, cut, shown
from scheduler.files.tables.document import Document
from scheduler.files.tables.filling import Target
from scheduler.files.tables.sheets import Row, Table, of_sound_rows
from scheduler.files.validation import findings_of
from scheduler.roster.checking import Known, check, check_within
from scheduler.roster.records import CarRecord, PatientRecord, Record, Roster, StaffRecord, record_document
from scheduler.roster.tables.columns import fill_part, fill_record

_MODELS: Final[Mapping[str, type[Record]]] = {"staff": StaffRecord, "cars": CarRecord, "patients": PatientRecord}
_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "roster_works": ("staff", "works"),
    "roster_shifts": ("cars", "shifts"),
    "roster_needs": ("patients", "needs"),
}
"""Tables of parts: whose they are, and the field that they make."""

_ABSENCES: Final[Mapping[str, tuple[str, str]]] = {
    "staff": ("staff", "absences"),
    "car": ("cars", "out_of_service"),
    "patient": ("patients", "hospital"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The records that tables make or change, in the order in which they come, each kind by itself."""

    staff: tuple[StaffRecord, ...]
    cars: tuple[CarRecord, ...]
    patients: tuple[PatientRecord, ...]


def merge(tables: Mapping[str, Table], roster: Roster, *, file: str, shape: Sequence[Fault] = ()) -> Merged:
    """Lay tables on a registry; raises InputError with all that is wrong in all rows.

    ``shape`` is what is wrong with the shape of some: then nothing more is told of them.
    """
    merging = _Merging(tables=tables, document=Document(content={name: [] for name in _MODELS}, file=file))
    for section in _MODELS:
        merging.existing[section] = {one.id: one for one in getattr(roster, section)}
    merging.build()
    known = merging.known(roster)
    records: dict[str, list[Any]] = {section: [] for section in _MODELS}
    for section, model in _MODELS.items():
        for number, item in enumerate(merging.document.items(section)):
            record, findings = _examine(model, item, (section, number), known)
            told = (merging.document.locate(finding) for finding in findings)
            merging.document.faults.extend(fault for fault in told if fault is not None)
            records[section].append(record)
    faults = [*shape, *of_sound_rows(merging.document.faults, shape)]
    if faults:
        raise InputError(cut(faults))
    return Merged(**{section: tuple(made) for section, made in records.items()})


def _examine(
    model: type[Record], item: Mapping[str, Any], path: tuple[str | int, ...], known: Known
) -> tuple[Record | None, list[Finding]]:
    """Read an item as a record, with what is wrong with it at its place in the document."""
    try:
        record = model.model_validate(item)
    except ValidationError as error:
        return None, list(findings_of(error, path, model))
    found = (*check(record), *check_within(record, known))
    return record, [Finding(path=(*path, *one.path), code=one.code, values=one.values) for one in found]


@dataclass(slots=True, kw_only=True)
class _Merging:
    tables: Mapping[str, Table]
    document: Document
    existing: dict[str, dict[str, Record]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    cleared: set[tuple[str, int, str]] = field(default_factory=set)

    def build(self) -> None:
        for section in _MODELS:
            for row in self._rows(f"roster_{section}"):
                self._add_record(section, row)
        for table, (section, name) in _PARTS.items():
            for row in self._rows(table):
                if "owner" in row.cells:
                    self._add_part(row, section, name, "owner")
                elif "owner" in row.sheet.headers:
                    self.document.faults.append(row.fault("empty_cell", "owner"))
        for row in self._rows("roster_absences"):
            self._add_absence(row)

    def known(self, roster: Roster) -> Known:
        """Give what records may refer to: what is there and what comes."""
        keys = {
            section: {*self.existing[section], *(key for kind, key in self.numbers if kind == section)}
            for section in _MODELS
        }
        bases = {base.id for base in roster.settings.bases}
        return Known(**keys, bases=bases, has_shift=roster.settings.shift is not None)

    def _rows(self, table: str) -> tuple[Row, ...]:
        return self.tables[table].rows if table in self.tables else ()

    def _add_record(self, section: str, row: Row) -> None:
        key = row.cells.get("id", "")
        if (section, key) in self.numbers:
            self.document.faults.append(row.fault("duplicate_id", "id", id=shown(key), other=shown(key)))
            return
        item = self._kept(section, key)
        number = self.document.add(section, item, row)
        if key:
            self.numbers[(section, key)] = number
        for table, (owner, name) in _PARTS.items():
            if owner == section and table in self.tables:
                self._clear(section, number, name)
        if "roster_absences" in self.tables:
            self._clear(section, number, next(name for owner, name in _ABSENCES.values() if owner == section))
        fill_record(Target(document=self.document, item=item, path=(section, number), row=row), section)

    def _add_part(self, row: Row, section: str, name: str, column: str) -> None:
        number = self._owner(section, row, column)
        if number is None:
            return
        self._clear(section, number, name)
        parts = self.document.items(section)[number].setdefault(name, [])
        parts.append({})
        path = (section, number, name, len(parts) - 1)
        self.document.origins[path] = (row, None)
        fill_part(Target(document=self.document, item=parts[-1], path=path, row=row), name)

    def _add_absence(self, row: Row) -> None:
        named = [column for column in _ABSENCES if column in row.cells]
        if len(named) != 1:
            self.document.faults.append(row.fault("absence_whose", named[1] if named else None))
            return
        self._add_part(row, *_ABSENCES[named[0]], named[0])

    def _owner(self, section: str, row: Row, column: str) -> int | None:
        """Find whose part a row tells, or take them out of the registry as they are."""
        key = row.cells[column]
        if (section, key) not in self.numbers and key in self.existing[section]:
            self.numbers[(section, key)] = self.document.add(section, self._kept(section, key), row)
        number = self.numbers.get((section, key))
        if number is None:
            self.document.faults.append(row.fault("unknown_id", column, id=shown(key), target=section))
        return number

    def _kept(self, section: str, key: str) -> dict[str, Any]:
        """Give what a record keeps that no cell tells: all of it where it is there, else nothing."""
        held = self.existing[section].get(key)
        return {} if held is None else record_document(held)

    def _clear(self, section: str, number: int, name: str) -> None:
        """Forget the parts that a record had before the tables told of them."""
        if (section, number, name) not in self.cleared:
            self.cleared.add((section, number, name))
            self.document.items(section)[number][name] = []
