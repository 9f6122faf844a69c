"""Values that are costly to make, kept as long as others do not push them out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values that are made once each, however many ask, and forgotten when others come."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._values: OrderedDict[Hashable, Future[Value]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give a value, made by whoever asks first; one that could not be made is tried again."""
        with self._lock:
            known = self._values.get(key)
            if known is not None:
                self._values.move_to_end(key)
            else:
                self._values[key] = mine = Future[Value]()
                while len(self._values) > self._size:
                    self._values.popitem(last=False)
        if known is not None:
            return known.result()
        try:
            mine.set_result(make())
        except BaseException as error:
            with self._lock:
                self._values.pop(key, None)
            mine.set_exception(error)
            raise
        return mine.result()
