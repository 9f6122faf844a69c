"""Joins loose lines into a network: lines that cross or meet share a node."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from maps.made.plane import Points

Nodes = NDArray[np.int64]

_MERGE_M = 6.0
_STUB_M = 22.0
_REACH_M = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A road as drawn, before it knows what it meets; points in metres."""

    points: Points
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A road as a row of shared nodes."""

    nodes: tuple[int, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """Ways on nodes; `points` has shape (nodes, 2)."""

    points: Points
    ways: tuple[Way, ...]


def join(lines: Sequence[Line]) -> Mesh:
    """Give lines that cross, or end near another, a node there; drop stubs and what hangs loose."""
    reached = _reach(lines)
    points, owners = _cut(reached)
    nodes, points = _merge(points)
    ways = [
        Way(nodes=kept, tags=reached[owner].tags)
        for owner, first, last in owners
        for kept in _without_repeats(nodes[first:last])
    ]
    mesh = Mesh(points=points, ways=tuple(_without_doubles(ways)))
    for _ in range(2):
        mesh = _largest_part(_without_stubs(mesh))
    return renumber(mesh)


def degrees(mesh: Mesh) -> Counter[int]:
    """Count the pieces of road that meet in each node."""
    count: Counter[int] = Counter()
    for way in mesh.ways:
        for tail, head in pairwise(way.nodes):
            count[tail] += 1
            count[head] += 1
    return count


def split_at_junctions(mesh: Mesh, *, tag: str) -> Mesh:
    """Cut the ways that have a tag at every junction."""
    degree = degrees(mesh)
    ways: list[Way] = []
    for way in mesh.ways:
        last = len(way.nodes) - 1
        marks = [at for at, node in enumerate(way.nodes) if at in (0, last) or (tag in way.tags and degree[node] > 2)]
        ways += [replace(way, nodes=way.nodes[start : end + 1]) for start, end in pairwise(marks)]
    return replace(mesh, ways=tuple(ways))


def renumber(mesh: Mesh) -> Mesh:
    """Leave out the nodes of no way."""
    used = np.unique([node for way in mesh.ways for node in way.nodes])
    number = {int(node): index for index, node in enumerate(used)}
    ways = tuple(replace(way, nodes=tuple(number[node] for node in way.nodes)) for way in mesh.ways)
    return Mesh(points=mesh.points[used], ways=ways)


def _reach(lines: Sequence[Line]) -> list[Line]:
    """Lengthen ends that nearly touch another line until they cross it."""
    shapes = np.array([shapely.LineString(line.points) for line in lines])
    tree = shapely.STRtree(shapes)
    ends = np.array([point for line in lines for point in (line.points[0], line.points[-1])])
    owner = np.repeat(np.arange(len(lines)), 2)
    end, other = tree.query(shapely.points(ends), predicate="dwithin", distance=_REACH_M)
    apart = owner[end] != other
    end, other = end[apart], other[apart]
    gaps = shapely.distance(shapely.points(ends[end]), shapes[other])
    nearest: dict[int, int] = {}
    for at in np.argsort(-gaps, kind="stable"):
        nearest[int(end[at])] = int(other[at])
    result = list(lines)
    for at, target in nearest.items():
        line = result[owner[at]]
        shape = shapes[target]
        foot = np.array(shape.interpolate(shape.project(shapely.Point(ends[at]))).coords[0])
        beyond = foot + (foot - ends[at]) / max(1e-6, np.hypot(*(foot - ends[at]))) * 0.5
        points = np.vstack((beyond, line.points)) if at % 2 == 0 else np.vstack((line.points, beyond))
        result[owner[at]] = replace(line, points=points)
    return result


def _cut(lines: Sequence[Line]) -> tuple[Points, list[tuple[int, int, int]]]:
    """Put a point into both lines wherever two cross; lines become ranges of one array of points."""
    owner = np.repeat(np.arange(len(lines)), [len(line.points) - 1 for line in lines])
    tails = np.vstack([line.points[:-1] for line in lines])
    heads = np.vstack([line.points[1:] for line in lines])
    first, second = _crossing_pairs(tails, heads)
    share_first, share_second, valid = _crossing_shares(tails, heads, first, second)
    first, second = first[valid], second[valid]
    spot = tails[first] + share_first[valid, None] * (heads[first] - tails[first])
    segment = np.concatenate((np.arange(len(tails)), first, second))
    share = np.concatenate((np.zeros(len(tails)), share_first[valid], share_second[valid]))
    place = np.vstack((tails, spot, spot))
    order = np.lexsort((share, segment))
    segment, place = segment[order], place[order]
    points: list[Points] = []
    ranges: list[tuple[int, int, int]] = []
    bounds = np.searchsorted(owner[segment], np.arange(len(lines) + 1))
    total = 0
    for index, line in enumerate(lines):
        own = np.vstack((place[bounds[index] : bounds[index + 1]], line.points[-1:]))
        points.append(own)
        ranges.append((index, total, total + len(own)))
        total += len(own)
    return np.vstack(points), ranges


def _crossing_pairs(tails: Points, heads: Points) -> tuple[Nodes, Nodes]:
    segments = shapely.linestrings(np.stack((tails, heads), axis=1))
    first, second = shapely.STRtree(segments).query(segments, predicate="intersects")
    later = first < second
    return first[later], second[later]


def _crossing_shares(
    tails: Points, heads: Points, first: Nodes, second: Nodes
) -> tuple[Points, Points, NDArray[np.bool_]]:
    """Where along each of two segments their crossing lies, and whether it is a real crossing."""
    along_first, along_second = heads[first] - tails[first], heads[second] - tails[second]
    between = tails[second] - tails[first]
    turn = along_first[:, 0] * along_second[:, 1] - along_first[:, 1] * along_second[:, 0]
    safe = np.where(np.abs(turn) < 1e-9, 1.0, turn)
    share_first = (between[:, 0] * along_second[:, 1] - between[:, 1] * along_second[:, 0]) / safe
    share_second = (between[:, 0] * along_first[:, 1] - between[:, 1] * along_first[:, 0]) / safe
    inside = (
        (np.abs(turn) >= 1e-9) & (share_first >= 0) & (share_first <= 1) & (share_second >= 0) & (share_second <= 1)
    )
    return share_first, share_second, inside


def _merge(points: Points) -> tuple[Nodes, Points]:
    """Make one node of points that lie within a few metres of each other."""
    pairs = cKDTree(points).query_pairs(_MERGE_M, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    count, label = connected_components(links, directed=False)
    first = np.full(count, -1, dtype=np.int64)
    first[label[::-1]] = np.arange(len(points))[::-1]
    return label.astype(np.int64), points[first]


def _without_repeats(nodes: Nodes) -> list[tuple[int, ...]]:
    """Drop immediate repeats, and cut where a way would run back along itself."""
    row: list[int] = []
    rows: list[tuple[int, ...]] = []
    for node in nodes.tolist():
        if row and row[-1] == node:
            continue
        if len(row) > 1 and row[-2] == node:
            rows.append(tuple(row))
            row = [row[-2]]
            continue
        row.append(node)
    rows.append(tuple(row))
    return [tuple(found) for found in rows if len(found) > 1]


def _without_doubles(ways: Sequence[Way]) -> list[Way]:
    """Cut ways where they run along a piece of road that an earlier way already has."""
    seen: set[tuple[int, int]] = set()
    kept: list[Way] = []
    for way in ways:
        run: list[int] = [way.nodes[0]]
        for tail, head in pairwise(way.nodes):
            piece = (min(tail, head), max(tail, head))
            if piece in seen:
                if len(run) > 1:
                    kept.append(replace(way, nodes=tuple(run)))
                run = [head]
                continue
            seen.add(piece)
            run.append(head)
        if len(run) > 1:
            kept.append(replace(way, nodes=tuple(run)))
    return kept


def _without_stubs(mesh: Mesh) -> Mesh:
    degree = degrees(mesh)
    kept: list[Way] = []
    for way in mesh.ways:
        nodes = _trim(_trim(way.nodes, mesh.points, degree)[::-1], mesh.points, degree)[::-1]
        if len(nodes) > 1:
            kept.append(replace(way, nodes=nodes))
    return replace(mesh, ways=tuple(kept))


def _trim(nodes: tuple[int, ...], points: Points, degree: Counter[int]) -> tuple[int, ...]:
    """Take away the beginning of a way when it is a short dead end."""
    if not nodes or degree[nodes[0]] > 1:
        return nodes
    length = 0.0
    for at in range(1, len(nodes)):
        length += float(np.hypot(*(points[nodes[at]] - points[nodes[at - 1]])))
        if length > _STUB_M:
            return nodes
        if degree[nodes[at]] > 2:
            return nodes[at:] if at + 1 < len(nodes) else ()
    return ()


def _largest_part(mesh: Mesh) -> Mesh:
    tails = np.array([node for way in mesh.ways for node in way.nodes[:-1]])
    heads = np.array([node for way in mesh.ways for node in way.nodes[1:]])
    size = len(mesh.points)
    links = coo_array((np.ones(len(tails)), (tails, heads)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    main = np.bincount(label[tails]).argmax()
    return replace(mesh, ways=tuple(way for way in mesh.ways if label[way.nodes[0]] == main))
