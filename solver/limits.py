"""How long a search may go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from solver.errors import require, require_whole

LARGEST_SEED: Final = 2**32 - 1
MOST_ROUNDS: Final = 2**53

_TIMED_A_SECOND: Final = 300
"""Visits of a plan that are timed and checked in a second, on a slow machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a search ends: what comes first of what is given.

    ``seconds`` is wall time. ``iterations`` counts rounds of ruin and recreate; with it, equal seeds and equal
    ``workers`` give equal answers on any machine that does them within the seconds. ``stall`` is the number of rounds
    without a better plan. ``gap`` ends the search once the plan is proved to cost at most that share more than the best
    there can be (it implies ``bound``). ``bound`` asks for a proved lower bound of the cost. ``workers`` are the cores
    that may be used.
    """

    seconds: float = 10.0
    iterations: int | None = None
    stall: int | None = None
    gap: float | None = None
    bound: bool = False
    workers: int = 1
    seed: int = 1

    def __post_init__(self) -> None:
        require(self.seconds > 0, f"limits: seconds {self.seconds}")
        require_whole("limits: iterations", self.iterations or 0, most=MOST_ROUNDS)
        require_whole("limits: stall", self.stall or 0, most=MOST_ROUNDS)
        require(self.gap is None or self.gap >= 0, f"limits: gap {self.gap}")
        require_whole("limits: workers", self.workers, least=1, most=64)
        require_whole("limits: seed", self.seed, most=LARGEST_SEED)

    def wall_s(self, visits: int, *, spare_s: float) -> float:
        """Give the seconds from its first plan after which a search of so many visits is taken to hang.

        A fifth more than it was given, and what timing and checking a plan takes: ``spare_s``, or more for thousands.
        """
        return 1.2 * self.seconds + max(spare_s, visits / _TIMED_A_SECOND)
