"""``python -m benchmarks.faults --power 1000 --breaking --kill 10 --race 200``: one table; ends with 1 on a finding."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from api.store import open_store
from benchmarks.faults import breaking, killing, power, races
from benchmarks.faults.business import KEY
from benchmarks.faults.disk import Breaking

Line = tuple[str, Counter[str], bool]


def main() -> int:
    """Try what was asked for."""
    options = _read()
    asked: list[Callable[[Path], Iterator[Line]]] = []
    if options.power:
        asked.append(lambda folder: _power(folder, options.power))
    if options.breaking:
        asked.append(_break)
    if options.kill:
        asked.append(lambda folder: _kill(folder, options.kill))
    if options.race:
        asked.append(lambda folder: _race(folder, options.race, options.postgresql))
    good = True
    for trying in asked:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            begun = time.process_time()
            for name, found, sound in trying(Path(folder)):
                seconds, begun = time.process_time() - begun, time.process_time()
                told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.items()))
                print(f"| {name} | {told} | {seconds:.1f} | {'ok' if sound else 'FAULT'} |", flush=True)
                good &= sound
    return 0 if good else 1


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--power", type=int, default=0, metavar="CUTS", help="power cuts, for each kind of journal")
    parser.add_argument("--breaking", action="store_true", help="fail each act of each transaction on the disk")
    parser.add_argument("--kill", type=int, default=0, metavar="TIMES", help="kill a server under load")
    parser.add_argument("--race", type=int, default=0, metavar="ROUNDS", help="eight clients apply to one version")
    parser.add_argument("--postgresql", metavar="URL", help="an empty database to race in too")
    parser.add_argument("--folder", type=Path, help="where to put databases; a disk in memory saves time")
    return parser.parse_args()


def _power(folder: Path, cuts: int) -> Iterator[Line]:
    for settings in (*power.SHIPPED, *power.UNSAFE):
        found: Counter[str] = Counter()
        for seed, pages in enumerate((5, 20, 1_000)):
            part = folder / f"{settings.journal}-{settings.synchronous}-{pages}"
            part.mkdir()
            recording = power.record(part, settings, days=3, pages=pages)
            found.update(power.cut_often(recording, part, times=-(-cuts // 3), seed=seed))
        shipped = settings in power.SHIPPED
        bad = any(outcome not in power.GOOD for outcome in found)
        name = "shipped" if shipped else "not shipped, to see that it can fail"
        yield f"power, {settings.journal} {settings.synchronous} ({name})", found, bad is not shipped


def _break(folder: Path) -> Iterator[Line]:
    disk = Breaking()
    for case in breaking.cases():
        found = breaking.break_everywhere(case, folder, disk)
        lasting = "lasting" if case.lasting else "once"
        name = f"{case.business}: {case.fault} {lasting}, {case.settings.journal}"
        yield name, Counter(found.elements()), breaking.GOOD.issuperset(found)


def _kill(folder: Path, times: int) -> Iterator[Line]:
    killed = killing.kill_often(folder, times=times, seed=1)
    counted = {name: getattr(killed, name) for name in ("acknowledged", "kept", "lost", "doubled", "broken")}
    slowest = max(killed.ready_s)
    sound = not (killed.lost or killed.doubled or killed.broken)
    yield f"{times} × kill -9, ready within {slowest:.1f} s", Counter(counted), sound


def _race(folder: Path, rounds: int, postgresql: str | None) -> Iterator[Line]:
    for url in (f"sqlite:///{folder / 'race.db'}", postgresql):
        if url is None:
            continue
        with ExitStack() as stack:
            stores = [stack.enter_context(closing(open_store(url, key=KEY))) for _ in range(2)]
            won = races.race(stores, races.prepare(stores[0]), clients=8, rounds=rounds)
        found = Counter({f"rounds with {winners} winners": count for winners, count in won.items()})
        yield f"8 clients × {rounds} rounds, {url.partition(':')[0]}", found, set(won) == {1}


if __name__ == "__main__":
    sys.exit(main())
