"""Turn restrictions: relations of OSM read, and turned into sequences of edges that must not be driven in a row.

``no_…`` bans the way from *from* over *via* to *to*; ``only_…`` bans every other way out of each junction on it. See
``docs/roads.md`` and OSM's wiki, "Relation:restriction".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from maps import ragged
from maps.network import Indices, Ints, Mode

Fate = Literal["banned", "needless", "unusable"]

_KEYS: Final[Mapping[Mode, tuple[str, ...]]] = {
    "car": ("restriction:motorcar", "restriction:motor_vehicle", "restriction"),
    "bike": ("restriction:bicycle", "restriction"),
    "walk": (),
}
_EXCEPTED: Final[Mapping[Mode, frozenset[str]]] = {
    "car": frozenset({"motorcar", "motor_vehicle", "vehicle"}),
    "bike": frozenset({"bicycle", "vehicle"}),
    "walk": frozenset(),
}
_TIMED: Final = ("day_on", "day_off", "hour_on", "hour_off")
_TURNS: Final = frozenset({"left_turn", "right_turn", "straight_on", "u_turn"})
_MOST_MEMBERS: Final = 64
"""Of one restriction; none that a sign could tell has more."""
_MOST_VIAS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One relation: ids of OSM's ways, and of the one node or the ways that it passes."""

    only: bool
    u_turn: bool
    from_ways: tuple[int, ...]
    via_node: int | None
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]


