"""How often something may be asked for: a bucket that fills with time and is emptied by requests."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_USERS: Final = 1_000
"""Users whose turns are remembered; who comes after so many others begins anew."""


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


class Turns:
    """Lets each user do something costly one at a time, ``burst`` times at once and ``per_second`` in the long run."""

    def __init__(self, *, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._throttles: OrderedDict[str, Throttle] = OrderedDict()
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def take(self, user: str) -> Iterator[bool]:
        """Tell whether it is the user's turn, which lasts until the block ends."""
        with self._lock:
            mine = user not in self._busy and self._throttle_of(user).take()
            if mine:
                self._busy.add(user)
        try:
            yield mine
        finally:
            if mine:
                with self._lock:
                    self._busy.remove(user)

    def _throttle_of(self, user: str) -> Throttle:
        throttle = self._throttles.pop(user, None)
        if throttle is None:
            throttle = Throttle(burst=self._burst, per_second=self._per_second, clock=self._clock)
        self._throttles[user] = throttle
        if len(self._throttles) > _USERS:
            self._throttles.popitem(last=False)
        return throttle
