"""Opening a store: the key of its audit, its settings and schema looked at before anything is served."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.store import migrating
from api.store.engine import connect, place_of
from api.store.errors import StartFault, StoreError
from api.store.store import Clock, Store, now_us

KEY_FILE: Final = "audit.key"
_KEY_BYTES: Final = 32


def open_store(url: str, *, key: bytes, clock: Clock = now_us) -> Store:
    """Open a database, bring its schema up to date and give the store in it.

    Raises
    ------
    StoreError
        It cannot be opened, is not a database of ours, is broken, or a later version's.
    """
    engine = connect(url)
    try:
        _look(engine)
        migrating.upgrade(engine)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise StoreError(_fault(engine, str(error.orig).lower()), place=place_of(engine)) from error
    except StoreError:
        engine.dispose()
        raise
    return Store(engine, key=key, clock=clock)


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
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(_KEY_BYTES), encoding="ascii")
        draft.replace(path)
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


def _fault(engine: sa.Engine, words: str) -> StartFault:
    if engine.dialect.name == "postgresql":
        return "down"
    if "not a database" in words:
        return "not_a_database"
    if "malformed" in words or "corrupt" in words:
        return "corrupt"
    return "not_writable"
