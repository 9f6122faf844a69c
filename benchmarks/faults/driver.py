"""As much of a DB-API driver over APSW as SQLAlchemy asks of SQLite, so that the store runs on a disk of ours.

Python's own drivers cannot name a VFS written in Python; APSW can. Set ``VFS`` before connecting.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

import apsw

apilevel: Final = "2.0"
paramstyle: Final = "qmark"
threadsafety: Final = 1
sqlite_version: Final = apsw.sqlite_lib_version()
sqlite_version_info: Final = tuple(int(part) for part in sqlite_version.split("."))
PARSE_DECLTYPES: Final = 1
PARSE_COLNAMES: Final = 2
Binary = bytes

VFS: list[str] = [""]
"""The name of the VFS that the next connections use; the empty one is the system's."""


class Error(Exception):
    """A fault, with SQLite's extended result code as Python's own driver gives it."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.sqlite_errorcode = code


class DatabaseError(Error):
    """As the DB-API has it."""


class OperationalError(DatabaseError):
    """As the DB-API has it."""


class IntegrityError(DatabaseError):
    """As the DB-API has it."""


InterfaceError = DataError = InternalError = ProgrammingError = NotSupportedError = DatabaseError


def connect(path: str, *, timeout: float = 5.0, **_: object) -> Connection:
    """Open a file on the disk that ``VFS`` names."""
    return Connection(path, timeout=timeout)


_CODES: Final = {type(apsw.exception_for(code)): code for code in range(1, 27)}
"""SQLite's primary result codes by APSW's exceptions: those that a disk of ours raises come back as they are."""


def _translate(error: apsw.Error) -> Error:
    code = _CODES.get(type(error), apsw.SQLITE_ERROR)
    kind = IntegrityError if isinstance(error, apsw.ConstraintError) else OperationalError
    return kind(str(error), code)


class Connection:
    """A connection."""

    isolation_level: str | None = None

    def __init__(self, path: str, *, timeout: float) -> None:
        try:
            self._inner = apsw.Connection(path, vfs=VFS[0] or None)
            self._inner.set_busy_timeout(int(timeout * 1000))
        except apsw.Error as error:
            raise _translate(error) from None
        self._lock = threading.RLock()

    def cursor(self) -> Cursor:
        """Give a cursor."""
        return Cursor(self._inner)

    def execute(self, words: str, values: Sequence[Any] = ()) -> Cursor:
        """Execute a statement on a cursor of its own."""
        cursor = self.cursor()
        cursor.execute(words, values)
        return cursor

    def commit(self) -> None:
        """Commit, if there is a transaction."""
        if self._inner.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Roll back, if there is a transaction."""
        if self._inner.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Close; what goes wrong then is kept quiet, as Python's own driver does."""
        with suppress(apsw.Error):
            self._inner.close(True)

    def create_function(self, name: str, count: int, function: Any, *, deterministic: bool = False) -> None:
        """Add a function to SQL."""
        self._inner.create_scalar_function(name, function, count, deterministic=deterministic)


class Cursor:
    """A cursor, which has all its rows from the first."""

    arraysize = 1

    def __init__(self, inner: apsw.Connection) -> None:
        self._inner = inner
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, words: str, values: Sequence[Any] = ()) -> Cursor:
        """Execute a statement."""
        self.description = None
        cursor = self._inner.cursor()
        cursor.exec_trace = self._see
        try:
            self._rows = list(cursor.execute(words, tuple(values)))
        except apsw.Error as error:
            raise _translate(error) from None
        self.rowcount = self._inner.changes()
        self.lastrowid = self._inner.last_insert_rowid()
        return self

    def executemany(self, words: str, many: Iterable[Sequence[Any]]) -> Cursor:
        """Execute a statement for each of some values."""
        for values in many:
            self.execute(words, values)
        return self

    def fetchone(self) -> Any:
        """Give the next row."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Give some rows."""
        given, self._rows = self._rows[:size], self._rows[size:]
        return given

    def fetchall(self) -> list[Any]:
        """Give all rows that are left."""
        given, self._rows = self._rows, []
        return given

    def close(self) -> None:
        """Forget the rows."""
        self._rows = []

    def setinputsizes(self, *_: object) -> None:
        """Do nothing, as the DB-API allows."""

    def setoutputsize(self, *_: object) -> None:
        """Do nothing, as the DB-API allows."""

    def _see(self, cursor: apsw.Cursor, _: str, __: object) -> bool:
        self.description = [(name, *[None] * 6) for name, *_rest in cursor.get_description()] or None
        return True
