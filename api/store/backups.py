"""Backups: all rows as of one instant in one file, the same for SQLite and PostgreSQL, and back again.

A backup is a folder with ``rows.jsonl.gz`` (a line a row, tables after those they point at) and ``manifest.json``,
which is written last and sealed with the audit's key: revision of the schema, rows by table, digest of the file, end
of the audit's chain. The key is not in it, nor are sessions. What is restored goes through the steps from its own
revision.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.store import migrating
from api.store.audit import Head, seal
from api.store.durable import sync_folder, write_safely
from api.store.errors import BackupError
from api.store.schema import AUDIT_HEAD

FORMAT: Final = "hemrutt-backup/1"
ROWS: Final = "rows.jsonl.gz"
MANIFEST: Final = "manifest.json"
_LEFT_OUT: Final = frozenset({"alembic_version", "shape", "sessions"})
_LABEL: Final = "backup"
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: instant and revision, columns and number of rows by table, and the audit's end."""

    made_us: int
    revision: str
    columns: Mapping[str, Sequence[str]]
    rows: Mapping[str, int]
    sha256: str
    head: Head

    def sealed(self, key: bytes) -> dict[str, object]:
        """Give it as a document, with a seal that only who has the key can make."""
        fields: dict[str, object] = {"format": FORMAT, **asdict(self)}
        return fields | {"seal": seal(fields, previous=_LABEL, key=key)}


def back_up(connection: sa.Connection, folder: Path, *, key: bytes, at_us: int) -> Manifest:
    """Write a backup into a folder, which must not be there yet; it is there whole or not at all.

    Ask in a reading transaction, so that all rows are of one instant. Raises OSError.
    """
    revision = migrating.revision_of(connection)
    assert revision is not None
    tables = _tables(connection)
    head = connection.execute(sa.select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.hash)).one()
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    draft.mkdir(mode=0o700, parents=True)
    try:
        rows = _write_rows(connection, tables, draft / ROWS)
        manifest = Manifest(
            made_us=at_us,
            revision=revision,
            columns={table.name: [column.name for column in table.c] for table in tables},
            rows=rows,
            sha256=_digest(draft / ROWS),
            head=Head(seq=head.seq, hash=head.hash),
        )
        write_safely(draft / MANIFEST, json.dumps(manifest.sealed(key), indent=1) + "\n")
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    sync_folder(folder.parent)
    return manifest


def read_manifest(folder: Path, *, key: bytes) -> Manifest:
    """Read a backup's manifest and see that its rows are those it tells of.

    Raises
    ------
    BackupError
        It is no whole backup, was altered, or made with another key.
    """
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        given = {name: document[name] for name in Manifest.__slots__}
        manifest = Manifest(**given | {"head": Head(**document["head"])})
    except FileNotFoundError:
        raise BackupError("no_backup", place=str(folder)) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError("backup_broken", place=str(folder / MANIFEST)) from None
    if document != manifest.sealed(key):
        raise BackupError("backup_wrong_key", place=str(folder / MANIFEST))
    try:
        if _digest(folder / ROWS) != manifest.sha256:
            raise BackupError("backup_altered", place=str(folder / ROWS))
    except OSError:
        raise BackupError("backup_broken", place=str(folder / ROWS)) from None
    return manifest


def read_rows(folder: Path) -> Iterator[tuple[str, list[object]]]:
    """Read a backup's rows, each with its table's name."""
    with gzip.open(folder / ROWS, "rt", encoding="utf-8") as file:
        for line in file:
            name, values = json.loads(line)
            yield name, values


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """Give the tables that a database has, which may be of an older schema, after those they point at."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in _LEFT_OUT]


def _write_rows(connection: sa.Connection, tables: Sequence[sa.Table], path: Path) -> dict[str, int]:
    counts = dict.fromkeys((table.name for table in tables), 0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0, filename="") as file:
            for table in tables:
                keys = tuple(table.primary_key)
                rows = connection.execution_options(yield_per=_AT_ONCE).execute(sa.select(table).order_by(*keys))
                for row in rows:
                    counts[table.name] += 1
                    file.write(json.dumps([table.name, list(row)], ensure_ascii=False).encode() + b"\n")
        raw.flush()
        os.fsync(raw.fileno())
    return counts


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
