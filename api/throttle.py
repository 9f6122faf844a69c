"""How often something may be asked for: a bucket that fills with time and is emptied by requests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Throttle:
    """Lets ``burst`` requests through at once and ``per_second`` in the long run, from whomever they come.

    The service serves a few dispatchers; a page that searches while one types asks some five times a second.
    """

    def __init__(self, *, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._clock = clock
        self._left = self._burst
        self._seen = clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Tell whether one more request may pass, and count it if so."""
        with self._lock:
            now = self._clock()
            self._left = min(self._burst, self._left + (now - self._seen) * self._per_second)
            self._seen = now
            if self._left < 1:
                return False
            self._left -= 1
            return True
