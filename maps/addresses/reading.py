"""Addresses out of an OSM file, with pyosmium.

Ways and relations stand for houses and areas: the middle of the rectangle around their nodes is where they are. Along
a way of interpolation the numbers between its ends are set at equal distances.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium

from maps import mercator
from maps.addresses.gathering import Draft, Gathered, street_of
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import Ints

SUFFIXES: Final = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
"""Ends of names of files that hold addresses."""

_KEYS: Final = ("addr:housenumber", "addr:interpolation", "place", "amenity", "healthcare")
_STEPS: Final[Mapping[str, int]] = {"odd": 2, "even": 2, "all": 1}
_MOST_BETWEEN: Final = 1000
"""Numbers that one way of interpolation may stand for."""


def read_addresses(path: Path) -> Gathered:
    """Read what an OSM file tells of addresses.

    Raises
    ------
    RoadsError
        ``unreadable``.
    """
    try:
        return _read(path)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        raise RoadsError("unreadable", file=path.name, detail=str(error)) from error


@dataclass(slots=True)
class _Waiting:
    """Rows that have no place yet, and the nodes whose middle it is."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    counts: array[int] = field(default_factory=lambda: array("q"))
    refs: array[int] = field(default_factory=lambda: array("q"))

    def add(self, draft: Draft, tags: Mapping[str, str], refs: Sequence[int]) -> None:
        """Take what an object tells, with its nodes."""
        first = len(draft)
        count = draft.add(tags) if refs else 0
        if count:
            self.rows.append((first, count))
            self.counts.append(len(refs))
            self.refs.extend(refs)

    def settle(self, draft: Draft, spots: _Spots) -> None:
        """Write the middle of its nodes to each row."""
        if not self.rows:
            return
        starts = np.cumsum(self.counts) - np.array(self.counts)
        where = spots.find(np.array(self.refs, dtype=np.int64))
        middles = (np.fmin.reduceat(where, starts) + np.fmax.reduceat(where, starts)) / 2
        for (first, count), (lat, lon) in zip(self.rows, middles.tolist(), strict=True):
            for row in range(first, first + count):
                draft.places[3 * row + 1], draft.places[3 * row + 2] = lat, lon


@dataclass(frozen=True, slots=True)
class _Spots:
    """Places of nodes, ordered by their ids."""

    ids: Ints
    where: Floats
    """Latitude and longitude, shape (nodes, 2)."""

    def find(self, refs: Ints) -> Floats:
        """Give where nodes lie; not a number for those that the file lacks."""
        found = np.full((len(refs), 2), np.nan)
        if len(self.ids):
            at = np.minimum(np.searchsorted(self.ids, refs), len(self.ids) - 1)
            there = self.ids[at] == refs
            found[there] = self.where[at[there]]
        return found


def _read(path: Path) -> Gathered:
    draft, waiting = Draft(), _Waiting()
    relations: list[tuple[dict[str, str], list[int]]] = []
    between: list[tuple[int, list[int]]] = []
    ends: dict[int, dict[str, str]] = {}
    things: Any = osmium.FileProcessor(str(path)).with_filter(osmium.filter.KeyFilter(*_KEYS))
    for thing in things:
        tags = dict(thing.tags)
        if thing.is_node() and thing.location.valid():
            draft.add(tags, thing.location.lat, thing.location.lon)
            if "addr:housenumber" in tags:
                ends[thing.id] = tags
        elif thing.is_way():
            refs = [node.ref for node in thing.nodes]
            waiting.add(draft, tags, refs)
            if tags.get("addr:interpolation") in _STEPS:
                between.append((_STEPS[tags["addr:interpolation"]], refs))
        elif thing.is_relation():
            relations.append((tags, [one.ref for one in thing.members if one.type == "w" and one.role != "inner"]))
    nodes_of = _nodes_of(path, [way for _, ways in relations for way in ways])
    for tags, ways in relations:
        waiting.add(draft, tags, [ref for way in ways for ref in nodes_of.get(way, ())])
    spots = _find_spots(path, np.unique([*waiting.refs, *(ref for _, refs in between for ref in refs)]))
    waiting.settle(draft, spots)
    for step, refs in between:
        _interpolate(draft, step, [ends.get(refs[0]), ends.get(refs[-1])], spots.find(np.array(refs)))
    return draft.gathered()


def _nodes_of(path: Path, ways: Sequence[int]) -> dict[int, list[int]]:
    if not ways:
        return {}
    processor: Any = osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(osmium.filter.IdFilter(ways))
    return {way.id: [node.ref for node in way.nodes] for way in processor}


def _find_spots(path: Path, ids: Ints) -> _Spots:
    found, where = array("q"), array("d")
    if len(ids):
        wanted = osmium.filter.IdFilter(ids.astype(np.int64).tolist())
        nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(wanted)
        for node in nodes:
            if node.location.valid():
                found.append(node.id)
                where.extend((node.location.lat, node.location.lon))
    order = np.argsort(found, kind="stable")
    table = np.array(where, dtype=np.float64).reshape(-1, 2)
    return _Spots(np.array(found, dtype=np.int64)[order], table[order])


def _interpolate(draft: Draft, step: int, ends: Sequence[Mapping[str, str] | None], course: Floats) -> None:
    """Take the numbers between two ends whose numbers are plain; anything else tells too little."""
    first, last = ends
    if first is None or last is None or not np.isfinite(course).all():
        return
    numbers = [end["addr:housenumber"] for end in (first, last)]
    kind, name = street_of(first)
    if not name or street_of(last)[1] != name or not all(re.fullmatch("[0-9]{1,4}", number) for number in numbers):
        return
    low, high = sorted(map(int, numbers))
    inside = range(low + step, high, step)
    if len(inside) > _MOST_BETWEEN:
        return
    share = (np.array(inside) - int(numbers[0])) / (int(numbers[1]) - int(numbers[0])) if inside else np.zeros(0)
    points = mercator.project(course[:, 0], course[:, 1])
    passed = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    lats, lons = (np.interp(share * passed[-1], passed, course[:, axis]) for axis in (0, 1))
    for number, lat, lon in zip(inside, lats.tolist(), lons.tolist(), strict=True):
        draft.add_row(first, kind, name, number, lat=lat, lon=lon)
