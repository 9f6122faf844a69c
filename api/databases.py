"""The service's database: where it is, with its key, the anchor of its audit, and a backup before each upgrade."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.settings import Settings
from api.store import Store, open_store, read_key
from api.store.backups import back_up
from api.store.store import now_us

_ANCHOR: Final = "-anchor"


def open_database(settings: Settings) -> Store:
    """Open the database of the settings; one of an older version is backed up in ``backups`` and upgraded.

    Raises
    ------
    StoreError
        It cannot be opened.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = read_key(settings.home)

    def keep(connection: sa.Connection) -> None:
        instant = now_us()
        back_up(connection, settings.home / "backups" / f"before-upgrade-{instant}", key=key, at_us=instant)

    return open_store(settings.database_url, key=key, anchor=anchor_of(settings), keep=keep)


def anchor_of(settings: Settings) -> Path:
    """Tell where the end of the audit's chain is noted: where the settings say, else beside the database."""
    if settings.anchor is not None:
        return settings.anchor
    address = sa.make_url(settings.database_url) if "://" in settings.database_url else None
    name = "hemrutt" if address is None or not address.database else address.database
    if address is not None and address.get_backend_name() == "sqlite":
        return Path(f"{name}{_ANCHOR}")
    return settings.home / f"{Path(name).name}{_ANCHOR}"
