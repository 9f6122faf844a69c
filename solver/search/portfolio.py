"""Several engines at once: who searches, for how long, how hot, and when OR-Tools recombines what they met.

One engine a worker, each with a seed of its own, in chunks so short that progress and a stop are prompt. The first
worker now and then lets the master choose among all routes met; every engine then goes on from what it chose.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from solver.search.engine import Engine, Sequences

if TYPE_CHECKING:
    from solver.master import Master

CHUNK_S: Final = 0.03
FIRST_CHUNK: Final = 4
MOST_CHUNK: Final = 20_000
"""Rounds of a chunk: at first, and at most."""

MASTER_EVERY: Final = 0.12
"""Share of the search after which the master is asked again."""

MASTER_SHARE: Final = 0.06
"""Share of the seconds the master may take each time."""

ROUNDS_PER_CHUNK: Final = 500
"""With a number of rounds as the limit, chunks do not depend on the clock."""

SLOW_ROUNDS: Final = 400
"""Rounds per visit that let the search begin hot; with fewer it begins as cold as they can cool."""

HOTTEST_START: Final = 0.0
COLDEST_START: Final = 0.5
"""How far the cooling is at the beginning, with many rounds and with few."""


@dataclass(slots=True)
class Pace:
    """How far a search is: begun when, how many rounds each worker did, how many since a better plan.

    ``most`` are the rounds of each worker at most; ``clocked`` tells that the seconds count as well.
    """

    begun: float
    seconds: float
    most: int
    clocked: bool
    stall: int | None
    over: Callable[[], bool]
    rounds: list[int] = field(default_factory=list)
    since: list[int] = field(default_factory=list)

    def share(self, worker: int) -> float:
        """Give the share of the search that a worker has behind it, up to 1."""
        rounds = self.rounds[worker] / self.most if self.most else 1.0
        spent = (time.monotonic() - self.begun) / self.seconds if self.clocked else 0.0
        return min(1.0, max(rounds, spent))

    def done(self, worker: int) -> bool:
        """Tell whether a worker is to stop."""
        stalled = self.stall is not None and min(self.since) >= self.stall
        return stalled or self.share(worker) >= 1.0 or self.over()


class Portfolio:
    """Engines that search side by side.

    Parameters
    ----------
    engines
        One a worker.
    size
        How many visits there are.
    master
        None where routes do not add up to a plan by themselves, so that nothing is recombined.
    """

    def __init__(self, engines: list[Engine], *, size: int, master: Master | None) -> None:
        self.engines, self.size, self.master = engines, size, master
        self._lock = threading.Lock()
        self._asked = 0.0

    @property
    def best(self) -> Engine:
        """The engine with the best plan."""
        return min(self.engines, key=lambda engine: engine.cost)

    @property
    def sequences(self) -> Sequences:
        """The best plan."""
        return self.best.best()

    def adopt(self, sequences: Sequences) -> None:
        """Let all engines go on from a plan."""
        for engine in self.engines:
            engine.adopt(sequences)

    def search(self, pace: Pace, *, tell: Callable[[int], None]) -> int:
        """Search until it is over; give the rounds of all workers. ``tell`` is called with each better cost."""
        pace.rounds, pace.since = [0] * len(self.engines), [0] * len(self.engines)
        told = [self.best.cost + 1]

        def better(cost: int) -> None:
            with self._lock:
                if cost < told[0]:
                    told[0] = cost
                    tell(cost)

        better(self.best.cost)
        workers = range(len(self.engines))
        if len(workers) == 1 or not pace.clocked:
            for worker in workers:
                self._work(worker, pace, better)
        else:
            with ThreadPoolExecutor(len(workers)) as pool:
                list(pool.map(lambda worker: self._work(worker, pace, better), workers))
        return sum(pace.rounds)

    def _work(self, worker: int, pace: Pace, better: Callable[[int], None]) -> None:
        """Run one engine in chunks."""
        engine = self.engines[worker]
        chunk = FIRST_CHUNK if pace.clocked else ROUNDS_PER_CHUNK
        warm = COLDEST_START if pace.clocked else _start_for(pace.most / max(1, self.size))
        while not pace.done(worker):
            share, begun = pace.share(worker), time.monotonic()
            rounds = min(chunk, pace.most - pace.rounds[worker])
            heat = warm + (1 - warm) * share
            pace.since[worker] = engine.run(rounds, begin=heat, end=heat)
            pace.rounds[worker] += rounds
            better(engine.cost)
            if pace.clocked:
                speed = rounds / max(time.monotonic() - begun, 1e-6)
                chunk = int(min(MOST_CHUNK, max(1.0, speed * CHUNK_S), 4.0 * rounds))
                warm = _start_for(min(pace.most, speed * pace.seconds) / max(1, self.size))
            self._collect(engine)
            if worker == 0 and self._is_due(pace, share):
                self._recombine(pace, better)

    def _collect(self, engine: Engine) -> None:
        if self.master is not None:
            routes = engine.take_routes()
            with self._lock:
                self.master.add(routes)

    def _is_due(self, pace: Pace, share: float) -> bool:
        return self.master is not None and share >= self._asked + MASTER_EVERY and not pace.done(0)

    def _recombine(self, pace: Pace, better: Callable[[int], None]) -> None:
        """Let the master choose among the routes met; engines go on from a better plan."""
        assert self.master is not None, "asked only where there is one"
        best = self.best
        seconds = min(MASTER_SHARE * pace.seconds, pace.begun + pace.seconds - time.monotonic())
        with self._lock:
            chosen = self.master.choose(below=best.cost, seconds=max(0.05, seconds))
        self._asked = pace.share(0)
        if chosen is not None:
            self.engines[0].adopt(chosen)
            better(self.engines[0].cost)


def _start_for(rounds_per_visit: float) -> float:
    """Give how far the cooling is at the beginning of a search with so many rounds per visit."""
    few = max(0.0, 1.0 - rounds_per_visit / SLOW_ROUNDS)
    return HOTTEST_START + (COLDEST_START - HOTTEST_START) * few
