"""Roads looked up by where they are, while more are being laid."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.made.noding import Line

_MOST_LOOSE = 60


class Nearby:
    """Lines in a tree; those added later stand loose beside it until they are many."""

    __slots__ = ("_lines", "_shapes", "_tree", "_treed")

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = list(lines)
        self._shapes: list[BaseGeometry] = [shapely.LineString(line.points) for line in lines]
        self._plant()

    def add(self, line: Line) -> None:
        """Add a line."""
        self._lines.append(line)
        self._shapes.append(shapely.LineString(line.points))
        if len(self._shapes) - self._treed > _MOST_LOOSE:
            self._plant()

    def lines(self, area: BaseGeometry) -> list[Line]:
        """Give the lines that touch an area, in their order."""
        rows = np.sort(self._tree.query(area, predicate="intersects")).tolist()
        loose = [at for at in range(self._treed, len(self._shapes)) if self._shapes[at].intersects(area)]
        return [self._lines[at] for at in (*rows, *loose)]

    def near(self, points: np.ndarray, distance_m: float) -> int:
        """Count the points that lie so near to any line."""
        close = np.zeros(len(points), dtype=bool)
        close[self._tree.query(points, predicate="dwithin", distance=distance_m)[0]] = True
        for shape in self._shapes[self._treed :]:
            close |= shapely.dwithin(points, shape, distance_m)
        return int(close.sum())

    def nearest(self, point: BaseGeometry) -> BaseGeometry:
        """Give the shape nearest to a point."""
        found = [self._shapes[int(self._tree.nearest(point))]] if self._treed else []
        return min([*found, *self._shapes[self._treed :]], key=point.distance)

    def _plant(self) -> None:
        self._treed = len(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
