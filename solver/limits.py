"""How long a search may go on."""

from __future__ import annotations

from dataclasses import dataclass

from solver.errors import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a search ends: what comes first of what is given.

    ``seconds`` is wall time. ``iterations`` counts rounds of ruin and recreate; with it, equal seeds and equal
    ``workers`` give equal answers on any machine. ``stall`` is the number of rounds without a better plan. ``gap`` ends
    the search once the plan is proved to cost at most that share more than the best there can be (it implies
    ``bound``). ``bound`` asks for a proved lower bound of the cost. ``workers`` are the cores that may be used.
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
        require(self.iterations is None or self.iterations >= 0, f"limits: iterations {self.iterations}")
        require(self.stall is None or self.stall >= 0, f"limits: stall {self.stall}")
        require(self.gap is None or self.gap >= 0, f"limits: gap {self.gap}")
        require(1 <= self.workers <= 64, f"limits: workers {self.workers}")
