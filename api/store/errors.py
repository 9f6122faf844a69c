"""What the store refuses, and what can go wrong with it; ``api.errors`` makes HTTP of them."""

from __future__ import annotations

from typing import Literal

from api.access.roles import Permission

StartFault = Literal[
    "altered_schema",
    "bad_note",
    "bad_url",
    "broken_disk",
    "corrupt",
    "down",
    "in_use",
    "network_folder",
    "newer_schema",
    "no_driver",
    "no_room",
    "no_such_database",
    "not_a_database",
    "not_as_noted",
    "not_let_in",
    "not_writable",
    "unsafe_settings",
    "wrong_key",
]

BackupFault = Literal[
    "backup_altered",
    "backup_broken",
    "backup_newer",
    "backup_wrong_key",
    "no_backup",
    "not_empty",
    "restored_otherwise",
]


class StoreError(Exception):
    """A database that cannot be opened: ``code`` names why, ``place`` the file or address without secrets."""

    def __init__(self, code: StartFault, *, place: str) -> None:
        super().__init__(f"{code}: {place}")
        self.code = code
        self.place = place


class BackupError(Exception):
    """A backup that cannot be used, or not there: ``code`` names why, ``place`` the folder or database."""

    def __init__(self, code: BackupFault, *, place: str) -> None:
        super().__init__(f"{code}: {place}")
        self.code = code
        self.place = place


class NotFoundError(Exception):
    """What is asked for is not there, or not for who asks."""


class ForbiddenError(Exception):
    """Who asks may not do that in the team whose object it is."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission


class OwnAccountError(Exception):
    """What nobody does to their own account: roles given to oneself, a way in closed from inside."""


class BusyError(Exception):
    """Too many wait to write, or one has waited too long."""


class StorageFullError(Exception):
    """There is no room left for what was to be written."""


class StorageDownError(Exception):
    """The database does not answer, or answered with a fault; whether the last commit took place may be in doubt."""


class KeyReusedError(Exception):
    """An idempotency key came with another body than before."""
