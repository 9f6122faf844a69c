"""A packed tree of boxes around short straight pieces of road, in which the nearest piece is found.

Pieces are laid out along Morton's curve and boxed by sixteens, the boxes again by sixteens, up to one (a packed
R-tree; Kamel and Faloutsos, "On Packing R-trees", CIKM 1993). It follows the density of the roads, so that a point
in a city, in the mountains or on another continent all cost about the same, and it is three plain arrays, which are
kept with the network. Pieces have no arrays of their own: they are known by the point at which they begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from maps import mercator
from maps.mercator import Floats
from maps.network import Indices, Ints

FANOUT: Final = 16

_CURVE_BITS: Final = 24
"""By axis: the world in steps of some two metres."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tree:
    """Boxes level by level, those around pieces first; the last is around everything."""

    piece: Indices
    """The point at which each piece begins, in the order of the boxes."""
    box: Floats
    """West, south, east and north on the map of ``mercator``, shape (boxes, 4)."""
    level: Ints
    """Where each level begins in ``box``, and its length at the end."""

    def __post_init__(self) -> None:
        if [self.piece.dtype, self.box.dtype, self.level.dtype] != [np.int32, np.float64, np.int64]:
            raise ValueError("tree: not of the right kinds of numbers")
        if self.level.tolist() != _levels(len(self.piece)) or self.box.shape != (self.level[-1], 4):
            raise ValueError("tree: sizes do not fit")
        for array in (self.piece, self.box, self.level):
            array.setflags(write=False)


def build_tree(lats: Floats, lons: Floats, pieces: npt.NDArray[np.integer], *, step: int) -> Tree:
    """Build the tree of pieces that go from point i to point i + step.

    Parameters
    ----------
    lats, lons
        Points in degrees.
    pieces
        The i of each.
    step
        1 for pieces of lines, 0 for lone points.
    """
    points = mercator.project(lats, lons)
    low, high = (choose(points[pieces], points[pieces + step]) for choose in (np.minimum, np.maximum))
    order = np.argsort(_morton((low + high) / 2), kind="stable")
    boxes = np.column_stack([low[order], high[order]])
    levels: list[Floats] = []
    while len(boxes) > 1 or not levels:
        boxes = _around(boxes)
        levels.append(boxes)
        if not len(boxes):
            break
    return Tree(
        piece=np.ascontiguousarray(pieces[order], dtype=np.int32),
        box=np.ascontiguousarray(np.concatenate(levels)),
        level=np.array(_levels(len(pieces)), dtype=np.int64),
    )


def _levels(pieces: int) -> list[int]:
    ends, count = [0], pieces
    while count > 1 or len(ends) == 1:
        count = -(-count // FANOUT)
        ends.append(ends[-1] + count)
        if not count:
            break
    return ends


def _around(boxes: Floats) -> Floats:
    """Give the boxes around each sixteen."""
    if not len(boxes):
        return boxes
    starts = np.arange(0, len(boxes), FANOUT)
    low = np.minimum.reduceat(boxes[:, :2], starts, axis=0)
    high = np.maximum.reduceat(boxes[:, 2:], starts, axis=0)
    return np.column_stack([low, high])


def _morton(points: Floats) -> npt.NDArray[np.uint64]:
    """Give the place of points along Morton's curve through the world: the bits of x and y in turn."""
    half = np.pi * mercator.EARTH_RADIUS
    steps = np.clip((points / half + 1) / 2, 0, 1) * ((1 << _CURVE_BITS) - 1)
    x, y = (_spread_bits(steps[:, axis].astype(np.uint64)) for axis in (0, 1))
    return x | (y << np.uint64(1))


def _spread_bits(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Move bit k to bit 2k (S. E. Anderson, "Bit Twiddling Hacks", interleave bits by binary magic numbers)."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values
