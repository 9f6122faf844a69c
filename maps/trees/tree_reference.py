"""The nearest piece by shapely: as the compiled search, where that cannot be loaded or does not pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from maps import mercator
from maps.mercator import Floats
from maps.network import Ints
from maps.trees.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shapes:
    """The pieces of a tree as shapely's lines."""

    piece: Ints
    """By line, ascending."""
    lines: shapely.STRtree


def draw(lats: Floats, lons: Floats, tree: Tree, *, step: int) -> Shapes:
    """Make the lines of a tree's pieces."""
    pieces = np.sort(tree.piece).astype(np.int64)
    ends = np.stack([mercator.project(lats[at], lons[at]) for at in (pieces, pieces + step)], axis=1)
    return Shapes(piece=pieces, lines=shapely.STRtree(shapely.linestrings(ends)))


def search(shapes: Shapes, asked: Floats) -> Ints:
    """Give the nearest piece of each point asked for, of equally near ones the first; −1 without pieces.

    Points are in degrees, shape (points, 2).
    """
    nearest = np.full(len(asked), -1, dtype=np.int64)
    if len(shapes.piece) and len(asked):
        points = mercator.project(asked[:, 0], asked[:, 1])
        pairs = shapes.lines.query_nearest(shapely.points(points))
        nearest[:] = np.iinfo(np.int64).max
        np.minimum.at(nearest, pairs[0], shapes.piece[pairs[1]])
    return nearest
