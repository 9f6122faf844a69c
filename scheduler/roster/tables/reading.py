"""The tables of a registry out of a folder of CSV and XLSX files, or one workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.faults import Fault, InputError
from scheduler.files.findings import cut
from scheduler.files.tables.gathering import Gathered
from scheduler.files.tables.registry_names import REGISTRY_TABLES
from scheduler.files.tables.sheets import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Tables by name, whose cells nobody has read yet, and what is wrong with the shape of their rows."""

    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]


def read_tables(path: Path) -> Tables:
    """Read the tables of a registry; raises InputError where one cannot be read as a whole."""
    gathered = Gathered(REGISTRY_TABLES)
    gathered.read(path)
    if gathered.broken or any(fault.row is None or fault.code == "missing_column" for fault in gathered.faults):
        raise InputError(cut(gathered.faults))
    return Tables(tables=gathered.tables, faults=tuple(gathered.faults))
