"""Roundabouts where main roads meet in towns and villages."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from maps.made import noding
from maps.made.noding import Mesh, Way
from maps.made.plane import Points

_RANKS = ("trunk", "primary", "secondary", "tertiary")
_MAIN = _RANKS[:3]
_RADIUS_M = 16.0
_ROOM_M = 30.0
"""No other node may lie so near."""
_APART_M = 400.0
_MOST_KMH = 50
_ARMS = 3, 5
_LEAST_TURN = np.radians(35)
"""The least angle between two arms, and the most between two points of a ring."""


def lay(mesh: Mesh) -> Mesh:
    """Put a ring in place of each node where slow main roads meet and there is room.

    It is driven against the clock. What could be driven to before still can: every arm ends on the ring.
    """
    arms = _arms(mesh)
    points, ways = [mesh.points], list(mesh.ways)
    doors: dict[tuple[int, int], int] = {}
    total = len(mesh.points)
    for node in _chosen(mesh, arms):
        angles = _angles(mesh.points, node, [other for other, _ in arms[node]])
        ring, gates = _ring(angles)
        doors |= {(node, other): total + gate for (other, _), gate in zip(arms[node], gates, strict=True)}
        points.append(mesh.points[node] + _RADIUS_M * np.column_stack((np.cos(ring), np.sin(ring))))
        best = min((way.tags["highway"] for _, way in arms[node]), key=_RANKS.index)
        row = (*range(total, total + len(ring)), total)
        ways.append(Way(nodes=row, tags={"highway": best, "junction": "roundabout", "oneway": "yes"}))
        total += len(ring)
    laid = [replace(way, nodes=row) for way in ways for row in _led(way.nodes, doors)]
    return noding.renumber(Mesh(points=np.vstack(points), ways=tuple(laid)))


def _arms(mesh: Mesh) -> dict[int, list[tuple[int, Way]]]:
    """Give by node the neighbouring nodes and the way there."""
    arms: dict[int, list[tuple[int, Way]]] = {}
    for way in mesh.ways:
        for tail, head in pairwise(way.nodes):
            arms.setdefault(tail, []).append((head, way))
            arms.setdefault(head, []).append((tail, way))
    return arms


def _chosen(mesh: Mesh, arms: dict[int, list[tuple[int, Way]]]) -> list[int]:
    able = [node for node in sorted(arms) if _is_able(mesh.points, node, arms[node])]
    if not able:
        return []
    tree = cKDTree(mesh.points)
    near = [len(tree.query_ball_point(mesh.points[node], _ROOM_M)) for node in able]
    chosen: list[int] = []
    for node, count in zip(able, near, strict=True):
        gaps = np.hypot(*(mesh.points[chosen] - mesh.points[node]).T)
        if count == 1 and (gaps > _APART_M).all():
            chosen.append(node)
    return chosen


def _is_able(points: Points, node: int, arms: Sequence[tuple[int, Way]]) -> bool:
    ways = [way for _, way in arms]
    if not _ARMS[0] <= len(arms) <= _ARMS[1] or any(way.tags.get("highway") not in _RANKS for way in ways):
        return False
    slow = [int(way.tags.get("maxspeed", _MOST_KMH)) <= _MOST_KMH and "bridge" not in way.tags for way in ways]
    if not all(slow) or sum(way.tags["highway"] in _MAIN for way in ways) < 2:
        return False
    angles = np.sort(_angles(points, node, [other for other, _ in arms]))
    return bool((np.diff([*angles, angles[0] + 2 * np.pi]) > _LEAST_TURN).all())


def _angles(points: Points, node: int, others: Sequence[int]) -> Points:
    away = points[list(others)] - points[node]
    return np.asarray(np.arctan2(away[:, 1], away[:, 0]))


def _ring(angles: Points) -> tuple[Points, list[int]]:
    """Give the angles of a ring's points, and which of them each arm ends on."""
    order = np.argsort(angles)
    ring: list[float] = []
    gates = [0] * len(angles)
    for at, after in pairwise([*order, order[0]]):
        gates[at] = len(ring)
        turn = (angles[after] - angles[at]) % (2 * np.pi)
        ring += np.linspace(angles[at], angles[at] + turn, int(turn / _LEAST_TURN) + 1, endpoint=False).tolist()
    return np.array(ring), gates


def _led(nodes: tuple[int, ...], doors: dict[tuple[int, int], int]) -> list[tuple[int, ...]]:
    """Cut a way at the rings and lead its ends onto them."""
    rows: list[tuple[int, ...]] = []
    row: list[int] = []
    for tail, head in pairwise(nodes):
        if not row:
            row = [doors.get((tail, head), tail)]
        if (head, tail) in doors:
            rows.append((*row, doors[head, tail]))
            row = []
        else:
            row.append(head)
    return [*rows, tuple(row)] if row else rows
