"""Whoever bounds the time of a search is told when code is compiled: that is once on a machine, and counts for nothing.

numba takes its time to be imported, so this says nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_listeners: Final[list[Callable[[bool], None]]] = []


def listen(hear: Callable[[bool], None]) -> None:
    """Have ``hear`` called, from any thread, with True when compiling begins and with False when it has ended."""
    _listeners.append(hear)


def tell(*, is_compiling: bool) -> None:
    """Tell all who listen."""
    for hear in _listeners:
        hear(is_compiling)
