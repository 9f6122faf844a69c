"""Tables to a day's document: each row to its item, and what stands in several columns to one value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from scheduler.faults import Fault
from scheduler.files.findings import shown
from scheduler.files.tables import cells
from scheduler.files.tables.document import Document
from scheduler.files.tables.drives import build_travel
from scheduler.files.tables.filling import Target
from scheduler.files.tables.names import REQUIRED, word_meaning
from scheduler.files.tables.placing import Placer
from scheduler.files.tables.sheets import Row, Table
from scheduler.files.wire import DAY_FORMAT

_PLACE: Final = ("location", "address", "lat", "lon")
_WINDOW: Final = ("start", "end", "soft_start", "soft_end")
_NAMELESS_TEAM: Final = "team"


def build_document(tables: Mapping[str, Table], *, file: str, date: dt.date | None) -> Document:
    """Make a day's document of its tables; ``date`` is that of the day where they do not say it."""
    document = Document(file=file)
    _Builder(document, tables).build(date)
    return document


class _Builder:
    def __init__(self, document: Document, tables: Mapping[str, Table]) -> None:
        self.document = document
        self.tables = tables
        self.placer = Placer(document=document)
        self.patients: dict[str, int] = {}
        self.ids = {name: [row.cells["id"] for row in self._rows(name) if "id" in row.cells] for name in tables}
        for name, table in tables.items():
            document.silent |= {(name, column) for column in REQUIRED[name] if column not in table.sheet.headers}

    def build(self, date: dt.date | None) -> None:
        self.document.content |= {"format": DAY_FORMAT, "team": _NAMELESS_TEAM}
        self._build_head()
        self._find_date(date)
        for name in ("locations", "staff", "together", "gaps", "fixed"):
            for row in self._rows(name):
                self._add(row)
        self.placer.learn()
        for row in self._rows("cars"):
            self._add_car(row)
        for row in self._rows("patients"):
            self._add_patient(row)
        for row in self._rows("visits"):
            self._add_visit(row)
        self._group_visits()
        if "travel" in self.tables:
            build_travel(self.document, self.tables["travel"])

    def _rows(self, name: str) -> tuple[Row, ...]:
        return self.tables[name].rows if name in self.tables else ()

    def _add(self, row: Row) -> Target:
        name = row.sheet.name
        number = self.document.add(name, {}, row)
        item = self.document.items(name)[number]
        target = Target(document=self.document, item=item, path=(name, number), row=row)
        target.fill(self.ids)
        return target

    def _build_head(self) -> None:
        first, *others = self._rows("day") or (None,)
        if first is not None:
            target = Target(document=self.document, item=self.document.content, path=(), row=first)
            target.fill(self.ids)
            target.parse("prices", ("weights", "prices"), cells.read_prices, "bad_load")
        self.document.faults.extend(row.fault("several_rows") for row in others if row is not None)

    def _find_date(self, date: dt.date | None) -> None:
        said = [row for row in (*self._rows("day")[:1], *self._rows("visits")) if "date" in row.cells]
        if said:
            date_text = said[0].cells["date"]
            self.document.trace(("date",), said[0], "date")
        elif date is not None:
            date_text = date.isoformat()
        else:
            self.document.refuse_cell(("date",), Fault(code="missing_date", file=self.document.file))
            return
        self.document.content["date"] = date_text
        self.document.faults.extend(
            row.fault("several_dates", "date", value=shown(date_text), other=shown(row.cells["date"]))
            for row in said
            if row.cells["date"] != date_text
        )

    def _add_car(self, row: Row) -> None:
        target = self._add(row)
        shift = cells.read_span(row.cells.get("shift", ""))
        if shift is not None:
            target.set(("shift", "start"), shift["start"], "shift")
            target.set(("shift", "end"), shift["end"], "shift")
        elif "shift" in row.cells:
            target.refuse("shift", ("shift",), "bad_shift")
        target.parse("breaks", ("breaks",), cells.read_breaks, "bad_break")
        target.parse("capacity", ("capacity",), cells.read_loads, "bad_load")
        for end in ("start", "end"):
            cell = row.cells.get(end)
            if end == "end" and cell is not None and cell not in self.placer.taken and word_meaning(cell, "open"):
                target.set(("end",), None, "end")
                continue
            owner = f"{end} {row.cells.get('id', '')}"
            faults = len(self.document.faults)
            if end not in row.cells and f"{end}_lat" in row.cells:
                self.document.silent.add((*target.path, end))
            place = self.placer.place(row, owner, columns=(end, "", f"{end}_lat", f"{end}_lon"))
            if place is not None:
                target.set((end,), place, end)
            elif len(self.document.faults) > faults:
                self.document.silent.add((*target.path, end))

    def _add_patient(self, row: Row) -> None:
        target = self._add(row)
        if "id" in row.cells:
            self.patients.setdefault(row.cells["id"], len(self.document.items("patients")) - 1)
        self._house(target, row.cells.get("id", ""))

    def _add_visit(self, row: Row) -> None:
        target = self._add(row)
        target.parse("demand", ("demand",), cells.read_loads, "bad_load")
        target.parse("windows", ("windows",), cells.read_windows, "bad_window")
        self._set_window(target)
        column = "patient" if "patient" in row.cells else "id"
        if column in row.cells:
            patient = row.cells[column]
            target.set(("patient",), patient, column)
            self._settle(patient, row, column)

    def _settle(self, patient: str, row: Row, column: str) -> None:
        """Settle where a visit's patient lives, as far as the visit's row tells."""
        number = self.patients.get(patient)
        if number is None and "patients" in self.tables and column == "patient":
            return  # a patient who is not in the list of patients: told where the references are checked
        if number is None:
            number = self.document.add("patients", {"id": patient}, row)
            self.document.trace(("patients", number, "id"), row, column)
            self.patients[patient] = number
        item = self.document.items("patients")[number]
        self._house(Target(document=self.document, item=item, path=("patients", number), row=row), patient)

    def _house(self, patient: Target, name: str) -> None:
        """Give a patient the place that a row tells, unless another row told another."""
        faults = len(self.document.faults)
        place = self.placer.place(patient.row, name, columns=_PLACE)
        if place is None:
            if len(self.document.faults) > faults:
                self.document.silent.add((*patient.path, "location"))
            return
        if "location" not in patient.row.cells:
            # A location named after its patient or visit: what is wrong with the name is told there.
            self.document.silent.add((*patient.path, "location"))
        column = next(column for column in _PLACE if column in patient.row.cells)
        if patient.item.setdefault("location", place) != place:
            self.document.faults.append(patient.row.fault("place_differs", column, id=shown(name)))
        elif (*patient.path, "location") not in self.document.origins:
            self.document.trace((*patient.path, "location"), patient.row, column)

    def _set_window(self, visit: Target) -> None:
        given = {name: visit.row.cells[name] for name in _WINDOW if name in visit.row.cells}
        if given and "windows" in visit.row.cells:
            visit.refuse(next(iter(given)), ("windows",), "window_twice")
        elif given:
            visit.item["windows"] = [{"start": "00:00", "end": "24:00", **given}]
            for name in _WINDOW:
                self.document.trace((*visit.path, "windows", 0, name), visit.row, name)

    def _group_visits(self) -> None:
        """Make groups of visits whose rows name the same one."""
        groups: dict[str, list[Row]] = {}
        for row in self._rows("visits"):
            if "together" in row.cells and "id" in row.cells:
                groups.setdefault(row.cells["together"], []).append(row)
        for key, rows in groups.items():
            number = self.document.add("together", {"id": key, "visits": [row.cells["id"] for row in rows]}, rows[0])
            for name in ("id", "visits"):
                self.document.trace(("together", number, name), rows[0], "together")
            for place, row in enumerate(rows):
                self.document.trace(("together", number, "visits", place), row, "together")
