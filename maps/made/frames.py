"""Bent axes to lay streets along."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from maps.made import curves
from maps.made.noding import Line
from maps.made.plane import Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A district's own bent axes: u along the rows, v across them."""

    middle: Points
    angle: float
    bend: float
    warp: curves.Warp

    def place(self, u: Points, v: Points) -> Points:
        """Turn district coordinates into points on the plane."""
        across = v + self.bend * u**2 / 2
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return self.warp(self.middle + np.column_stack((u * cos - across * sin, u * sin + across * cos)))


def levels(reach_m: float, gap_m: tuple[float, float], *, rng: np.random.Generator) -> Points:
    """Spread numbers over ±reach with random gaps between them."""
    gaps = rng.uniform(*gap_m, int(2 * reach_m / gap_m[0]) + 2)
    spread = np.cumsum(gaps) - reach_m - rng.uniform(0, gap_m[1])
    return spread[spread < reach_m]


def stretch(part: shapely.LineString, start_m: float, end_m: float, *, tags: Mapping[str, str]) -> Line:
    """Make a street of a part of a line."""
    return Line(points=np.asarray(substring(part, start_m, end_m).coords), tags=tags)
