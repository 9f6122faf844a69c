"""Memory of the service: the latest values under ids that tell nothing, the oldest forgotten first."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Keeps at most ``size`` values, and ``room`` bytes of them as far as ``put`` is told; safe to use from threads.

    The latest value is kept however large it is.
    """

    def __init__(self, size: int, *, room: int) -> None:
        self._size = size
        self._room = room
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._bytes: dict[str, int] = {}
        self._lock = threading.Lock()

    def put(self, value: Value, *, size_bytes: int) -> str:
        """Keep a value that takes about so many bytes and give its new id."""
        key = secrets.token_urlsafe(12)
        with self._lock:
            self._values[key] = value
            self._bytes[key] = size_bytes
            while len(self._values) > 1 and self._is_full():
                oldest, _ = self._values.popitem(last=False)
                del self._bytes[oldest]
        return key

    def get(self, key: str) -> Value | None:
        """Find a value, None where it never was or has been forgotten."""
        with self._lock:
            return self._values.get(key)

    def items(self) -> list[tuple[str, Value]]:
        """List what is kept, the latest first."""
        with self._lock:
            return list(reversed(self._values.items()))

    def _is_full(self) -> bool:
        return len(self._values) > self._size or sum(self._bytes.values()) > self._room
