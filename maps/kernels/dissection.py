"""In which order to contract the nodes of a road network: nested dissection by inertial flow.

Nodes of degree one and two go first, in rounds in which no two neighbours go, so that a street of k junctions makes a
chain of log k. What is left is cut in two again and again, and the nodes of each cut come after both halves
(A. George, Nested dissection of a regular finite element mesh, 1973). A cut is found as by A. Schild and C. Sommer, On
balanced separators in road networks (SEA 2015): along each of some directions the first nodes are joined to a source
and the last to a sink, and a maximum flow of unit capacities between them (E. Dinic 1970) meets its least cut. Of both
least cuts, near the source and near the sink, the more balanced is taken, and of all directions the one with fewest
nodes for its smaller half. Small cells are finished by least degree.

Takes O(log n) levels of at most √n-ish augmentations; the same input always gives the same order.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from maps.kernels.cells import Cell, Graph, cut_out, find_parts, finish, make_cell, make_graph, split
from maps.kernels.compiling import compiled, fixed
from maps.kernels.cuts import find_cut, part
from maps.kernels.stripping import compact, strip
from maps.mercator import Floats
from maps.network import Indices, Ints

_SMALL: Final = 24
"""Cells up to this size are finished by least degree; at most 64, as sets of nodes are bits of one number."""


def dissect(starts: Ints, neighbours: Indices, lat: Floats, lon: Floats) -> Indices:
    """Give the nodes in the order in which to contract them.

    Parameters
    ----------
    starts
        Where each node's neighbours begin, and their number at the end.
    neighbours
        Each node's, each once and in both directions, not the node itself.
    lat, lon
        Degrees by node.
    """
    nodes = len(starts) - 1
    kept = np.array(neighbours, dtype=np.int32)
    order, left, degree = strip(fixed(starts, np.int64), kept)
    core = np.flatnonzero(left)
    if not len(core):
        return order
    x = lon[core] * np.cos(np.radians(np.mean(lat[core])))
    y = lat[core]
    core = core[_along_curve(x, y)]
    x = lon[core] * np.cos(np.radians(np.mean(lat[core])))
    y = lat[core]
    core_starts, core_neighbours = compact(starts, kept, degree, core)
    graph = make_graph(core_starts, core_neighbours, np.ascontiguousarray(x), np.ascontiguousarray(y))
    # No more cells wait than there are nodes, as none is empty.
    waiting = np.zeros((len(core) + 2, 2), dtype=np.int64)
    waiting[0, 1] = len(core)
    _dissect(graph, make_cell(len(core), len(core_neighbours)), waiting)
    order[nodes - len(core) :] = core[graph.order]
    return order


def _along_curve(x: Floats, y: Floats) -> Ints:
    """Order points along Morton's curve, so that neighbours are near each other in memory."""
    key = np.zeros(len(x), dtype=np.int64)
    for shift, values in ((0, x), (1, y)):
        low, size = values.min(), max(float(np.ptp(x)), float(np.ptp(y)), 1e-12)
        cell = ((values - low) / size * 65535).astype(np.int64)
        for bit in range(16):
            key |= ((cell >> bit) & 1) << (2 * bit + shift)
    return np.argsort(key, kind="stable")


@compiled
def _dissect(graph: Graph, cell: Cell, waiting: Ints) -> None:
    """Order the nodes of a graph cell by cell."""
    count = 1
    while count > 0:
        count -= 1
        low, high = waiting[count, 0], waiting[count, 1]
        size = high - low
        if size <= 2:
            continue
        cut_out(graph, cell, low, high)
        parts = find_parts(cell, size)
        if parts > 1:
            count = split(graph, cell, low, size, parts, waiting, count)
        elif size <= _SMALL:
            finish(graph, cell, low, size)
        else:
            find_cut(graph, cell, low, size)
            count = part(graph, cell, low, size, waiting, count)
