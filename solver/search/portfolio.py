"""Several engines at once: who searches, for how long, how hot, and when OR-Tools recombines what they met.

One engine a worker, each with a seed of its own, in chunks so short that progress and a stop are prompt. Where a master
can put routes together, a worker cools several times from nothing, a little longer each time, as short searches find
different good routes; the master chooses among all of them, and at last each worker goes on from the best plan. (Many
short searches with a set partition: Subramanian, Uchoa and Ochi, "A hybrid algorithm for a class of vehicle routing
problems", Computers & Operations Research 40(10), 2013.)
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from solver.master import Master
from solver.search.engine import Candidate, Engine, Sequences
from solver.solution import Solution

CHUNK_S: Final = 0.03
FIRST_CHUNK: Final = 4
MOST_CHUNK: Final = 20_000
"""Rounds of a chunk: at first, and at most."""

ROUNDS_PER_CHUNK: Final = 500
"""With a number of rounds as the limit, chunks do not depend on the clock."""

CHUNKS_PER_RUN: Final = 8
"""A run has so many chunks at least, as it cools between them."""

FIRST_RUN: Final = 300
"""Rounds per visit of the first run from nothing."""

LONGER: Final = 1.1
"""How much longer each run from nothing is than the one before."""

RUNS_UNTIL: Final = 0.85
AGAIN_UNTIL: Final = 0.96
"""Shares of the search up to which runs begin from nothing, then go on from the best plan; last the master is asked."""

WARM_START: Final = 0.45
"""How far it is where a run goes on from a good plan."""

SHARED_FROM: Final = 0.8
"""Without a master each worker goes its own way up to this share of the search, then on from the best plan of all."""

MASTER_EVERY: Final = 0.12
"""Share of the search after which the master is asked again."""

MASTER_SHARE: Final = 0.06
"""Share of the seconds the master may take each time."""

NEARLY: Final = 1.02
"""Promising routes are those of plans that cost up to so many times the best one."""


@dataclass(slots=True)
class Pace:
    """How far a search is: begun when, how many rounds each worker did, how many since a better plan.

    ``most`` are the rounds of each worker at most; ``clocked`` tells that the seconds count as well. All workers stall
    together by the clock; without one they search in turn, and each by itself.
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

    def rounds_in_all(self, worker: int) -> float:
        """Give how many rounds a worker is likely to do, at least 1; few as long as it is not known how fast it is."""
        if not self.clocked:
            return float(max(1, self.most))
        return max(1.0, self.rounds[worker] / max(self.share(worker), 1e-9))

    def done(self, worker: int) -> bool:
        """Tell whether a worker is to stop."""
        since = min(self.since) if self.clocked else self.since[worker]
        stalled = self.stall is not None and since >= self.stall
        return stalled or self.share(worker) >= 1.0 or self.over()


@dataclass(frozen=True, slots=True)
class _Run:
    """One cooling: from which share of the search on, over how many rounds, from a good plan or from nothing."""

    start: float
    length: float
    warm: bool

    def end(self, in_all: float) -> float:
        """Give the share of the search at which it ends."""
        for until in (RUNS_UNTIL, AGAIN_UNTIL):
            if self.start < until:
                share = self.length / in_all
                # What is left behind it must be worth another run, else it takes that as well.
                return self.start + share if until == RUNS_UNTIL and self.start + 1.7 * share < until else until
        return 1.0


