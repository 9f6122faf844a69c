"""What a fault of the database means, by its code: never by its words, which differ by version and language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from api.store.errors import BusyError, StartFault, StorageDownError, StorageFullError

_Kind = type[BusyError] | type[StorageFullError] | type[StorageDownError]

_SQLITE: Final[Mapping[int, _Kind]] = {
    5: BusyError,  # SQLITE_BUSY
    6: BusyError,  # SQLITE_LOCKED
    7: StorageDownError,  # SQLITE_NOMEM
    8: StorageDownError,  # SQLITE_READONLY
    10: StorageDownError,  # SQLITE_IOERR
    11: StorageDownError,  # SQLITE_CORRUPT
    13: StorageFullError,  # SQLITE_FULL
    14: StorageDownError,  # SQLITE_CANTOPEN
    15: StorageDownError,  # SQLITE_PROTOCOL
    26: StorageDownError,  # SQLITE_NOTADB
}
"""By SQLite's primary result code; a code that is not here is a mistake of ours and stays as it is."""

_POSTGRESQL: Final[Mapping[str, _Kind]] = {
    "53100": StorageFullError,  # disk_full
    "53300": BusyError,  # too_many_connections
    "53": StorageDownError,  # insufficient_resources
    "55P03": BusyError,  # lock_not_available
    "40": BusyError,  # transaction_rollback: deadlock_detected, serialization_failure
    "57014": BusyError,  # query_canceled: it took longer than it may
    "57": StorageDownError,  # operator_intervention: shutting down, starting up
    "08": StorageDownError,  # connection_exception
    "25P": StorageDownError,  # idle in a transaction for too long
    "25006": StorageDownError,  # read_only_sql_transaction: a standby answers
    "58": StorageDownError,  # system_error
    "XX": StorageDownError,  # internal_error, data_corrupted
}
"""By SQLSTATE or its beginning, the longest first."""

_SQLITE_START: Final[Mapping[int, StartFault]] = {
    5: "in_use",
    6: "in_use",
    10: "broken_disk",
    11: "corrupt",
    13: "no_room",
    26: "not_a_database",
}
_POSTGRESQL_START: Final[Mapping[str, StartFault]] = {"28": "not_let_in", "3D": "no_such_database"}


def meaning_of(error: sa.exc.DBAPIError) -> Exception:
    """Say in our words what the database could not do; a mistake of ours is given back as it is."""
    kind = _SQLITE.get(code) if (code := _sqlite_code(error)) is not None else _by_state(error)
    return error if kind is None else kind()


def start_fault_of(error: sa.exc.DBAPIError, *, backend: str) -> StartFault:
    """Say why a database could not be opened."""
    if backend == "sqlite":
        return _SQLITE_START.get(_sqlite_code(error) or 0, "not_writable")
    state = getattr(error.orig, "sqlstate", None) or ""
    return _POSTGRESQL_START.get(state[:2], "down")


def _sqlite_code(error: sa.exc.DBAPIError) -> int | None:
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _by_state(error: sa.exc.DBAPIError) -> _Kind | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:
        # The driver alone knows: the connection broke, or could not be made.
        return StorageDownError if isinstance(error, sa.exc.OperationalError) else None
    return next((_POSTGRESQL[state[:size]] for size in (5, 3, 2) if state[:size] in _POSTGRESQL), None)
