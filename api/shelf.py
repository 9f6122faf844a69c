"""Memory of the service: the latest values under ids that tell nothing, the oldest forgotten first."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Keeps at most ``size`` values; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, value: Value) -> str:
        """Keep a value and give its new id."""
        key = secrets.token_urlsafe(12)
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return key

    def get(self, key: str) -> Value | None:
        """Find a value, None where it never was or has been forgotten."""
        with self._lock:
            return self._values.get(key)

    def items(self) -> list[tuple[str, Value]]:
        """List what is kept, the latest first."""
        with self._lock:
            return list(reversed(self._values.items()))
