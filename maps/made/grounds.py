"""Ways around the water: a coarse grid of dry squares on which roads find their course."""

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from maps.made import curves
from maps.made.plane import Points

_LEAST_CELL_M = 300.0
_CELLS = 320
_SHORE_COST = 1.25
_SEARCH = 7.0
"""How many times the straight line a way around may be, to be looked for at all."""


class Ground:
    """Which squares of a box are dry; squares near a place always are."""

    __slots__ = ("_arcs", "_cell_m", "_origin", "_shape", "_wet")

    def __init__(self, wet: BaseGeometry, bounds: tuple[float, float, float, float], *, dry: Points) -> None:
        west, south, east, north = bounds
        self._cell_m = max(_LEAST_CELL_M, max(east - west, north - south) / _CELLS)
        self._origin = np.array([west, south])
        self._shape = int((east - west) / self._cell_m) + 1, int((north - south) / self._cell_m) + 1
        middles = [
            low + (np.arange(count) + 0.5) * self._cell_m for low, count in zip((west, south), self._shape, strict=True)
        ]
        self._wet = wet
        shapely.prepare(wet)
        land = ~shapely.contains_xy(wet, *np.meshgrid(*middles, indexing="ij"))
        columns, rows = self._square(dry).T
        land[columns, rows] = True
        self._arcs = _arcs(land, self._cell_m)

    def way(self, start: Points, end: Points) -> Points | None:
        """Find a short dry way between two points, as few points; None where there is none within reason."""
        straight = float(np.hypot(*(end - start)))
        squares = self._square(np.array([start, end]))
        first, last = (int(column * self._shape[1] + row) for column, row in squares)
        limit = _SEARCH * straight + 4 * self._cell_m
        found, before = dijkstra(self._arcs, indices=np.array([first]), return_predecessors=True, limit=limit)
        if not np.isfinite(found[0, last]):
            return None
        row = [last]
        while row[-1] != first:
            row.append(int(before[0, row[-1]]))
        squares = np.column_stack(np.divmod(np.array(row[::-1]), self._shape[1]))
        inner = self._origin + (squares[1:-1] + 0.5) * self._cell_m
        whole = np.vstack((start, inner, end))
        for share in (0.75, 0.4, 0.2):
            short = curves.simplify(whole, tolerance_m=share * self._cell_m)
            if not self._wet.intersects(shapely.LineString(short)):
                return short
        return whole

    def _square(self, points: Points) -> Points:
        squares = np.floor((points - self._origin) / self._cell_m).astype(np.int64)
        return np.asarray(np.clip(squares, 0, np.array(self._shape) - 1))


def _arcs(land: np.ndarray, cell_m: float) -> csr_array:
    """Join each dry square to its eight dry neighbours; along the shore it costs a little more."""
    number = np.arange(land.size).reshape(land.shape)
    padded = np.pad(land, 1)
    around = sum(padded[1 + east : padded.shape[0] - 1 + east, 1 + north : padded.shape[1] - 1 + north].astype(int)
                 for east in (-1, 0, 1) for north in (-1, 0, 1))  # fmt: skip
    cost = np.where(around < 9, _SHORE_COST, 1.0)
    tails, heads, weights = [], [], []
    for east, north in ((1, 0), (0, 1), (1, 1), (1, -1)):
        here = slice(None, -1) if east else slice(None), slice(1, None) if north < 0 else slice(None, -north or None)
        there = slice(1, None) if east else slice(None), slice(None, -1) if north < 0 else slice(north, None)
        both = land[here] & land[there]
        tails.append(number[here][both])
        heads.append(number[there][both])
        weights.append((cost[here] + cost[there])[both] / 2 * cell_m * float(np.hypot(east, north)))
    tail, head, weight = (np.concatenate(part) for part in (tails, heads, weights))
    rows, columns = np.concatenate((tail, head)), np.concatenate((head, tail))
    return csr_array((np.concatenate((weight, weight)), (rows, columns)), shape=(land.size, land.size))
