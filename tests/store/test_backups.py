"""Backups: what is restored is what was, whatever was written meanwhile, in either database."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.access.actor import Actor
from api.store import Store, open_store
from api.store.anchor import read_anchor, write_anchor
from api.store.audit import Head
from api.store.backups import MANIFEST, ROWS, Manifest, back_up, read_manifest
from api.store.errors import BackupError, StoreError
from api.store.restoring import rehearse, restore
from api.store.schema import AUDIT, EVENTS, FEED, METADATA, TEAMS
from tests.store.conftest import KEY

_KEPT = [table for name, table in METADATA.tables.items() if name not in {"shape", "sessions"}]


def _fill(store: Store, lead: Actor, *keys: str) -> None:
    for key in keys:
        with store.write(lead) as tx:
            tx.connection.execute(TEAMS.insert().values(id=key, key=key, name="Åsele “öst”", made_us=tx.now_us))
            tx.audit("team:make", team=key, subject=f"team:{key}", patients=["p1"])
            tx.publish(key, "team", {"rad": "ä\n"})


def _rows(store: Store, lead: Actor) -> dict[str, list[tuple[object, ...]]]:
    with store.read(lead) as tx:
        return {
            table.name: [tuple(row) for row in tx.connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in _KEPT
        }


def _back_up(store: Store, lead: Actor, folder: Path) -> Manifest:
    with store.read(lead) as tx:
        return back_up(tx.connection, folder, key=KEY, at_us=tx.now_us)


@pytest.fixture
def folder(store: Store, lead: Actor, tmp_path: Path) -> Path:
    """Give a backup of a store with three teams."""
    _fill(store, lead, "a", "b", "c")
    _back_up(store, lead, tmp_path / "backup")
    return tmp_path / "backup"


def test_the_drill_gives_every_row_back(
    open_here: Callable[..., Store], empty: str, lead: Actor, tmp_path: Path
) -> None:
    """The database and what it is restored to are each SQLite and PostgreSQL: four ways."""
    store = open_here()
    _fill(store, lead, "a", "b", "c")
    before = _rows(store, lead)
    manifest = _back_up(store, lead, tmp_path / "backup")
    _fill(store, lead, "later")
    assert restore(tmp_path / "backup", empty, key=KEY) == manifest
    other = open_store(empty, key=KEY)
    assert _rows(other, lead) == before
    _fill(other, lead, "d")
    assert [len(_rows(other, lead)[table.name]) for table in (TEAMS, AUDIT, FEED)] == [4, 4, 4]
    other.close()


def test_what_is_written_while_a_backup_is_made_is_not_in_it(store: Store, lead: Actor, tmp_path: Path) -> None:
    _fill(store, lead, "a")
    with store.read(lead) as tx:
        tx.connection.execute(sa.select(TEAMS)).all()
        _fill(store, lead, "b")
        manifest = back_up(tx.connection, tmp_path / "backup", key=KEY, at_us=0)
    assert [manifest.rows[table.name] for table in (TEAMS, AUDIT, FEED)] == [1, 1, 1]
    assert rehearse(tmp_path / "backup", key=KEY) == manifest


def test_a_backup_that_breaks_off_is_not_there(
    store: Store, lead: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("api.store.backups.write_safely", fail)
    with pytest.raises(OSError, match="No space"):
        _back_up(store, lead, tmp_path / "backup")
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []
    with pytest.raises(BackupError, match="no_backup"):
        read_manifest(tmp_path / "backup", key=KEY)


def test_backups_are_their_owners_alone(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {MANIFEST: 0o600, ROWS: 0o600}


def test_a_database_with_something_in_it_is_not_written_over(folder: Path, url: str, store: Store, lead: Actor) -> None:
    before = _rows(store, lead)
    with pytest.raises(BackupError, match="not_empty"):
        restore(folder, url, key=KEY)
    assert _rows(store, lead) == before


def _flip(folder: Path) -> None:
    rows = bytearray((folder / ROWS).read_bytes())
    rows[len(rows) // 2] ^= 1
    (folder / ROWS).write_bytes(rows)


def _lower(folder: Path) -> None:
    document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    document["head"]["seq"] -= 1
    (folder / MANIFEST).write_text(json.dumps(document), encoding="utf-8")


def _cut(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text[:100], encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_flip, "backup_altered"),
        (_lower, "backup_wrong_key"),
        (_cut, "backup_broken"),
        (lambda folder: (folder / ROWS).unlink(), "backup_broken"),
        (lambda folder: (folder / MANIFEST).unlink(), "no_backup"),
    ],
    ids=["flip", "lower", "cut", "no_rows", "no_manifest"],
)
def test_a_backup_that_is_not_what_was_made_is_refused(
    folder: Path, empty_file: str, harm: Callable[[Path], None], code: str
) -> None:
    harm(folder)
    with pytest.raises(BackupError, match=code):
        restore(folder, empty_file, key=KEY)
    open_store(empty_file, key=KEY).close()


def test_a_backup_made_with_another_key_is_refused(folder: Path) -> None:
    with pytest.raises(BackupError, match="backup_wrong_key"):
        rehearse(folder, key=b"x" * 32)


def test_rows_that_tell_another_story_are_not_kept(
    folder: Path, empty_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the key and can seal a manifest still cannot bring in a chain that does not hold."""
    with gzip.open(folder / ROWS, "rt", encoding="utf-8") as file:
        lines = [line.replace("team:make", "team:lose") for line in file]
    with gzip.open(folder / ROWS, "wt", encoding="utf-8") as file:
        file.writelines(lines)
    monkeypatch.setattr("api.store.backups._digest", lambda _: _sha_of(folder))
    with pytest.raises(BackupError, match="restored_otherwise"):
        restore(folder, empty_file, key=KEY)
    open_store(empty_file, key=KEY).close()


def _sha_of(folder: Path) -> str:
    sha: str = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
    return sha


def test_numbers_go_on_after_those_restored(folder: Path, empty: str, lead: Actor) -> None:
    restore(folder, empty, key=KEY)
    other = open_store(empty, key=KEY)
    _fill(other, lead, "d")
    with other.read(lead) as tx:
        assert tx.connection.execute(sa.select(FEED.c.seq).order_by(FEED.c.seq)).scalars().all() == [1, 2, 3, 4]
        assert tx.connection.execute(sa.select(EVENTS.c.seq)).all() == []
    other.close()


def test_an_older_database_in_its_place_is_refused_until_it_is_said_to_be_meant(
    folder: Path, empty_file: str, store: Store, lead: Actor, tmp_path: Path
) -> None:
    noted = tmp_path / "audit.anchor"
    _fill(store, lead, "later")
    with store.read(lead) as tx:
        row = tx.connection.execute(sa.select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).one()
    write_anchor(noted, Head(seq=row.seq, hash=row.hash), key=KEY)
    manifest = restore(folder, empty_file, key=KEY)
    with pytest.raises(StoreError, match="not_as_noted"):
        open_store(empty_file, key=KEY, anchor=noted)
    write_anchor(noted, manifest.head, key=KEY)
    open_store(empty_file, key=KEY, anchor=noted).close()
    assert read_anchor(noted, key=KEY) == manifest.head
