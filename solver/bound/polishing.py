"""Polishing: OR-Tools looks for a better plan among the routes known, beside all else."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Future

from solver.bound.choosing import Choice
from solver.bound.hands import Hands


class Polishing:
    """One choice after the other; after each that found no better plan the pause grows by the time it took."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._job: Future[Choice | None] | None = None
        self._begun = 0.0
        self._next = math.inf
        """Seconds left at which the next may begin."""
        self._failures = 0

    def is_due(self) -> bool:
        """Tell whether none is under way, and the pause is over."""
        return self._job is None and self._hands.left() <= self._next

    def begin(self, choose: Callable[[], Choice | None]) -> None:
        """Let a choice be made."""
        self._begun, self._job = self._hands.left(), self._hands.submit(choose)

    def take(self, *, wait: bool = False) -> Choice | None:
        """Give the choice under way if it is made, or once it is."""
        if self._job is None or not (wait or self._job.done()):
            return None
        job, self._job = self._job, None
        choice = self._hands.result(job)
        self._failures += 1
        self._next = self._hands.left() - self._failures * (self._begun - self._hands.left())
        return choice

    def go_on(self) -> None:
        """Polish on without a pause: the last choice was a better plan."""
        self._failures, self._next = 0, math.inf
