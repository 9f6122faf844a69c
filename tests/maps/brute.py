"""Random networks, and drives on networks measured the plain way: edge after edge, the whole drive looked at each time.

It shares with ``maps`` only what a part of an edge costs and what a turn costs.
"""

from __future__ import annotations

import dataclasses
import heapq
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from maps import network as network_module
from maps.drives import turns
from maps.drives.turns import Turns
from maps.mercator import Floats
from maps.network import CLASSES, Ints, RoadNetwork
from maps.snapping import Snaps

UNIT = 1 << 40
Cost = tuple[int, int]
"""Milliseconds and centimetres."""


def random_network(
    rng: np.random.Generator,
    *,
    nodes: int,
    lines: int,
    one_way: float = 0.4,
    private: float = 0.0,
    bans: int = 0,
    longest_ban: int = 4,
    quick: bool = False,
) -> RoadNetwork:
    """Give a network with lines between random nodes, each with a bend; nothing is cut to what can be reached.

    ``quick`` makes all edges about equally fast, so that many ways compete.
    """
    lat, lon = rng.uniform(60, 60.02, nodes), rng.uniform(20, 20.04, nodes)
    first, last = rng.integers(0, nodes, lines), rng.integers(0, nodes, lines)
    if nodes > 1 and lines == 1:
        first, last = np.array([0]), np.array([1])
    both = rng.random(lines) >= one_way
    line = np.concatenate([np.arange(lines), np.flatnonzero(both)])
    backward = np.arange(len(line)) >= lines
    count = len(line)
    classes = rng.choice([CLASSES.index(name) for name in ("secondary", "residential", "service")], lines)
    limit = 3 if quick else 200_000
    given = {
        "node_id": np.arange(nodes) + 10,
        "node_lat": lat,
        "node_lon": lon,
        "tail": np.where(backward, last[line], first[line]),
        "head": np.where(backward, first[line], last[line]),
        "milliseconds": rng.integers(1, limit, count) * (1_000 if quick else 1),
        "metres": rng.integers(1, 2000, lines).astype(np.float64)[line],
        "road_class": classes[line],
        "way_id": np.arange(count),
        "line": line,
        "backward": backward,
        "private": (rng.random(lines) < private)[line],
        "line_start": np.arange(lines + 1) * 3,
        "line_lat": np.column_stack([lat[first], rng.uniform(60, 60.02, lines), lat[last]]).ravel(),
        "line_lon": np.column_stack([lon[first], rng.uniform(20, 20.04, lines), lon[last]]).ravel(),
    }
    plain = make_network(**given)
    return with_bans(plain, _random_bans(rng, plain, bans, longest_ban))


def make_network(**given: Any) -> RoadNetwork:
    """Make a network of some of its arrays; the others are zeros, or empty."""
    counts = {
        "node": len(given["node_id"]),
        "edge": len(given["tail"]),
        "line": len(given["line_start"]),
        "point": len(given["line_lat"]),
    }
    arrays = {}
    for name, (dtype, of) in network_module._ARRAYS:
        starts = name.endswith("_start")
        arrays[name] = np.array(given.get(name, np.zeros(1 if starts else counts.get(of, 0))), dtype=dtype)
    return RoadNetwork(name="random", mode="car", made=True, source="random", date=None, **arrays)


def with_bans(network: RoadNetwork, bans: Sequence[Sequence[int]]) -> RoadNetwork:
    """Give a network with these rows of edges banned."""
    start = np.concatenate([[0], np.cumsum([len(ban) for ban in bans])]).astype(np.int64)
    edge = np.array([edge for ban in bans for edge in ban], dtype=np.int32)
    return dataclasses.replace(network, ban_start=start, ban_edge=edge, prepared={})


def _random_bans(rng: np.random.Generator, network: RoadNetwork, count: int, longest: int) -> list[list[int]]:
    """Take random walks; some bans begin, end or lie in the middle of others."""
    bans: list[list[int]] = []
    for _ in range(count):
        walk = [int(rng.integers(network.edges))]
        if bans and rng.random() < 0.5:
            walk = list(bans[int(rng.integers(len(bans)))][int(rng.integers(2)) :])
        length = int(rng.integers(2, longest + 1))
        while len(walk) < length:
            following = np.flatnonzero(network.tail == network.head[walk[-1]])
            if not len(following):
                break
            walk.append(int(rng.choice(following)))
        if len(walk) >= 2:
            bans.append(walk[:length])
    return bans


def on(edges: Ints, fractions: Floats, distances: Floats | None = None) -> Snaps:
    """Put points on edges."""
    count = len(edges)
    arrays = {field.name: np.zeros(count) for field in dataclasses.fields(Snaps)}
    arrays |= {name: np.zeros(count, dtype=np.bool_) for name in ("right", "cut_off")}
    arrays["covered"] = np.ones(count, dtype=np.bool_)
    arrays |= {"edge": np.asarray(edges, dtype=np.int64), "fraction": np.asarray(fractions, dtype=np.float64)}
    if distances is not None:
        arrays["distance_m"] = distances
    return Snaps(**arrays)


