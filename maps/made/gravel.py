"""Gravel roads: dead ends to lone homesteads, a few of them looping back to another road."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.made import tags
from maps.made.noding import Line
from maps.made.plane import Points

_CELL_M = 90.0
_STEP_M = 70.0
_CLASSES = {"trunk": 5_200.0, "primary": 2_600.0, "secondary": 1_300.0, "tertiary": 850.0, "unclassified": 850.0}


class _Ground:
    """Which squares of the land are closed by towns or water, or taken by roads."""

    __slots__ = ("_half", "closed", "taken")

    def __init__(self, radius_m: float) -> None:
        self._half = int(radius_m / _CELL_M) + 3
        self.taken: NDArray[np.bool_] = np.zeros((2 * self._half, 2 * self._half), dtype=bool)
        self.closed = self.taken.copy()

    def mark(self, points: Points) -> None:
        """Take the squares of a line, whose points are at most a square apart, and the squares around them."""
        squares = np.clip(np.floor(points / _CELL_M).astype(int) + self._half, 1, 2 * self._half - 2)
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                self.taken[squares[:, 0] + east, squares[:, 1] + north] = True

    def fill(self, area: BaseGeometry) -> None:
        """Close all squares in an area."""
        size = 2 * self._half
        low, high = (np.array(area.bounds).reshape(2, 2) / _CELL_M + self._half).astype(int)
        spans = [np.arange(max(0, low[axis]), min(size, high[axis] + 1)) for axis in (0, 1)]
        if not (len(spans[0]) and len(spans[1])):
            return
        shapely.prepare(area)
        east, north = np.meshgrid(*((span - self._half + 0.5) * _CELL_M for span in spans), indexing="ij")
        self.closed[np.ix_(*spans)] |= shapely.contains_xy(area, east, north)

    def is_free(self, point: Points) -> bool:
        """Whether a point lies on the sheet in a free square."""
        square = np.floor(point / _CELL_M).astype(int) + self._half
        if square.min() < 1 or square.max() > 2 * self._half - 2:
            return False
        return not bool(self.taken[square[0], square[1]] or self.closed[square[0], square[1]])

    def is_closed(self, point: Points) -> bool:
        """Whether a point lies in a town, in water or off the sheet."""
        square = np.floor(point / _CELL_M).astype(int) + self._half
        if square.min() < 1 or square.max() > 2 * self._half - 2:
            return True
        return bool(self.closed[square[0], square[1]])


def gravel_roads(
    roads: Sequence[Line], *, closed: Sequence[BaseGeometry], radius_m: float, rng: np.random.Generator
) -> list[Line]:
    """Grow gravel roads from country roads over free land.

    Parameters
    ----------
    closed
        Towns and water, where none may go.
    """
    ground = _Ground(radius_m)
    for area in (area for area in closed if not area.is_empty):
        ground.fill(area)
    for road in roads:
        ground.mark(road.points)
    lines: list[Line] = []
    for road in roads:
        for start, heading in _starts(road, rng=rng):
            lines += _grow(start, heading, ground=ground, may_branch=True, rng=rng)
    return lines


def _starts(road: Line, *, rng: np.random.Generator) -> list[tuple[Points, float]]:
    """Where along a road others turn off, and which way."""
    mean_m = _CLASSES.get(road.tags["highway"], 1_500.0)
    steps = np.hypot(*np.diff(road.points, axis=0).T)
    turnings = np.flatnonzero(rng.random(len(steps)) < steps / mean_m)
    starts = []
    for at in turnings:
        ahead = road.points[at + 1] - road.points[at]
        side = np.pi / 2 * rng.choice((-1, 1)) + rng.normal(0, 0.35)
        starts.append((road.points[at], float(np.arctan2(ahead[1], ahead[0]) + side)))
    return starts


def _grow(start: Points, heading: float, *, ground: _Ground, may_branch: bool, rng: np.random.Generator) -> list[Line]:
    """One road from a turning, ending at a homestead or, sometimes, at the next road; and its branches."""
    wanted_m = float(np.exp(rng.normal(6.75 if may_branch else 6.0, 0.75)))
    row = [start]
    turn = 0.0
    branches: list[tuple[Points, float]] = []
    for count in range(int(wanted_m / _STEP_M) + 2):
        turn = 0.7 * turn + rng.normal(0, 0.13)
        heading += turn
        point = row[-1] + _STEP_M * np.array([np.cos(heading), np.sin(heading)])
        if ground.is_closed(point):
            break
        if count >= 2 and not ground.is_free(point):
            beyond = 2 * point - row[-1]
            if rng.random() < 0.35 and len(row) > 4 and not ground.is_closed(beyond):
                row += [point, beyond]
            break
        row.append(point)
        if may_branch and count > 2 and rng.random() < 0.11:
            branches.append((point, heading + float(rng.choice((-1, 1)) * rng.normal(1.2, 0.25))))
    if len(row) < 4 or not ground.is_free(row[3]):
        return []
    points = np.array(row)
    ground.mark(points)
    lines = [Line(points=points, tags=tags.gravel_road(len(row), rng=rng))]
    for fork, way in branches:
        lines += _grow(fork, way, ground=ground, may_branch=False, rng=rng)
    return lines
