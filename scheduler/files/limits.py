"""How much a file may hold; more is refused before anything is built from it (told in ``docs/files.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DAY_FILE_BYTES: Final = 20 * 1024 * 1024
PLAN_FILE_BYTES: Final = 50 * 1024 * 1024

ROWS: Final[Mapping[str, int]] = {
    "visits": 2_000,
    "cars": 300,
    "staff": 1_000,
    "patients": 2_000,
    "locations": 3_000,
    "together": 1_000,
    "gaps": 5_000,
    "fixed": 2_000,
}
"""Most items in each list of a day."""

REGISTRY_ROWS: Final[Mapping[str, int]] = {
    "roster_staff": ROWS["staff"],
    "roster_works": 10_000,
    "roster_cars": ROWS["cars"],
    "roster_shifts": 10_000,
    "roster_patients": ROWS["patients"],
    "roster_needs": 10_000,
    "roster_absences": 20_000,
}
"""Most rows of each table of a registry."""

MATRIX_LOCATIONS: Final = 1_500
"""Most rows (and columns) of a given travel matrix."""

TABLE_COLUMNS: Final = 100
"""Most columns of one sheet or CSV file."""

TRAVEL_ROWS: Final = 250_000
"""Most rows of a table of drives; other tables have as many as their list in ``ROWS``."""

WORKBOOK_BYTES: Final = 20 * 1024 * 1024
WORKBOOK_RATIO: Final = 100
WORKBOOK_MEMBERS: Final = 200
"""A workbook is a zip archive: bytes unpacked, unpacked to packed, and files in it, at most."""

FAULTS: Final = 2_000
"""Most faults reported of one input; the last then says how many more there are."""

HINTS: Final = 50
"""Most faults of one kind that say what was probably meant: to find that out takes time."""

FIELDS: Final = 1_000
"""Most fields of one JSON object."""

ID_LENGTH: Final = 100
TEXT_LENGTH: Final = 300
SHORT_LIST: Final = 50
WINDOWS: Final = 20
LARGEST_CELL: Final = 10_000_000
"""Most seconds or metres in a given matrix."""

YEARS: Final = (2000, 2100)
