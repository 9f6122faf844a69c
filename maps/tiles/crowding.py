"""From which zoom a road is shown where it lies: as soon as the paper has room for it.

In the country the smallest lanes are what leads from village to village, in a city they would be a blot. So each road
is shown from the zoom at which it and all roads of its class and above leave enough of the paper around it free, at
the latest from the zoom that holds for its class everywhere. Roads that end somewhere are shown when they are long
enough to be worth it; as with rivers (Hack 1957) the longest way to an end is one road, and others are its branches.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from maps.mercator import Floats
from maps.network import Ints
from maps.tiles import layers
from maps.tiles.layers import Shapes

_CELL_PIXELS: Final = 36
"""Width of the squares in which roads are summed up; each counts with the eight around it."""
_MOST_INK: Final = 0.08
"""Pixels of road on a square pixel: a grid of streets 25 pixels apart has so many."""
_LEAST_PIXELS: Final = 26.0
"""Length from which a road that leads nowhere else is shown before the zoom of its class."""
_SCRAP_PIXELS: Final = 80.0
"""Length from which roads that hang together with no others are shown."""
_SCRAPS_TO: Final = 12
"""The last zoom at which short ones are hidden."""
_APART_PIXELS: Final = 64.0
"""Pixels between a place and more important ones from which it is named before the zoom of its kind."""
_GRAIN: Final = 1e-9
"""Share of the world, some 4 cm, within which ends of roads are the same."""


def first_zooms(
    shapes: Shapes, classes: Ints, names: Ints, *, latest: Mapping[int, int], earliest: Mapping[int, int]
) -> Ints:
    """Give the zoom from which each road is shown.

    Parameters
    ----------
    shapes
        Courses on the world's square.
    classes
        The class of each, larger for the more important.
    names
        A number for its name; 0 is none. Roads of one class and name that hang together are shown together.
    latest, earliest
        By class, the bounds of the answer.
    """
    zooms = np.array([latest[kind] for kind in classes.tolist()], dtype=np.int64)
    if not len(shapes):
        return zooms
    first = np.array([earliest[kind] for kind in classes.tolist()], dtype=np.int64)
    ends = _find_ends(shapes)
    stroke, branch = _find_strokes(ends, classes, names), _measure_branches(ends, shapely.length(shapes))
    middles, lengths, line = _pieces(shapes)
    fits = np.ones(len(shapes), dtype=np.bool_)
    for zoom in range(int(zooms.max()) - 1, int(first.min()) - 1, -1):
        pixel = layers.pixel_at(zoom)
        waits = zoom >= zooms  # those whose class is shown from here on anyway
        long = waits | (branch >= _LEAST_PIXELS * pixel)
        ink = _sum_up(middles, lengths * long[line], classes[line], _CELL_PIXELS * pixel)
        seen = _mean(ink, weights=lengths, group=stroke[line])[stroke] * pixel
        fits &= waits | (long & (seen <= _MOST_INK) & (first <= zoom))
        zooms[fits & ~waits] = zoom
    return _hide_scraps(zooms, ends, shapely.length(shapes))


def first_zooms_of_places(points: Floats, *, latest: Ints, earliest: Ints) -> Ints:
    """Give the zoom from which each place is shown: where no more important one lies near it, earlier than others.

    Parameters
    ----------
    points
        On the world's square, the most important first.
    latest, earliest
        The bounds of the answer for each.
    """
    zooms, tree = latest.copy(), cKDTree(points)
    for zoom in range(int(earliest.min(initial=layers.LAST_ZOOM)), int(latest.max(initial=0))):
        taken = set(np.flatnonzero(zooms <= zoom).tolist())
        for place in np.flatnonzero((zooms > zoom) & (earliest <= zoom)).tolist():
            if taken.isdisjoint(tree.query_ball_point(points[place], _APART_PIXELS * layers.pixel_at(zoom))):
                taken.add(place)
                zooms[place] = zoom
    return zooms


def _hide_scraps(zooms: Ints, ends: Ints, lengths: Floats) -> Ints:
    """Show pieces later that hang together with nothing else shown and are short, as one street of a village."""
    kept = zooms.copy()
    for zoom in range(_SCRAPS_TO, int(zooms.min()) - 1, -1):
        shown = np.flatnonzero(kept <= zoom)
        part = _hang_together(ends[shown], int(ends.max()) + 1)
        whole = np.bincount(part, weights=lengths[shown])
        short = whole < min(_SCRAP_PIXELS * layers.pixel_at(zoom), whole.max(initial=0))  # the longest is none
        kept[shown[short[part]]] = zoom + 1
    return kept


def _pieces(shapes: Shapes) -> tuple[Floats, Floats, Ints]:
    """Give the middles and lengths of the straight pieces of lines, and the line of each."""
    points, line = shapely.get_coordinates(shapes, return_index=True)
    inside = line[1:] == line[:-1]
    steps = (points[1:] - points[:-1])[inside]
    return ((points[1:] + points[:-1]) / 2)[inside], np.hypot(steps[:, 0], steps[:, 1]), line[1:][inside]


def _sum_up(middles: Floats, lengths: Floats, classes: Ints, cell: float) -> Floats:
    """Give, by piece, the length of roads of its class and above on a unit of the area around it."""
    wide = int(1 / cell) + 3
    column, row = (np.floor(middles / cell).astype(np.int64) + 1).T
    keys, place = np.unique(row * wide + column, return_inverse=True)
    kinds = int(classes.max()) + 1
    own = np.bincount(place * kinds + classes, weights=lengths, minlength=len(keys) * kinds).reshape(-1, kinds)
    above = np.cumsum(own[:, ::-1], axis=1)[:, ::-1]
    around = np.zeros_like(above)
    for step in (-wide - 1, -wide, -wide + 1, -1, 0, 1, wide - 1, wide, wide + 1):
        at = np.minimum(np.searchsorted(keys, keys + step), len(keys) - 1)
        found = keys[at] == keys + step
        around[found] += above[at[found]]
    return np.asarray(around[place, classes] / (9 * cell * cell), dtype=np.float64)


def _mean(values: Floats, *, weights: Floats, group: Ints) -> Floats:
    count = int(group.max()) + 1
    whole = np.bincount(group, weights=weights, minlength=count)
    return np.asarray(np.bincount(group, weights=values * weights, minlength=count) / np.maximum(whole, 1e-300))


def _find_ends(shapes: Shapes) -> Ints:
    """Give the places where roads end or meet as numbers, shape (roads, 2)."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(shapes, at)) for at in (0, -1)])
    _, place = np.unique(np.rint(ends / _GRAIN).astype(np.int64), axis=0, return_inverse=True)
    return np.asarray(place.reshape(2, -1).T, dtype=np.int64)


