"""Power cuts: a working day is carried out once on a disk that remembers, then the power goes at any moment of it.

What is left must be a sound database in exactly the state after the last transaction that was acknowledged, or after
the one that was under way. Every tenth time the power goes again while that is opened, every fiftieth the store is.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import apsw
import sqlalchemy as sa

from api.store import engine, open_store
from api.store.errors import StoreError
from api.store.schema import METADATA
from benchmarks.faults import driver
from benchmarks.faults.business import BUSINESS, KEY, LEAD, World
from benchmarks.faults.disk import Act, Platter, Remembering

Outcome = Literal["old", "new", "lost", "mixed", "corrupt", "refused"]
GOOD: Final = frozenset({"old", "new"})
_AGAIN: Final = 10
_OPENED: Final = 50
_DISK: Final = "remembering"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """Settings of SQLite: those that are shipped, or others to see that the proof can fail."""

    journal: Literal["wal", "delete"]
    synchronous: Literal["FULL", "EXTRA", "NORMAL"]


SHIPPED: Final = (Shipped(journal="wal", synchronous="FULL"), Shipped(journal="delete", synchronous="EXTRA"))
UNSAFE: Final = (Shipped(journal="wal", synchronous="NORMAL"), Shipped(journal="delete", synchronous="FULL"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A day as a disk saw it: its acts, and the digest of all rows after each transaction."""

    source: Path
    acts: Sequence[Act]
    states: Sequence[str]


@contextmanager
def on_disk(name: str, settings: Shipped | None = None) -> Iterator[None]:
    """Have the store open its files on a disk of ours, with its own settings or others."""
    own, mended = engine.library, engine.is_mended
    driver.VFS[0] = name
    engine.library = lambda: driver
    if settings is not None:
        engine.is_mended = lambda version: version > (0,) and settings.journal == "wal"
    try:
        yield
    finally:
        engine.library, engine.is_mended = own, mended
        driver.VFS[0] = ""


def record(folder: Path, settings: Shipped, *, days: int, pages: int) -> Recording:
    """Carry days out; ``pages`` is after how many pages the log is carried over, so that this happens often."""
    disk = Remembering(_DISK)
    source = folder / "day.db"
    states: list[str] = []
    with on_disk(_DISK, settings):
        store = open_store(f"sqlite:///{source}", key=KEY)
        store.engine.dispose()

        @sa.event.listens_for(store.engine, "checkout")
        def _set(connection: Any, *_: object) -> None:
            connection.execute(f"PRAGMA wal_autocheckpoint={pages}")
            if settings not in SHIPPED:
                connection.execute(f"PRAGMA synchronous={settings.synchronous}")

        world = World(store=store)
        for number in range(days):
            for name, carry_out in (("nothing", _do_nothing), *BUSINESS.items()):
                world.key = f"{number}-{name}"
                carry_out(world)
                with store.read(LEAD) as tx:
                    states.append(digest(tx.connection.exec_driver_sql))
                disk.mark(len(states) - 1)
        store.close()
    return Recording(source=source, acts=tuple(disk.acts), states=tuple(states))


def cut_often(recording: Recording, folder: Path, *, times: int, seed: int) -> Counter[Outcome]:
    """Have the power go at moments chosen by lot, half of them just after an acknowledgement; count what was left."""
    lot = random.Random(seed)  # noqa: S311 (chances, no secret)
    ends = [number + 1 for number, act in enumerate(recording.acts) if act.kind == "mark"]
    moments = sorted(
        lot.choice(ends) if number % 2 else lot.randrange(1, len(recording.acts)) for number in range(times)
    )
    target = folder / "left.db"
    platter, done = Platter(), 0
    found: Counter[Outcome] = Counter()
    for number, moment in enumerate(moments):
        for act in recording.acts[done:moment]:
            platter.do(act)
        done = moment
        platter.cut(recording.source, target, lot)
        if number % _AGAIN == 0:
            _cut_again(target, lot)
        outcome = _judge(target, recording.states, platter.mark)
        found[outcome if number % _OPENED or _opens(target) else "refused"] += 1
    return found


def digest(execute: Callable[[str], Iterable[Sequence[Any]]]) -> str:
    """Give the digest of all rows; that of no tables where there are none yet."""
    whole = hashlib.sha256()
    there = {row[0] for row in execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for name in sorted(METADATA.tables.keys() & there):
        rows = sorted(repr(tuple(row)) for row in execute(f'SELECT * FROM "{name}"'))  # noqa: S608 (our own names)
        whole.update(f"{name} {rows}".encode())
    return whole.hexdigest()


def _do_nothing(_: World) -> None:
    """Stand for what there was before."""


def _cut_again(target: Path, lot: random.Random) -> None:
    """Have the power go again while what is left is opened and put in order."""
    disk = Remembering(f"{_DISK} again")
    platter = Platter.of(target)
    with suppress(apsw.Error):
        connection = apsw.Connection(str(target), vfs=disk.name)
        connection.execute("PRAGMA wal_checkpoint").fetchall()
        connection.close()
    for act in disk.acts[: lot.randrange(len(disk.acts) + 1)]:
        platter.do(act)
    platter.cut(target, target, lot)


def _opens(target: Path) -> bool:
    """Tell whether the store opens what is left, its schema and the end of its audit looked at."""
    try:
        open_store(f"sqlite:///{target}", key=KEY).close()
    except StoreError:
        return False
    return True


def _judge(target: Path, states: Sequence[str], mark: int) -> Outcome:
    try:
        connection = apsw.Connection(str(target))
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = digest(connection.execute)
        connection.close()
    except apsw.Error:
        return "corrupt"
    before = states[mark] if mark >= 0 else digest(lambda _: ())
    if not sound:
        return "corrupt"
    if found == before:
        return "old"
    if found in states[mark + 1 : mark + 2]:
        return "new"
    return "lost" if found in states[: max(mark, 0)] else "mixed"
