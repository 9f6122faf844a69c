"""OSM files to raw arrays, with pyosmium; nothing is cut or joined yet."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium

from maps import ragged
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import Bools, Ints, Mode, Place
from maps.reading import naming, penalties, profiles, usage
from maps.reading.relations import Relations, read_relations
from maps.reading.restrictions import Collection
from maps.reading.usage import Usage

SUFFIXES: Final = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
_PLACES: Final = frozenset({"city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "island"})
_FIRST_YEAR: Final = 2004
"""OSM began then; an earlier timestamp is an empty one."""


_PIECE_BITS: Final = 25
_MOST_PIECES: Final = 1 << 12
"""137 thousand million ids; OSM has given out a tenth of them."""
_FEW_PIECES: Final = 48
_IDS_A_PIECE: Final = 4_000
"""So the table takes at most a thousand bytes for each id, besides 192 MB."""
_WAY_KEYS: Final = ("highway", "natural", "waterway", "route")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Usable ways; arrays by way, and for ``open``, ``speed``, ``limit`` and ``told`` by direction and way."""

    refs: Ints
    start: Ints
    way_id: Ints
    road_class: Ints
    street: Ints
    names: tuple[str, ...]
    open: Bools
    speed: Floats
    limit: Floats
    told: Bools
    private: Bools
    unpaved: Bools
    roundabout: Bools
    wait_ms: Ints
    crossing_s: Floats
    """Seconds of a ferry's crossing; 0 where that is not told, and on roads."""
    ferry: Ints
    """Which ways are one ferry, whose crossing is told for all of them together; on roads each its own."""
    unreadable: int
    conditional: int
    surfaces_assumed: int
    ferries_assumed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Nodes that have a place on the globe, ordered by ``id``."""

    id: Ints
    lat: Floats
    lon: Floats
    blocked: Bools
    gate: Bools
    """Whether only those pass who have an errand behind."""
    penalty_ms: Ints
    """By side (``penalties.SIDES``) and point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one OSM file holds for one mode."""

    ways: Ways
    points: Points
    restrictions: Collection
    places: tuple[Place, ...]
    water_refs: Ints
    water_start: Ints
    date: dt.date | None
    box: tuple[float, float, float, float] | None
    """South, west, north and east of what the file says that it covers."""


def read(path: Path, *, mode: Mode) -> Extract:
    """Read the usable ways of an OSM file, their nodes, places with names and water.

    Raises
    ------
    RoadsError
        ``unreadable`` (broken or not OSM) or ``history`` (many versions of each object).
    """
    try:
        return _read(path, mode)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        # libosmium's own errors arrive as one of these, with its words.
        raise RoadsError("unreadable", file=path.name, detail=str(error)) from error


def _read(path: Path, mode: Mode) -> Extract:
    with osmium.io.Reader(str(path)) as reader:
        header = reader.header()
    if header.has_multiple_object_versions:
        raise RoadsError("history", file=path.name)
    relations = read_relations(path, mode=mode)
    draft = _Draft(mode, relations)
    for way in osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter(*_WAY_KEYS)):
        draft.add(way)
    if relations.ferries:
        for way in _find(path, osmium.osm.WAY, np.array(sorted(relations.ferries), dtype=np.int64)):
            if not any(key in way.tags for key in _WAY_KEYS):
                draft.add(way)
    ways = draft.ways()
    water_refs = np.array(draft.water, dtype=np.int64)
    noted = _read_noted(path, mode)
    return Extract(
        ways=ways,
        points=_read_points(path, np.union1d(ways.refs, water_refs), noted),
        restrictions=relations.restrictions,
        places=tuple(noted.places),
        water_refs=water_refs,
        water_start=ragged.starts_of(draft.water_counts),
        date=_date(header, draft.newest),
        box=_box(header),
    )


@dataclass(slots=True)
class _Draft:
    """Ways as they come out of the file; ways with the same rules share one usage."""

    mode: Mode
    relations: Relations
    refs: array[int] = field(default_factory=lambda: array("q"))
    rows: array[int] = field(default_factory=lambda: array("q"))
    """Five numbers a way: id, nodes, usage, street, ferry."""
    known: dict[frozenset[tuple[str, str]], int] = field(default_factory=dict)
    usages: list[Usage] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    water: array[int] = field(default_factory=lambda: array("q"))
    water_counts: array[int] = field(default_factory=lambda: array("q"))
    newest: dt.datetime | None = None

    def add(self, way: Any) -> None:
        """Take a way if it is of use."""
        if way.deleted:
            return
        tags = dict(way.tags)
        ferry = self.relations.ferries.get(way.id)
        if ferry is not None and "highway" not in tags:
            self._add_road(way, {**ferry.tags, **tags}, -1 if "duration" in tags else ferry.number)
        elif "highway" in tags or tags.get("route") == "ferry":
            self._add_road(way, tags, -1)
        elif tags.get("natural") in {"water", "coastline"} or tags.get("waterway") in {"river", "riverbank"}:
            before = len(self.water)
            self.water.extend([node.ref for node in way.nodes])
            self.water_counts.append(len(self.water) - before)

    def _add_road(self, way: Any, tags: Mapping[str, str], ferry: int) -> None:
        judged = frozenset([item for item in tags.items() if item[0] in usage.KEYS])
        number = self.known.get(judged)
        if number is None:
            number = self.known[judged] = self._judge(dict(judged))
        if number < 0:
            return
        before = len(self.refs)
        self.refs.extend([node.ref for node in way.nodes])
        street = self.names.setdefault(naming.clean(tags.get("name") or tags.get("ref", "")), len(self.names))
        self.rows.extend((way.id, len(self.refs) - before, number, street, ferry))
        if self.newest is None or way.timestamp > self.newest:
            self.newest = way.timestamp

    def _judge(self, tags: Mapping[str, str]) -> int:
        found = usage.find_usage(tags, self.mode)
        if found is None:
            return -1
        self.usages.append(found)
        return len(self.usages) - 1

    def ways(self) -> Ways:
        """Give what was taken, as arrays."""
        way_id, counts, kind, street, ferry = np.array(self.rows, dtype=np.int64).reshape(-1, 5).T.copy()
        usages = self.usages
        sides = [[one.speeds[side] for one in usages] for side in (0, 1)]
        shared = {
            name: np.array([getattr(one, name) for one in usages], dtype=dtype)[kind]
            for name, dtype in _BY_USAGE.items()
        }
        unreadable = [one.unreadable or any(speed.unreadable for speed in one.speeds) for one in usages]
        return Ways(
            refs=np.array(self.refs, dtype=np.int64),
            start=ragged.starts_of(counts),
            way_id=way_id,
            street=street,
            names=tuple(self.names),
            open=np.array([[one.forward for one in usages], [one.backward for one in usages]], dtype=np.bool_)[:, kind],
            speed=np.array([[speed.free for speed in side] for side in sides], dtype=np.float64)[:, kind],
            limit=np.array([[speed.limit for speed in side] for side in sides], dtype=np.float64)[:, kind],
            told=np.array([[speed.told for speed in side] for side in sides], dtype=np.bool_)[:, kind],
            **shared,
            ferry=np.where(ferry < 0, -1 - np.arange(len(ferry)), ferry),
            unreadable=int(np.array(unreadable, dtype=np.int64)[kind].sum()),
            conditional=int(np.array([one.conditional for one in usages], dtype=np.int64)[kind].sum()),
            surfaces_assumed=int(np.array([one.surface_assumed for one in usages], dtype=np.int64)[kind].sum()),
            ferries_assumed=int(np.array([one.ferry_assumed for one in usages], dtype=np.int64)[kind].sum()),
        )


_BY_USAGE: Final[Mapping[str, Any]] = {
    "road_class": np.int64,
    "private": np.bool_,
    "unpaved": np.bool_,
    "roundabout": np.bool_,
    "wait_ms": np.int64,
    "crossing_s": np.float64,
}
_POINT: Final = np.dtype([("id", np.int64), ("lat", np.float64), ("lon", np.float64)])


def _read_points(path: Path, ids: Ints, noted: _Noted) -> Points:
    table = np.fromiter(_located(path, ids) if len(ids) else (), dtype=_POINT)
    table = table[np.unique(table["id"], return_index=True)[1]]
    found = table["id"].copy()
    penalty = np.zeros((len(penalties.SIDES), len(found)), dtype=np.int64)
    for key, side, milliseconds in noted.penalties:
        at = np.searchsorted(found, key)
        if at < len(found) and found[at] == key:
            penalty[side, at] += milliseconds
    blocked = np.isin(found, noted.blocked)
    penalty[:, blocked] = 0
    return Points(
        id=found,
        lat=table["lat"].copy(),
        lon=table["lon"].copy(),
        blocked=blocked,
        gate=np.isin(found, noted.gates),
        penalty_ms=penalty,
    )


def _located(path: Path, ids: Ints) -> Iterator[tuple[int, float, float]]:
    for node in _find(path, osmium.osm.NODE, ids):
        location = node.location
        if location.valid():
            yield node.id, location.lat, location.lon


def _find(path: Path, kind: Any, ids: Ints) -> Iterator[Any]:
    """Give the things of one kind that have one of some ids, sorted.

    pyosmium's filter is quick, but holds a table of bits with a piece of 4 MB for each 33 million ids that it touches:
    ids that are strewn widely, which a slip or ill will may do, would fill the memory. Those are looked up one by one.
    """
    pieces = np.unique(ids >> _PIECE_BITS)
    if pieces[0] >= 0 and pieces[-1] < _MOST_PIECES and len(pieces) <= _FEW_PIECES + len(ids) // _IDS_A_PIECE:
        yield from osmium.FileProcessor(str(path), kind).with_filter(osmium.filter.IdFilter(ids.tolist()))
        return
    wanted = set(ids.tolist())
    things: Iterable[Any] = osmium.FileProcessor(str(path), kind)
    for thing in things:
        if thing.id in wanted:
            yield thing


@dataclass(frozen=True, slots=True)
class _Noted:
    """The few nodes with tags that matter; a penalty as node, side and milliseconds."""

    blocked: list[int]
    gates: list[int]
    penalties: list[tuple[int, int, int]]
    places: list[Place]


def _read_noted(path: Path, mode: Mode) -> _Noted:
    noted = _Noted([], [], [], [])
    for node in _nodes(path, osmium.filter.KeyFilter("highway", "barrier", "place", "railway", "traffic_calming")):
        tags = dict(node.tags)
        passage = profiles.find_passage(tags, mode)
        if passage != "open":
            (noted.gates if passage == "private" else noted.blocked).append(node.id)
        noted.penalties.extend(
            (node.id, penalties.SIDES.index(penalty.side), penalty.milliseconds)
            for penalty in penalties.find_penalties(tags, mode)
        )
        if tags.get("place") in _PLACES and tags.get("name") and node.location.valid():
            noted.places.append(_place(tags, node.location))
    return noted


def _nodes(path: Path, which: Any) -> Iterable[Any]:
    """Give the nodes that a filter lets through; only while one is handed out may it be looked at."""
    nodes: Iterable[Any] = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(which)
    return nodes


def _place(tags: Mapping[str, str], location: Any) -> Place:
    population = _population(tags.get("population", ""))
    return Place(
        name=naming.clean(tags["name"]), kind=tags["place"], lat=location.lat, lon=location.lon, population=population
    )


def _population(text: str) -> int | None:
    digits = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _date(header: Any, newest: dt.datetime | None) -> dt.date | None:
    for key in ("osmosis_replication_timestamp", "timestamp"):
        try:
            return dt.datetime.fromisoformat(header.get(key, "")).date()
        except ValueError:
            continue
    return newest.date() if newest is not None and newest.year >= _FIRST_YEAR else None


def _box(header: Any) -> tuple[float, float, float, float] | None:
    box = header.box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lat, low.lon, high.lat, high.lon
