"""Opening: what cannot be used is refused at the door, with its reason, and is left as it was."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from api.access.actor import Actor
from api.store import Store, migrating, open_store, read_key
from api.store.engine import connect, is_mended
from api.store.errors import BackupFault, StartFault, StoreError
from api.store.schema import METADATA
from api.store.verifying import Fault
from scheduler.texts import LANGUAGES, Language, catalogue
from tests.store.conftest import KEY

_STEP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{last}", None, None


def upgrade():
    for name in ("a", "b", "c"):
        op.create_table(f"later_{{name}}", sa.Column("id", sa.Integer(), primary_key=True))
    anew = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("teams", recreate=anew) as batch:
        batch.add_column(sa.Column("more", sa.String(10)))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a database with an entry in its audit."""
    path = tmp_path / "hemrutt.db"
    store = open_store(f"sqlite:///{path}", key=KEY)
    with store.write(Actor(user="u", name="u", roles={})) as tx:
        tx.audit("try", team=None, subject="s", patients=["p"])
    store.close()
    return path


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Bring a later version of hemrutt, whose schema is a step further."""
    steps = migrating.ScriptDirectory(str(migrating._FOLDER))
    last = steps.get_current_head()

    def bring() -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(migrating._FOLDER, folder)
        (folder / "versions" / "9999_later.py").write_text(_STEP.format(last=last), encoding="utf-8")
        monkeypatch.setattr(migrating, "_FOLDER", folder)

    return bring


def _refusal(path: Path, **options: object) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{path}", key=options.pop("key", KEY), **options)  # type: ignore[arg-type]
    return caught.value.code


def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 500, encoding="utf-8")
    assert _refusal(path) == "not_a_database"
    assert path.read_text(encoding="utf-8") == "Dear diary, " * 500


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url)")
    other.close()
    assert _refusal(path) == "not_a_database"


def test_a_damaged_database_is_refused(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    for page in range(3, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(whole)
    assert _refusal(file) == "corrupt"


def test_a_database_cut_short_is_refused(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: 4096 * 5])
    assert _refusal(file) == "corrupt"


def test_an_emptied_database_is_refused_where_its_audit_was_noted(tmp_path: Path) -> None:
    path, noted = tmp_path / "hemrutt.db", tmp_path / "audit.anchor"
    store = open_store(f"sqlite:///{path}", key=KEY, anchor=noted)
    with store.write(Actor(user="u", name="u", roles={})) as tx:
        tx.audit("try", team=None, subject="s")
    store.close()
    path.write_bytes(b"")
    assert _refusal(path, anchor=noted) == "not_as_noted"


def test_another_key_than_the_audits_is_refused(file: Path) -> None:
    assert _refusal(file, key=b"x" * 32) == "wrong_key"


def test_a_folder_or_a_place_in_no_folder_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path) == "not_writable"
    assert _refusal(tmp_path / "none" / "hemrutt.db") == "not_writable"


@pytest.mark.parametrize(("kind", "is_refused"), [("nfs4", True), ("cifs", True), ("ext4", False)])
def test_a_database_in_a_folder_of_another_machine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, *, is_refused: bool
) -> None:
    folder, mounts = tmp_path / "our share", tmp_path / "mounts"
    folder.mkdir()
    point = str(folder).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/all {point} {kind} rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr("api.store.engine._MOUNTS", mounts)
    if is_refused:
        assert _refusal(folder / "hemrutt.db") == "network_folder"
        assert not (folder / "hemrutt.db").exists()
    else:
        open_store(f"sqlite:///{folder / 'hemrutt.db'}", key=KEY).close()


@pytest.mark.parametrize("url", ["", "sqlite://", "mysql://localhost/x", "nonsense"])
def test_an_address_of_no_known_database_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="bad_url"):
        open_store(url, key=KEY)


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="down") as caught:
        open_store(f"postgresql://u:hush@/x?host={tmp_path}", key=KEY)
    assert "hush" not in str(caught.value)


def test_a_database_that_another_program_holds_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.store.engine.BUSY_MS", 10)
    other = connect(f"sqlite:///{file}")
    with other.connect() as plain, plain.execution_options(hemrutt_writes=True).begin():
        assert _refusal(file) == "in_use"
    other.dispose()


def test_a_schema_changed_by_hand_is_refused(url: str, open_here: Callable[..., Store]) -> None:
    open_here().close()
    engine = connect(url)
    with engine.connect() as plain, plain.execution_options(hemrutt_writes=True).begin():
        plain.execute(sa.text("ALTER TABLE teams ADD COLUMN colour VARCHAR(10)"))
    engine.dispose()
    with pytest.raises(StoreError, match="altered_schema"):
        open_here()


def test_a_later_versions_database_is_refused(
    open_here: Callable[..., Store], later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context():
        own = migrating._FOLDER
        later()
        open_here().close()
        monkeypatch.setattr(migrating, "_FOLDER", own)
        with pytest.raises(StoreError, match="newer_schema"):
            open_here()


def test_a_step_that_breaks_off_anywhere_leaves_the_schema_before_it(
    url: str, open_here: Callable[..., Store], later: Callable[[], None], lead: Actor
) -> None:
    with open_here().write(lead) as tx:
        tx.audit("try", team=None, subject="s", patients=["p"])
    later()
    broken_off = 0
    for statement in range(1, 100):
        if not _upgrade_until(url, statement):
            break
        broken_off += 1
        assert _tables(url) == {*METADATA.tables, "alembic_version"}
    assert broken_off > 5
    assert {"later_a", "later_b", "later_c"} <= _tables(url)
    open_here().close()


_EARLIER = [step.revision for step in migrating.ScriptDirectory(str(migrating._FOLDER)).walk_revisions()][1:]


@pytest.mark.parametrize("revision", _EARLIER)
def test_every_earlier_schema_is_brought_to_the_tables_of_this_version(url: str, revision: str) -> None:
    engine = connect(url)
    with migrating.alone(engine) as connection:
        migrating.migrate(connection, revision)
    migrating.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


class _BrokenOffError(Exception):
    pass


def _upgrade_until(url: str, statement: int) -> bool:
    """Begin to upgrade, and break off before a statement that changes something; tell whether there was one."""
    engine = connect(url)
    seen = 0

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _count(_: object, __: object, words: str, *___: object) -> None:
        nonlocal seen
        seen += words.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE"))
        if seen == statement:
            raise _BrokenOffError

    try:
        migrating.upgrade(engine)
    except _BrokenOffError:
        return True
    finally:
        engine.dispose()
    return False


def _tables(url: str) -> set[str]:
    engine = connect(url)
    with engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names())
    engine.dispose()
    return names


def test_what_there_is_is_kept_before_a_step_and_only_then(
    open_here: Callable[..., Store], later: Callable[[], None]
) -> None:
    kept: list[str | None] = []

    def keep(connection: sa.Connection) -> None:
        kept.append(migrating.revision_of(connection))

    open_here(keep=keep).close()
    open_here(keep=keep).close()
    assert kept == []
    later()
    open_here(keep=keep).close()
    assert kept == [migrating.ScriptDirectory(str(migrating._FOLDER)).get_revision("9999").down_revision]


def test_settings_are_those_that_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = []
    for mended in (True, False):
        monkeypatch.setattr("api.store.engine.is_mended", lambda _, mended=mended: mended)
        engine = connect(f"sqlite:///{tmp_path / f'{mended}.db'}")
        with engine.connect() as connection:
            names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema")
            held.append([connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names])
        engine.dispose()
    assert held == [["wal", 2, 1, 1, 0], ["delete", 3, 1, 1, 0]]


def test_only_libraries_with_the_mended_reset_get_wal() -> None:
    versions = [(3, 44, 5), (3, 44, 6), (3, 45, 0), (3, 50, 6), (3, 50, 7), (3, 51, 2), (3, 51, 3), (3, 53, 4)]
    assert [is_mended(version) for version in versions] == [False, True, False, False, True, False, True, True]


def test_a_database_is_its_owners_alone(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    first = read_key(folder)
    assert len(first) == 32
    assert read_key(folder) == first
    assert (folder / "audit.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe", b"00" * 31])
def test_a_file_that_holds_no_key_is_refused_rather_than_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "audit.key").write_bytes(content)
    with pytest.raises(StoreError, match="wrong_key"):
        read_key(tmp_path)
    assert (tmp_path / "audit.key").read_bytes() == content


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_refused_is_told_with_what_to_do(language: Language) -> None:
    words = catalogue(language)
    codes = (*get_args(StartFault), *get_args(BackupFault))
    assert [code for code in codes if not {f"store.{code}", f"store.{code}.mend"} <= words.keys()] == []
    assert [fault for fault in get_args(Fault) if f"store.fault.{fault}" not in words] == []
