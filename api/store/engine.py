"""Connections to the database, with the settings under which nothing acknowledged is lost.

SQLite in WAL mode loses committed writes to a race of checkpoint and commit up to 3.51.2 (mended in 3.51.3, 3.50.7
and 3.44.6); with ``synchronous=NORMAL`` it loses them to a power cut, and so does a rollback journal with ``FULL``
(the folder's entry is not synced). So: WAL and ``FULL`` with a mended library, a rollback journal and ``EXTRA`` else.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from api.store.errors import StoreError

BUSY_MS: Final = 5_000
POOL: Final = 16
LOG_BYTES: Final = 64_000_000
"""What the log is cut back to after it has grown beside a long reading, such as a backup."""
WRITES: Final = "hemrutt_writes"
"""The execution option of connections that write: their transactions begin ``IMMEDIATE``."""
GLANCES: Final = "hemrutt_glances"
"""That of connections that read by single statements, without a transaction around them."""
FRESH_S: Final = 0.5
"""Seconds for which a connection to PostgreSQL that was used is taken to be there, without asking it."""

_USED: Final = "hemrutt_used_s"
_SYNCHRONOUS: Final = {"FULL": 2, "EXTRA": 3}
_MOUNTS: Final = Path("/proc/mounts")
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"})
_POSTGRESQL: Final = (
    "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"
    " -c synchronous_commit=on"
)
_ANSWERS: Final = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2, "tcp_user_timeout": 5_000}
"""A server that is gone without a word is noticed within seconds (seconds, and milliseconds for the last)."""


def connect(url: str) -> sa.Engine:
    """Open a database: ``sqlite:///FILE`` or ``postgresql://…``.

    Raises
    ------
    StoreError
        The address cannot be used.
    """
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StoreError("bad_url", place="") from None
    if address.get_backend_name() == "sqlite" and address.database:
        return _connect_sqlite(Path(address.database))
    if address.get_backend_name() == "postgresql":
        return _connect_postgresql(address)
    raise StoreError("bad_url", place=address.get_backend_name())


def place_of(engine: sa.Engine) -> str:
    """Name a database without its secrets."""
    return engine.url.render_as_string(hide_password=True)


def library() -> ModuleType:
    """Give the SQLite that comes with the wheel, else Python's own."""
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415 (there are wheels for Linux only)
    except ImportError:
        return sqlite3
    own: ModuleType = dbapi2
    return own


def is_mended(version: tuple[int, ...]) -> bool:
    """Tell whether a version of SQLite has the WAL reset mended."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _connect_sqlite(path: Path) -> sa.Engine:
    driver = library()
    if _is_on_network(path):
        raise StoreError("network_folder", place=str(path))
    with suppress(OSError):  # whatever is wrong is told when it is opened
        path.touch(mode=0o600)
    mended = is_mended(driver.sqlite_version_info)
    journal, synchronous = ("wal", "FULL") if mended else ("delete", "EXTRA")
    engine = sa.create_engine(
        f"sqlite:///{path}",
        module=driver,
        poolclass=QueuePool,
        pool_size=POOL,
        max_overflow=4 * POOL,
        pool_timeout=BUSY_MS / 1000,
        hide_parameters=True,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _set(connection: Any, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            # Going over to WAL is a transaction with a rollback journal: were that back after a power cut, it would
            # take back all that came after it.
            "synchronous=EXTRA",
            f"journal_mode={journal}",
            f"synchronous={synchronous}",
            f"journal_size_limit={LOG_BYTES}",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "recursive_triggers=ON",  # else REPLACE takes rows away without asking the triggers
        ):
            cursor.execute(f"PRAGMA {pragma}")
        held = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        cursor.close()
        if held != [journal, _SYNCHRONOUS[synchronous]]:
            raise StoreError("unsafe_settings", place=str(path))

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A reading transaction that came to write would fail at once where another writes: it is not let to.
        options = connection.get_execution_options()
        writes = options.get(WRITES, False)
        if connection.info.get(WRITES) is not writes:
            connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
            connection.info[WRITES] = writes
        if not options.get(GLANCES, False):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _connect_postgresql(address: sa.URL) -> sa.Engine:
    try:
        engine = sa.create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_size=POOL,
            max_overflow=POOL,
            pool_timeout=BUSY_MS / 1000,
            hide_parameters=True,
            connect_args={"options": _POSTGRESQL, "connect_timeout": 3, **_ANSWERS},
        )
    except ModuleNotFoundError:
        raise StoreError("no_driver", place=address.render_as_string(hide_password=True)) from None
    from psycopg import IsolationLevel  # noqa: PLC0415 (the driver is an extra)

    from api.store.answering import AnsweredConnection  # noqa: PLC0415 (as above)

    @sa.event.listens_for(engine, "do_connect")
    def _connect(_: object, __: object, arguments: list[str], options: dict[str, Any]) -> AnsweredConnection:
        return AnsweredConnection.connect(*arguments, **options)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        glances, writes = options.get(GLANCES, False), options.get(WRITES, False)
        driver: Any = connection.connection.dbapi_connection
        if driver.autocommit is not glances:
            driver.autocommit = glances
        if not glances:
            # As in SQLite: what is read in one transaction is of one instant. The driver says so as it begins.
            level = None if writes else IsolationLevel.REPEATABLE_READ
            if driver.isolation_level is not level:
                driver.isolation_level, driver.read_only = level, None if writes else True

    _ask_after_rest(engine)
    return engine


def _ask_after_rest(engine: sa.Engine) -> None:
    """Have a connection asked whether it is there before it is used, unless it was used a moment ago."""

    @sa.event.listens_for(engine, "checkin")
    def _note(_: object, record: Any) -> None:
        record.info[_USED] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def _ask(driver: Any, record: Any, _: object) -> None:
        rested_s = time.monotonic() - record.info.get(_USED, -FRESH_S)
        if rested_s < FRESH_S:
            return
        try:
            engine.dialect.do_ping(driver)
        except engine.dialect.loaded_dbapi.Error as error:
            if not engine.dialect.is_disconnect(error, driver, None):
                raise
            raise sa.exc.DisconnectionError from error


def _is_on_network(path: Path) -> bool:
    """Tell whether a file lies in a folder of another machine, where locks cannot be relied on (Linux only)."""
    if not _MOUNTS.exists():
        return False
    found = ("", "")
    whole = path.resolve()
    for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = line.split(" ")
        if whole.is_relative_to(point.replace("\\040", " ")) and len(point) >= len(found[0]):
            found = point, kind
    return found[1] in _NETWORK
