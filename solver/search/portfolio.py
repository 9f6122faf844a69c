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
from typing import Final

from solver.limits import Limits
from solver.master import Master
from solver.search.engine import Engine, Sequences

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

SLOW_ROUNDS: Final = 6000
"""Rounds per visit that let the search begin hot; with fewer it begins as cold as they can cool."""

HOTTEST_START: Final = 0.0
COLDEST_START: Final = 0.75
"""How far the cooling is at the beginning, with many rounds and with few."""


@dataclass(slots=True)
class Pace:
    """How far a search is: begun when, how many rounds each worker did, how many since a better plan."""

    limits: Limits
    begun: float
    seconds: float
    over: Callable[[], bool]
    rounds: list[int] = field(default_factory=list)
    since: list[int] = field(default_factory=list)

    def share(self, worker: int) -> float:
        """Give the share of the search that a worker has behind it, up to 1."""
        if self.limits.iterations is not None:
            return min(1.0, self.rounds[worker] / max(1, self.quota))
        return min(1.0, (time.monotonic() - self.begun) / self.seconds)

    def done(self, worker: int) -> bool:
        """Tell whether a worker is to stop."""
        stalled = self.limits.stall is not None and min(self.since) >= self.limits.stall
        return stalled or self.share(worker) >= 1.0 or self.over()

    @property
    def quota(self) -> int:
        """Rounds for each worker."""
        rounds = self.limits.iterations or 0
        return -(-rounds // max(1, len(self.rounds)))


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
        if len(self.engines) == 1 or pace.limits.iterations is not None:
            for worker in range(len(self.engines)):
                self._work(worker, pace, better)
        else:
            with ThreadPoolExecutor(len(self.engines)) as pool:
                list(pool.map(lambda worker: self._work(worker, pace, better), range(len(self.engines))))
        return sum(pace.rounds)

    def _work(self, worker: int, pace: Pace, better: Callable[[int], None]) -> None:
        """Run one engine in chunks."""
        engine, chunk, begin = self.engines[worker], FIRST_CHUNK, None
        if pace.limits.iterations is not None:
            chunk = ROUNDS_PER_CHUNK
        warm = COLDEST_START
        while not pace.done(worker):
            share = pace.share(worker)
            begun = time.monotonic()
            rounds = chunk if pace.limits.iterations is None else min(chunk, pace.quota - pace.rounds[worker])
            begin = warm + (1 - warm) * share
            pace.since[worker] = engine.run(rounds, begin=begin, end=begin)
            pace.rounds[worker] += rounds
            better(engine.cost)
            chunk, warm = self._next(pace, rounds, time.monotonic() - begun)
            self._collect(engine)
            if worker == 0 and self._is_due(pace, share):
                self._recombine(pace, better)

    def _next(self, pace: Pace, rounds: int, took: float) -> tuple[int, float]:
        """Give the rounds of the next chunk, and how cold a search with so many rounds in all begins."""
        if pace.limits.iterations is not None:
            return ROUNDS_PER_CHUNK, _start_for(pace.quota / max(1, self.size))
        speed = rounds / max(took, 1e-6)
        chunk = int(min(MOST_CHUNK, max(1, speed * CHUNK_S), 4 * rounds + 1))
        return chunk, _start_for(speed * pace.seconds / max(1, self.size))

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
