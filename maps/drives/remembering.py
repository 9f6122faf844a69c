"""What was made, remembered while there is room: a few things, and only so many bytes of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Memory(Generic[_Value]):
    """The values last asked for; threads may share it, and two that ask at once may both make a value."""

    def __init__(self, *, most: int, most_bytes: int, size: Callable[[_Value], int]) -> None:
        self._most, self._most_bytes, self._size = most, most_bytes, size
        self._values: dict[Hashable, tuple[_Value, int]] = {}
        self._lock = threading.Lock()

    def give(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Give the value of a key, made if it is not remembered; the last one is, however large."""
        with self._lock:
            known = self._values.pop(key, None)
            if known is not None:
                self._values[key] = known
                return known[0]
        value = make()
        with self._lock:
            self._values[key] = value, self._size(value)
            while len(self._values) > 1 and self._is_full():
                del self._values[next(iter(self._values))]
        return value

    def _is_full(self) -> bool:
        total = sum(size for _, size in self._values.values())
        return len(self._values) > self._most or total > self._most_bytes
