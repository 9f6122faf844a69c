"""Tables found in a folder of CSV and XLSX files, or in one workbook with a sheet for each table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from scheduler.faults import Fault, InputError
from scheduler.files import limits
from scheduler.files.decoding import read_bytes
from scheduler.files.findings import nearest, shown
from scheduler.files.tables import names
from scheduler.files.tables.csv_files import read_csv
from scheduler.files.tables.names import Names
from scheduler.files.tables.sheets import Row, Table, make_table
from scheduler.files.tables.workbooks import Lines, read_workbook

_CSV = (".csv", ".tsv")
_UNSUPPORTED = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")


class Gathered:
    """The tables found so far and what is wrong with them."""

    def __init__(self, known: Mapping[str, Names] = names.TABLES) -> None:
        self._known = known
        self.tables: dict[str, Table] = {}
        self.broken: set[str] = set()
        self.faults: list[Fault] = []
        self.bytes_left = limits.DAY_FILE_BYTES
        self.lacking: set[str] = set()

    def rows(self, name: str) -> tuple[Row, ...]:
        """Give the rows of a table, none where there is none."""
        return self.tables[name].rows if name in self.tables else ()

    def require(self, name: str, path: Path) -> None:
        """Report a table that is not there."""
        if name not in self.tables and name not in self.broken:
            self.lacking.add(name)
            swedish = self._known[name][0]
            values = {"name": swedish, "file": f"{swedish}.csv"}
            self.faults.append(Fault(code="missing_table", file=path.name, values=values))

    def read(self, path: Path) -> None:
        """Read all tables; raises InputError where there are none."""
        if path.is_file():
            self._read_file(path)
            return
        try:
            files = sorted(entry for entry in path.iterdir() if entry.is_file() and entry.name[0] not in ".~")
        except OSError as error:
            code = "file_missing" if isinstance(error, FileNotFoundError) else "file_unreadable"
            raise InputError([Fault(code=code, file=path.name)]) from None
        for file in files:
            self._read_file(file)
        if not self.tables and not self.faults:
            raise InputError([Fault(code="no_tables", file=path.name)])

    def _read_file(self, path: Path) -> None:
        suffix = path.suffix.casefold()
        name = names.table_named(path.stem, self._known)
        if suffix in _UNSUPPORTED:
            self.faults.append(Fault(code="unsupported_file", file=path.name, values={"name": suffix}))
            self.broken |= {name} if name else set()
        elif suffix in _CSV or suffix == ".xlsx":
            try:
                data = read_bytes(path, limit=self.bytes_left)
                self.bytes_left -= len(data)
                self._read_tables(data, path, name)
            except InputError as error:
                self.faults.extend(error.faults)
                self.broken |= {name} if name else set(self._known)

    def _read_tables(self, data: bytes, path: Path, name: str | None) -> None:
        if path.suffix.casefold() != ".xlsx":
            self._keep(name, path.stem, path.name, read_csv(data, file=path.name, faults=self.faults))
            return
        sheets = read_workbook(data, file=path.name)
        # A workbook may be called "patienter" and have a sheet for each table all the same.
        if name is not None and sum(names.table_named(title, self._known) is not None for title in sheets) < 2:
            lines = next(iter(sheets.values()), [])
            self._keep(name, path.stem, path.name, lines)
            return
        for title, lines in sheets.items():
            if any(any(cells) for _, cells in lines):
                self._keep(names.table_named(title, self._known), title, f"{path.name}/{title}", lines)

    def _keep(self, name: str | None, title: str, file: str, lines: Iterable[tuple[int, list[str]]] | Lines) -> None:
        if name is None:
            known = [one for alike in self._known.values() for one in alike]
            tables = ", ".join(alike[0] for alike in self._known.values())
            values = {"name": shown(title), "known": tables, **nearest(title, known)}
            self.faults.append(Fault(code="unknown_table", file=file, values=values))
        elif name in self.tables:
            values = {"name": self._known[name][0], "other": self.tables[name].sheet.file}
            self.faults.append(Fault(code="table_twice", file=file, values=values))
        else:
            table = make_table(name, file, lines, self.faults)
            if table is None:
                self.broken.add(name)
            else:
                self.tables[name] = table
