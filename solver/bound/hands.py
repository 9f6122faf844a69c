"""Workers that are told to stop when the time is over, and who waits for them only that long."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeVar

import numpy as np

from solver.bound.tasks import Ints

Result = TypeVar("Result")

PAUSE: Final = 0.05
"""Seconds between looks at the clock."""


class Hands:
    """An executor, the seconds left, and flags that compiled functions read now and then: not 0 once time is over."""

    def __init__(self, executor: Executor, left: Callable[[], float]) -> None:
        self.left = left
        self._executor = executor
        self._stopped = False
        self._interrupts: list[Callable[[], object]] = []

    def map(self, work: Callable[..., Result], *arguments: Iterable[object]) -> list[Result]:
        """Do the work for each set of arguments, to which a flag is added as ``halt``: any of them may stop all."""
        halt: Ints = np.full(1, self._stopped, np.int64)
        with self.watching(partial(halt.fill, 1)):
            jobs = [self._executor.submit(partial(work, halt=halt), *each) for each in zip(*arguments, strict=True)]
            return [self.result(job) for job in jobs]

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Do some work beside others."""
        return self._executor.submit(work)

    def result(self, job: Future[Result]) -> Result:
        """Wait for a job, which is told to stop when the time is over."""
        while wait([job], PAUSE).not_done:
            if self.left() <= 0:
                self.stop()
        return job.result()

    def stop(self) -> None:
        """Tell all jobs to stop."""
        self._stopped = True
        for interrupt in tuple(self._interrupts):
            interrupt()

    @contextmanager
    def watching(self, interrupt: Callable[[], object]) -> Generator[None]:
        """Have ``interrupt`` called when the time is over."""
        self._interrupts.append(interrupt)
        try:
            yield
        finally:
            self._interrupts.remove(interrupt)
