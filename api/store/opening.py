"""Opening a store: the key of its audit, its settings and schema looked at before anything is served."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.store import migrating
from api.store.anchor import Anchor, read_anchor
from api.store.audit import Head
from api.store.durable import write_safely
from api.store.engine import connect, place_of
from api.store.errors import StoreError
from api.store.meanings import start_fault_of
from api.store.schema import AUDIT
from api.store.store import Clock, Store, now_us
from api.store.verifying import holds

KEY_FILE: Final = "audit.key"
_KEY_BYTES: Final = 32


def open_store(
    url: str,
    *,
    key: bytes,
    clock: Clock = now_us,
    anchor: Path | None = None,
    keep: Callable[[sa.Connection], None] | None = None,
) -> Store:
    """Open a database, bring its schema up to date and give the store in it.

    ``anchor`` is the file where the end of the audit's chain is noted; ``keep`` makes a backup before an upgrade.

    Raises
    ------
    StoreError
        It cannot be opened, is not a database of ours, is broken, a later version's, or not what was noted of it.
    """
    noted = None if anchor is None else read_anchor(anchor, key=key)
    engine = connect(url)
    try:
        _look(engine)
        migrating.upgrade(engine, keep=keep)
        _compare(engine, key=key, noted=noted)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        fault = start_fault_of(error, backend=engine.dialect.name)
        raise StoreError(fault, place=place_of(engine)) from error
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, key=key, clock=clock, anchor=None if anchor is None else Anchor(anchor, key=key))


def read_key(folder: Path) -> bytes:
    """Read the key of the audit, or make one where there is none, for its owner's eyes only.

    Raises
    ------
    StoreError
        The file is there and holds no key.
    """
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        write_safely(path, secrets.token_hex(_KEY_BYTES))
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, UnicodeDecodeError):
        key = b""
    if len(key) < _KEY_BYTES:
        raise StoreError("wrong_key", place=str(path))
    return key


def _look(engine: sa.Engine) -> None:
    """Read a little of everything, so that a broken file is refused at the door."""
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if found != "ok":
                raise StoreError("corrupt", place=place_of(engine))
        tables = set(sa.inspect(connection).get_table_names())
        if engine.dialect.name == "sqlite" and tables and "alembic_version" not in tables:
            raise StoreError("not_a_database", place=place_of(engine))


def _compare(engine: sa.Engine, *, key: bytes, noted: Head | None) -> None:
    """Compare the audit's end with the key, and with what was noted of it outside."""
    with engine.connect() as connection, connection.begin():
        if not holds(connection, key=key):
            raise StoreError("wrong_key", place=place_of(engine))
        if noted is not None:
            found = connection.execute(sa.select(AUDIT.c.hash).where(AUDIT.c.seq == noted.seq)).scalar_one_or_none()
            if found != noted.hash:
                raise StoreError("not_as_noted", place=place_of(engine))
