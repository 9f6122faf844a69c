"""Which parts of a sheet are taken by letters, so that none are written over others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from maps.mercator import Floats

_CELL: Final = 24.0


@dataclass(frozen=True, slots=True)
class Room:
    """Discs that are taken, found by the cells they lie in."""

    _discs: dict[tuple[int, int], list[tuple[float, float, float]]] = field(default_factory=lambda: defaultdict(list))
    _said: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def is_free(self, discs: Floats) -> bool:
        """Tell whether discs, rows of x, y and radius, lie on nothing that is taken."""
        for x, y, radius in discs.tolist():
            for cell in _cells(x, y, radius):
                for other_x, other_y, other in self._discs.get(cell, ()):
                    if (x - other_x) ** 2 + (y - other_y) ** 2 < (radius + other) ** 2:
                        return False
        return True

    def take(self, discs: Floats) -> None:
        """Take the room of discs."""
        for x, y, radius in discs.tolist():
            for cell in _cells(x, y, radius):
                self._discs[cell].append((x, y, radius))

    def is_news(self, words: str, at: tuple[float, float], *, apart: float) -> bool:
        """Tell whether words stand nowhere nearer than so many points."""
        return all(np.hypot(at[0] - x, at[1] - y) >= apart for x, y in self._said[words])

    def say(self, words: str, at: tuple[float, float]) -> None:
        """Note where words stand."""
        self._said[words].append(at)


def _cells(x: float, y: float, radius: float) -> list[tuple[int, int]]:
    columns = range(int((x - radius) // _CELL), int((x + radius) // _CELL) + 1)
    rows = range(int((y - radius) // _CELL), int((y + radius) // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]
