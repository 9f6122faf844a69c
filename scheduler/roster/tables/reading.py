"""The tables of a registry out of a folder of CSV and XLSX files, or one workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.faults import InputError
from scheduler.files.findings import cut
from scheduler.files.tables.gathering import Gathered
from scheduler.files.tables.registry_names import REGISTRY_TABLES
from scheduler.files.tables.sheets import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Well-formed tables by name, whose cells nobody has read yet."""

    tables: Mapping[str, Table]


def read_tables(path: Path) -> Tables:
    """Read the tables of a registry; raises InputError with all that is wrong with their shape."""
    gathered = Gathered(REGISTRY_TABLES)
    gathered.read(path)
    if gathered.faults:
        raise InputError(cut(gathered.faults))
    return Tables(tables=gathered.tables)