class Portfolio:
    """Engines that search side by side.

    Parameters
    ----------
    engines
        One a worker.
    size
        How many visits there are.
    master
        None where routes do not add up to a plan by themselves: nothing is recombined, and each worker cools once.
    """

    def __init__(self, engines: list[Engine], *, size: int, master: Master | None) -> None:
        self.engines, self.size, self.master = engines, max(1, size), master
        self._found: tuple[int, Sequences, Solution | None] = (self.best.cost, self.best.best(), None)
        self._given = False
        self._asked = 0.0
        self._lock, self._asking = threading.Lock(), threading.Lock()

    @property
    def best(self) -> Engine:
        """The engine with the best plan."""
        return min(self.engines, key=lambda engine: engine.cost)

    @property
    def sequences(self) -> Sequences:
        """The best plan."""
        return self._found[1]

    def routes(self, *, seconds: float) -> list[Candidate]:
        """Give the most promising of the routes met; none where there is no master."""
        below = int(NEARLY * self._found[0])
        return [] if self.master is None else self.master.promising(below=below, seconds=seconds)

    def adopt(self, sequences: Sequences, like: Solution | None = None) -> None:
        """Let all engines go on from a plan; ``like`` tells its times, if they keep all rules."""
        self._given = True
        for engine in self.engines:
            engine.adopt(sequences, like)
        self._found = (self.best.cost, self.best.best(), like)

    def search(self, pace: Pace, *, tell: Callable[[int], None]) -> int:
        """Search until it is over; give the rounds of all workers. ``tell`` is called with each better cost."""
        pace.rounds, pace.since = [0] * len(self.engines), [0] * len(self.engines)
        tell(self._found[0])
        workers = range(len(self.engines))
        if len(workers) == 1 or not pace.clocked:
            for worker in workers:
                self._work(worker, pace, tell)
        else:
            with ThreadPoolExecutor(len(workers)) as pool:
                list(pool.map(lambda worker: self._work(worker, pace, tell), workers))
        return sum(pace.rounds)

    def _work(self, worker: int, pace: Pace, tell: Callable[[int], None]) -> None:
        """Let one engine cool, again and again where there is a master."""
        engine, nothing = self.engines[worker], ((),) * len(self.sequences)
        run = _Run(0.0, float(FIRST_RUN * self.size), self._given)
        while not pace.done(worker):
            self._cool(worker, pace, run, tell)
            if self.master is None or pace.done(worker):
                continue
            self._recombine(worker, pace, tell)
            start = pace.share(worker)
            run = _Run(start, LONGER * run.length, start >= RUNS_UNTIL)
            if run.warm:
                self._go_on_from_best(engine)
            else:
                engine.adopt(nothing)

    def _cool(self, worker: int, pace: Pace, run: _Run, tell: Callable[[int], None]) -> None:
        """Run one engine in chunks until a run ends."""
        engine, chunk = self.engines[worker], FIRST_CHUNK if pace.clocked else ROUNDS_PER_CHUNK
        while not pace.done(worker):
            share, in_all, begun = pace.share(worker), pace.rounds_in_all(worker), time.monotonic()
            end = 1.0 if self.master is None else run.end(in_all)
            if share >= end:
                return
            first = WARM_START if run.warm else 0.0
            heat = first + (1.0 - first) * (share - run.start) / (end - run.start)
            most = min(chunk, int(in_all * (end - run.start) / CHUNKS_PER_RUN) + 1)
            rounds = min(most, pace.most - pace.rounds[worker])
            pace.since[worker] = engine.run(rounds, begin=heat, end=heat)
            pace.rounds[worker] += rounds
            self._collect(engine, tell)
            if self.master is None and share < SHARED_FROM <= pace.share(worker):
                self._go_on_from_best(engine)
            if pace.clocked:
                speed = rounds / max(time.monotonic() - begun, 1e-6)
                chunk = int(min(MOST_CHUNK, max(1.0, speed * CHUNK_S), 4.0 * rounds))

    def _collect(self, engine: Engine, tell: Callable[[int], None]) -> None:
        """Keep the routes that an engine met and its best plan, and tell of it if it is better."""
        with self._lock:
            if self.master is not None:
                self.master.add(engine.take_routes())
            if engine.cost < self._found[0]:
                times = engine.solution() if len(self.engines) > 1 else None
                self._found = (engine.cost, engine.best(), times)
                tell(engine.cost)

    def _go_on_from_best(self, engine: Engine) -> None:
        """Let an engine take over the best plan of all, unless its own is as good."""
        with self._lock:
            cost, sequences, times = self._found
        if self.master is not None or cost < engine.cost:
            engine.adopt(sequences, times)

    def _recombine(self, worker: int, pace: Pace, tell: Callable[[int], None]) -> None:
        """Let the master choose among the routes met; the engine takes over a better plan."""
        assert self.master is not None, "asked only where there is one"
        share = pace.share(worker)
        if share < min(RUNS_UNTIL, self._asked + MASTER_EVERY) or not self._asking.acquire(blocking=not pace.clocked):
            return
        try:
            self._asked = share
            left = min(MASTER_SHARE * pace.seconds, pace.begun + pace.seconds - time.monotonic())
            seconds = max(0.05, left) if pace.clocked else None
            chosen = self.master.choose(below=self._found[0], seconds=seconds)
        finally:
            self._asking.release()
        if chosen is not None:
            self.engines[worker].adopt(chosen)
            self._collect(self.engines[worker], tell)
