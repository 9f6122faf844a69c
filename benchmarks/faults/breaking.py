"""Faults of the disk: each act of each transaction fails in its turn, once or from then on, for want of room or broken.

Whatever fails, the database must be as before or as after, its audit whole; and when the disk is well again the same
store must go on, the same command under the same key must take effect once, and say what it said.
"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from api.store import Store, open_store
from api.store.engine import connect
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.store.verifying import verify
from benchmarks.faults.business import BUSINESS, KEY, LEAD, World, counts
from benchmarks.faults.disk import SUFFIXES, Breaking, Fault
from benchmarks.faults.power import SHIPPED, Shipped, on_disk

Outcome = Literal["acknowledged", "refused", "in doubt", "lost", "mixed", "chain", "stuck", "twice", "untold"]
GOOD: Final = frozenset({"acknowledged", "refused", "in doubt"})
"""Committed and said so; not committed and said so; committed, and said that the database did not answer."""

_FAULTS: Final[tuple[Fault, ...]] = ("io", "full")
_KEYED: Final = frozenset(BUSINESS) - {"plan read"}
"""Those that come with a key, to be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A transaction, what breaks, and for how long."""

    business: str
    settings: Shipped
    fault: Fault
    lasting: bool


def cases(business: Iterable[str] = tuple(BUSINESS)) -> list[Case]:
    """Give every case of some transactions."""
    return [
        Case(business=name, settings=settings, fault=fault, lasting=lasting)
        for settings, name, fault, lasting in itertools.product(SHIPPED, business, _FAULTS, (False, True))
    ]


def break_everywhere(case: Case, folder: Path, disk: Breaking, *, step: int = 1) -> Counter[Outcome]:
    """Have each act of a transaction fail in its turn, or every few of them."""
    found: Counter[Outcome] = Counter()
    with on_disk(disk.name, case.settings), _prepared(case, folder, disk) as template:
        for at in itertools.count(1, step):
            outcome = _try(case, template, disk, at)
            if outcome is None:
                return found
            found[outcome] += 1
    raise AssertionError


@contextmanager
def _prepared(case: Case, folder: Path, disk: Breaking) -> Iterator[tuple[Path, World]]:
    """Carry out all that comes before the transaction, once; what it left is copied for each try."""
    disk.arm(None)
    template = folder / "template.db"
    for suffix in SUFFIXES:
        template.with_name(template.name + suffix).unlink(missing_ok=True)
    store = open_store(f"sqlite:///{template}", key=KEY)
    world = World(store=store)
    for name, carry_out in BUSINESS.items():
        if name == case.business:
            break
        world.key = name
        carry_out(world)
    store.close()
    yield template, world


def _try(case: Case, prepared: tuple[Path, World], disk: Breaking, at: int) -> Outcome | None:
    """Have one act fail; None where the transaction has fewer."""
    template, before = prepared
    path = template.with_name("tried.db")
    for suffix in SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(template, path)
    store = Store(connect(f"sqlite:///{path}"), key=KEY)
    world = World(store=store, day=before.day, job=before.job, plan=before.plan, check=before.check, key=case.business)
    try:
        return _judge(case, world, disk, at)
    finally:
        disk.arm(None)
        store.close()


def _judge(case: Case, world: World, disk: Breaking, at: int) -> Outcome | None:
    old = counts(world.store)
    disk.arm(at, fault=case.fault, lasting=case.lasting)
    told = _carry_out(case, world)
    fired = disk.fired
    disk.arm(None)
    found = counts(world.store)
    if not fired or told == "untold":
        return told if told == "untold" else None
    if not _is_sound(world.store):
        return "chain"
    if case.business not in _KEYED:
        return _tell(told, done=found != old)
    again = _carry_out(case, world)
    new = counts(world.store)
    if again != "acknowledged":
        return "stuck"
    if new["replies"] != old["replies"] + 1:
        return "twice"
    return _tell(told, done=found == new) if found in (old, new) else "mixed"


def _tell(told: Outcome, *, done: bool) -> Outcome:
    if told == "acknowledged":
        return "acknowledged" if done else "lost"
    return "in doubt" if done else "refused"


def _carry_out(case: Case, world: World) -> Outcome:
    try:
        BUSINESS[case.business](world)
    except (BusyError, StorageDownError, StorageFullError):
        return "refused"
    except Exception:  # noqa: BLE001 (what is not told as a fault of the storage is a finding)
        return "untold"
    return "acknowledged"


def _is_sound(store: Store) -> bool:
    with store.read(LEAD) as tx:
        pages: Any = tx.connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return pages == ["ok"] and not any(verify(tx.connection, key=KEY))