def _find_strokes(ends: Ints, classes: Ints, names: Ints) -> Ints:
    """Give those roads of a class and name that hang together the same number."""
    named = np.flatnonzero(names > 0)
    rows = np.column_stack([ends[named].ravel(), np.repeat(classes[named], 2), np.repeat(names[named], 2)])
    _, meeting = np.unique(rows, axis=0, return_inverse=True)
    stroke = np.arange(len(ends))
    stroke[named] = len(ends) + _hang_together(meeting.reshape(-1, 2), len(rows))
    return stroke


def _hang_together(ends: Ints, places: int) -> Ints:
    """Give roads the number of the part in which they hang together."""
    links = coo_array((np.ones(len(ends), dtype=np.int8), tuple(ends.T)), shape=(places, places))
    part = connected_components(links, directed=False)[1][ends[:, 0]]
    return np.asarray(part, dtype=np.int64)


def _measure_branches(ends: Ints, lengths: Floats) -> Floats:
    """Give the length of the branch that each road is part of; infinity for those on the way to elsewhere.

    Ends are taken off one after the other; where branches meet, the longest goes on.
    """
    places = int(ends.max()) + 1
    left = np.bincount(ends.ravel(), minlength=places).tolist()
    # Numbers of the roads at a place that are left, summed up: where one is left, it is that one.
    sums = np.bincount(ends.ravel(), weights=np.repeat(np.arange(len(ends)), 2), minlength=places)
    road_at, metres = sums.astype(np.int64).tolist(), lengths.tolist()
    one, other = ends[:, 0].tolist(), ends[:, 1].tolist()
    longest: dict[int, int] = {}
    branch = np.full(len(ends), -1, dtype=np.int64)
    whole = dict[int, float]()
    leaves = [place for place, count in enumerate(left) if count == 1]
    while leaves:
        place = leaves.pop()
        if left[place] != 1:
            continue
        road = road_at[place]
        own = branch[road] = longest.get(place, road)
        whole[own] = whole.get(own, 0.0) + metres[road]
        further = one[road] + other[road] - place
        rival = longest.get(further)
        if rival is None or whole[rival] < whole[own]:
            longest[further] = own
        left[place], left[further] = 0, left[further] - 1
        road_at[further] -= road
        if left[further] == 1:
            leaves.append(further)
    return np.array([whole.get(number, np.inf) for number in branch.tolist()], dtype=np.float64)
