"""The seconds of one search: what of them is for searching, and when it has to hand over."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from solver.limits import Limits

SEARCH_SHARE: Final = 0.35
"""Where a bound is asked for, the search gets this share of the seconds and the proof the rest."""

RESERVE: Final = 0.05
MOST_RESERVE_S: Final = 0.5
"""Share of the seconds, and most of them, that are kept for trying what is left out and choosing times."""

MOST_RESERVE: Final = 0.25
"""And the most kept on large days for handing over: as long as laying them out took."""

GRACE: Final = 0.1
LEAST_GRACE_S: Final = 0.5
"""Choosing times may go on for so much longer than the seconds."""


class Budget:
    """Wall seconds since a search began, and its limits; ``stop`` is asked whether to end before them."""

    def __init__(self, limits: Limits, stop: Callable[[], bool] | None) -> None:
        self.begun = time.monotonic()
        self._limits, self._stop = limits, stop
        self._laid_out_s, self._stopped_s = 0.0, math.inf

    def note_layout(self) -> None:
        """Note that the problem is laid out by now."""
        self._laid_out_s = self.elapsed

    def leave_out(self, seconds: float) -> None:
        """Do not count so many seconds."""
        self.begun += seconds

    @property
    def elapsed(self) -> float:
        """Wall seconds since the search began."""
        return time.monotonic() - self.begun

    @property
    def is_proving(self) -> bool:
        """Tell whether a bound is asked for."""
        return self._limits.bound or self._limits.gap is not None

    @property
    def is_stopped(self) -> bool:
        """Tell whether somebody asked to stop."""
        if self._stop is not None and self._stop():
            self._stopped_s = min(self._stopped_s, self.elapsed)
        return self._stopped_s < math.inf

    @property
    def search_s(self) -> float:
        """Seconds after which to look for better routes no more."""
        return (SEARCH_SHARE if self.is_proving else 1.0) * self._limits.seconds - self._reserve_s

    @property
    def times_s(self) -> float:
        """Seconds left for choosing times."""
        return max(0.1, self._end_s + self._reserve_s - self.elapsed)

    @property
    def proof_s(self) -> float:
        """Seconds left for a proof."""
        return max(0.1, self._limits.seconds - self.elapsed)

    def is_over(self) -> bool:
        """Tell whether to stop looking for better plans."""
        return self.is_stopped or self.elapsed >= self.search_s

    def is_due(self) -> bool:
        """Tell whether to try no more places: half of the time kept for choosing times is left."""
        return self.elapsed >= self._end_s + self._reserve_s / 2

    def is_late(self) -> bool:
        """Tell whether to hand over the plan as it is."""
        seconds = self._end_s + self._reserve_s
        grace = LEAST_GRACE_S if self.is_stopped else max(LEAST_GRACE_S, GRACE * seconds)
        return self.elapsed >= seconds + grace

    @property
    def _end_s(self) -> float:
        """Seconds after which the search ends, at the latest when it is told to stop."""
        return min(self.search_s, self._stopped_s)

    @property
    def _reserve_s(self) -> float:
        """Seconds for choosing times; on large days handing over takes about as long as laying them out did."""
        seconds = self._limits.seconds
        return min(MOST_RESERVE_S, RESERVE * seconds) + min(self._laid_out_s, MOST_RESERVE * seconds)