@dataclass(slots=True)
class Collection:
    """The restrictions of a file that one mode has to obey, and how many others were met."""

    found: list[Restriction] = field(default_factory=list)
    broken: int = 0
    conditional: int = 0

    def add(self, tags: Mapping[str, str], members: Sequence[tuple[str, int, str]], mode: Mode) -> None:
        """Take a relation of type ``restriction``, its members as (type, id, role)."""
        keys = _KEYS[mode]
        kind = next((tags[key] for key in keys if key in tags), None)
        if kind is None:
            self.conditional += any(f"{key}:conditional" in tags for key in keys)
        elif _EXCEPTED[mode].isdisjoint(part.strip() for part in tags.get("except", "").split(";")):
            if any(key in tags for key in _TIMED):
                self.conditional += 1
                return
            restriction = _read(kind, members)
            if restriction is None:
                self.broken += 1
            else:
                self.found.append(restriction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bans:
    """Sequences of edges, ragged, and what became of the restrictions that they were made of."""

    start: Ints
    edge: Indices
    fates: Mapping[Fate, int]


def find_bans(
    restrictions: Iterable[Restriction], *, tail: Indices, head: Indices, line: Indices, way_id: Ints, node_id: Ints
) -> Bans:
    """Turn restrictions into sequences of edges that must not be driven in a row.

    Parameters
    ----------
    restrictions
        As read.
    tail, head, line, way_id
        By edge.
    node_id
        By node: its id in OSM.
    """
    wanted = list(restrictions)
    roads = _Roads.of(wanted, tail=tail, head=head, line=line, way_id=way_id, node_id=node_id)
    fates: dict[Fate, int] = {"banned": 0, "needless": 0, "unusable": 0}
    bans: dict[tuple[int, ...], None] = {}
    for restriction in wanted:
        fate, sequences = _resolve(restriction, roads)
        fates[fate] += 1
        bans |= dict.fromkeys(sequences)
    edges = [edge for sequence in bans for edge in sequence]
    return Bans(
        start=ragged.starts_of([len(sequence) for sequence in bans]),
        edge=np.array(edges, dtype=np.int32),
        fates=fates,
    )


def _read(kind: str, members: Sequence[tuple[str, int, str]]) -> Restriction | None:
    rule, _, what = kind.partition("_")
    if rule not in {"no", "only"} or len(members) > _MOST_MEMBERS:
        return None
    if what not in _TURNS and kind not in {"no_entry", "no_exit"}:
        return None
    ways = {role: tuple(ref for type_, ref, at in members if (type_, at) == ("w", role)) for role in ("from", "to")}
    nodes = tuple(ref for type_, ref, role in members if (type_, role) == ("n", "via"))
    via = tuple(ref for type_, ref, role in members if (type_, role) == ("w", "via"))
    one_from = len(ways["from"]) == 1 or (kind == "no_entry" and ways["from"])
    one_to = len(ways["to"]) == 1 or (kind == "no_exit" and ways["to"])
    if not one_from or not one_to or len(nodes) + bool(via) != 1 or len(via) > _MOST_VIAS:
        return None
    return Restriction(
        only=rule == "only",
        u_turn=what == "u_turn",
        from_ways=ways["from"],
        via_node=nodes[0] if nodes else None,
        via_ways=via,
        to_ways=ways["to"],
    )


@dataclass(frozen=True, slots=True)
class _Roads:
    """The edges of the ways that restrictions speak of, and what leaves any node."""

    tail: Indices
    head: Indices
    line: Indices
    of_way: Mapping[int, list[int]]
    node: Mapping[int, int]
    by_tail: Ints
    first: Ints

    @classmethod
    def of(cls, restrictions: Sequence[Restriction], **arrays: Any) -> _Roads:
        tail, head, line = (arrays[name] for name in ("tail", "head", "line"))
        way_id, node_id = arrays["way_id"], arrays["node_id"]
        ways = {way for one in restrictions for way in (*one.from_ways, *one.via_ways, *one.to_ways)}
        of_way: dict[int, list[int]] = {}
        for edge in np.flatnonzero(np.isin(way_id, np.array(sorted(ways), dtype=np.int64))).tolist():
            of_way.setdefault(int(way_id[edge]), []).append(edge)
        vias = np.array(sorted({one.via_node for one in restrictions if one.via_node is not None}), dtype=np.int64)
        nodes = np.flatnonzero(np.isin(node_id, vias))
        by_tail = np.argsort(tail, kind="stable")
        first = np.searchsorted(tail[by_tail], np.arange(len(node_id) + 1))
        node = dict(zip(node_id[nodes].tolist(), nodes.tolist(), strict=True))
        return cls(tail, head, line, of_way, node, by_tail, first)

    def arriving(self, way: int, node: int) -> list[int]:
        return [edge for edge in self.of_way.get(way, ()) if self.head[edge] == node]

    def leaving(self, way: int, node: int) -> list[int]:
        return [edge for edge in self.of_way.get(way, ()) if self.tail[edge] == node]

    def out_of(self, node: int) -> list[int]:
        return [int(edge) for edge in self.by_tail[self.first[node] : self.first[node + 1]]]

    def ends(self, ways: Iterable[int]) -> set[int]:
        edges = [edge for way in ways for edge in self.of_way.get(way, ())]
        return {int(end) for edge in edges for end in (self.tail[edge], self.head[edge])}


def _resolve(restriction: Restriction, roads: _Roads) -> tuple[Fate, list[tuple[int, ...]]]:
    if not all(any(way in roads.of_way for way in ways) for ways in (restriction.from_ways, restriction.to_ways)):
        return "needless", []
    if restriction.via_node is not None:
        return _resolve_at_node(restriction, roads)
    if not all(way in roads.of_way for way in restriction.via_ways):
        return "needless", []
    return _resolve_over_ways(restriction, roads)


def _resolve_at_node(restriction: Restriction, roads: _Roads) -> tuple[Fate, list[tuple[int, ...]]]:
    node = roads.node.get(restriction.via_node or 0, -1)
    if node < 0 or not all(node in roads.ends(ways) for ways in (restriction.from_ways, restriction.to_ways)):
        return "unusable", []
    if restriction.u_turn and restriction.from_ways == restriction.to_ways:
        return _resolve_turning_back(restriction, roads, node)
    arriving = [roads.arriving(way, node) for way in restriction.from_ways]
    leaving = [roads.leaving(way, node) for way in restriction.to_ways]
    if any(len(edges) > 1 for edges in arriving + leaving):
        return "unusable", []  # the way passes the node, so it does not tell on which side it is meant
    begins, ends = ([edge for edges in side for edge in edges] for side in (arriving, leaving))
    return _ban([[edge] for edge in begins], ends, roads, only=restriction.only)


def _resolve_turning_back(restriction: Restriction, roads: _Roads, node: int) -> tuple[Fate, list[tuple[int, ...]]]:
    """Ban turning around at a node on one and the same street, or anything but that."""
    (way,) = set(restriction.from_ways)
    pairs: list[tuple[int, ...]] = [
        (edge, back)
        for edge in roads.arriving(way, node)
        for back in roads.leaving(way, node)
        if edge != back and roads.line[edge] == roads.line[back]
    ]
    if not restriction.only:
        return ("banned" if pairs else "needless"), pairs
    return ("unusable", []) if len(pairs) != 1 else _ban([[pairs[0][0]]], [pairs[0][1]], roads, only=True)


def _resolve_over_ways(restriction: Restriction, roads: _Roads) -> tuple[Fate, list[tuple[int, ...]]]:
    """Find the one course over the via ways, from an edge that arrives there to one that leaves them."""
    courses = [
        [begin, *course, end]
        for begin in {edge for way in restriction.from_ways for edge in roads.of_way.get(way, ())}
        for course in _courses(restriction.via_ways, roads, int(roads.head[begin]), begin)
        for end in {edge for way in restriction.to_ways for edge in roads.leaving(way, int(roads.head[course[-1]]))}
        if roads.line[end] != roads.line[course[-1]]
    ]
    if not courses:
        meet = set(restriction.via_ways)
        near = roads.ends(meet)
        touching = all(near & roads.ends(ways) for ways in (restriction.from_ways, restriction.to_ways))
        return ("needless" if touching else "unusable"), []
    if len(restriction.from_ways) == len(restriction.to_ways) == 1 and len(courses) > 1:
        return "unusable", []
    if not restriction.only:
        return "banned", [tuple(course) for course in courses]
    (course,) = courses
    steps = [_ban([course[: count + 1]], [course[count + 1]], roads, only=True)[1] for count in range(len(course) - 1)]
    return "banned", [ban for step in steps for ban in step]


def _courses(ways: Sequence[int], roads: _Roads, node: int, begin: int) -> list[list[int]]:
    """Give the courses from a node along all of the ways, in whatever order, straight ahead on each of them."""
    unfinished = [(node, [begin], frozenset(ways))]
    for _ in set(ways):
        unfinished = [
            (int(roads.head[ahead[-1]]), ahead, left - {way})
            for at, course, left in unfinished
            for way in left
            for first in roads.leaving(way, at)
            for ahead in _ahead(way, roads, [*course, first])
        ][:_MOST_MEMBERS]
    return [course[1:] for _, course, _ in unfinished]


def _ahead(way: int, roads: _Roads, course: list[int]) -> list[list[int]]:
    """Give a course and all that go on from it along the same way in the same direction."""
    courses = [course]
    while len(courses) <= _MOST_MEMBERS:
        last = courses[-1][-1]
        onward = [
            edge
            for edge in roads.leaving(way, int(roads.head[last]))
            if roads.line[edge] != roads.line[last] and edge not in courses[-1]
        ]
        if len(onward) != 1:
            return courses
        courses.append([*courses[-1], onward[0]])
    return courses


def _ban(
    begins: Sequence[Sequence[int]], ends: Sequence[int], roads: _Roads, *, only: bool
) -> tuple[Fate, list[tuple[int, ...]]]:
    if not begins or not ends:
        return "needless", []
    if not only:
        return "banned", [(*begin, end) for begin in begins for end in ends]
    bans = [
        (*begin, out) for begin in begins for out in roads.out_of(int(roads.head[begin[-1]])) if out not in set(ends)
    ]
    return "banned" if bans else "needless", bans