def measure(
    network: RoadNetwork, snaps: Snaps, *, where: Turns = "free", sources: int | None = None
) -> list[list[Cost | None]]:
    """Measure from each point, or the first of them, to each other; None where there is no way."""
    drives = _Drives(network, where)
    return [drives.search(snaps, source) for source in range(len(snaps) if sources is None else sources)]


History = tuple[int, ...]


class _Drives:
    def __init__(self, network: RoadNetwork, where: Turns) -> None:
        self.network = network
        starts = network.ban_start.tolist()
        self.bans = [tuple(network.ban_edge[begin:end].tolist()) for begin, end in pairwise(starts)]
        self.ending: defaultdict[int, list[History]] = defaultdict(list)
        self.beginning: defaultdict[int, list[History]] = defaultdict(list)
        for ban in self.bans:
            self.ending[ban[-1]].append(ban)
            self.beginning[ban[0]].append(ban)
        # Python is much quicker with its own lists than with single elements of arrays.
        self.head, self.backward = network.head.tolist(), network.backward.tolist()
        self.time, self.length = network.milliseconds.tolist(), np.rint(network.metres * 100).astype(np.int64).tolist()
        self.kinds = ["p" if private else "u" for private in network.private.tolist()]
        self.leaving: defaultdict[int, list[int]] = defaultdict(list)
        for edge, tail in enumerate(network.tail.tolist()):
            self.leaving[tail].append(edge)
        self.line = network.line.tolist()
        self.along: defaultdict[int, list[int]] = defaultdict(list)
        for edge, line in enumerate(self.line):
            self.along[line].append(edge)
        self.costly = turns.costly_junctions(network, where).tolist()
        self.turn_cost: dict[tuple[int, int], int] = {}

    def search(self, snaps: Snaps, source: int) -> list[Cost | None]:
        best: list[int | None] = [self.straight(snaps, source, target) for target in range(len(snaps))]
        targets: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for target in range(len(snaps)):
            for edge, share in self.edges_at(snaps, target):
                targets[edge].append((target, share))
        queue: list[tuple[int, History, str]] = []
        for edge, share in self.edges_at(snaps, source):
            heapq.heappush(queue, (self.part(edge, share, 1.0), (edge,), self.kind(edge)))
        done: set[tuple[History, str]] = set()
        while queue:
            cost, history, pattern = heapq.heappop(queue)
            if (history, pattern) in done:
                continue
            done.add((history, pattern))
            for edge in self.leaving[self.head[history[-1]]]:
                longer, kinds = (*history, edge), self.extend_pattern(pattern, edge)
                if any(longer[-len(ban) :] == ban for ban in self.ending[edge]) or "upu" in kinds:
                    continue
                turned = cost + self.turn(history[-1], edge) * UNIT
                for target, share in targets[edge]:
                    reached = turned + self.part(edge, 0.0, share)
                    found = best[target]
                    best[target] = reached if found is None else min(found, reached)
                heapq.heappush(queue, (turned + self.part(edge, 0.0, 1.0), self.remember(longer), kinds))
        return [None if cost is None else divmod(cost, UNIT) for cost in best]

    def remember(self, history: History) -> History:
        """Forget what no ban asks for: keep the longest end of a drive with which some ban begins."""
        for begin in range(len(history) - 1):
            if any(ban[: len(history) - begin] == history[begin:] for ban in self.beginning[history[begin]]):
                return history[begin:]
        return history[-1:]

    def straight(self, snaps: Snaps, source: int, target: int) -> int | None:
        ends = dict(self.edges_at(snaps, target))
        costs = [
            self.part(edge, share, ends[edge])
            for edge, share in self.edges_at(snaps, source)
            if edge in ends and share <= ends[edge]
        ]
        return min(costs, default=None)

    def edges_at(self, snaps: Snaps, point: int) -> list[tuple[int, float]]:
        edge, share = int(snaps.edge[point]), float(snaps.fraction[point])
        position = 1 - share if self.backward[edge] else share
        return [(other, 1 - position if self.backward[other] else position) for other in self.along[self.line[edge]]]

    def part(self, edge: int, start: float, end: float) -> int:
        time, length = (round(value * end) - round(value * start) for value in (self.time[edge], self.length[edge]))
        return time * UNIT + length

    def turn(self, edge_in: int, edge_out: int) -> int:
        if not self.costly[self.head[edge_in]]:
            return 0
        pair = edge_in, edge_out
        if pair not in self.turn_cost:
            self.turn_cost[pair] = int(turns.cost_ms(self.network, np.array([edge_in]), np.array([edge_out]))[0])
        return self.turn_cost[pair]

    def kind(self, edge: int) -> str:
        return self.kinds[edge]

    def extend_pattern(self, pattern: str, edge: int) -> str:
        kind = self.kind(edge)
        return pattern if pattern.endswith(kind) else pattern + kind
