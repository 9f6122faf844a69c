"""The nearest piece by shapely: the same answers as the compiled search, used where numba cannot be loaded."""

from __future__ import annotations

import numpy as np
import shapely

from maps import mercator
from maps.mercator import Floats
from maps.network import Ints
from maps.trees.tree import Tree


def search(lats: Floats, lons: Floats, tree: Tree, asked: Floats, *, step: int) -> Ints:
    """Give the nearest piece of each point asked for, of equally near ones the first; −1 without pieces.

    Points are in degrees, shape (points, 2).
    """
    nearest = np.full(len(asked), -1, dtype=np.int64)
    if len(tree.piece) and len(asked):
        points = mercator.project(asked[:, 0], asked[:, 1])
        pieces = np.sort(tree.piece).astype(np.int64)
        ends = np.stack([mercator.project(lats[at], lons[at]) for at in (pieces, pieces + step)], axis=1)
        pairs = shapely.STRtree(shapely.linestrings(ends)).query_nearest(shapely.points(points))
        nearest[:] = np.iinfo(np.int64).max
        np.minimum.at(nearest, pairs[0], pieces[pairs[1]])
    return nearest
