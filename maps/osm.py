"""OSM files to raw arrays, with pyosmium; nothing is cut or joined yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium

from maps import profiles, ragged, speeds
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import CLASSES, Bools, Ints, Mode, Place

SUFFIXES: Final = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
_PLACES: Final = frozenset({"city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "island"})
_FIRST_YEAR: Final = 2004
"""OSM began then; an earlier timestamp is an empty one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Usable ways; arrays by way, and for ``speed``, ``limit`` and ``told`` by direction and way."""

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
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Nodes that have a place on the globe, ordered by ``id``; some ``signal``, some are ``blocked``."""

    id: Ints
    lat: Floats
    lon: Floats
    signal: Bools
    blocked: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one OSM file holds for one mode."""

    ways: Ways
    points: Points
    places: tuple[Place, ...]
    water_refs: Ints
    water_start: Ints
    date: dt.date | None


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
    draft = _Draft(mode)
    processor = osmium.FileProcessor(str(path), osmium.osm.WAY)
    for way in processor.with_filter(osmium.filter.KeyFilter("highway", "natural", "waterway")):
        draft.add(way)
    ways = draft.ways()
    water = draft.water
    water_refs = np.fromiter((ref for line in water for ref in line), dtype=np.int64)
    noted = _read_noted(path, mode)
    return Extract(
        ways=ways,
        points=_read_points(path, np.union1d(ways.refs, water_refs), noted),
        places=tuple(noted.places),
        water_refs=water_refs,
        water_start=ragged.starts_of([len(line) for line in water]),
        date=_date(header, draft.newest),
    )


@dataclass(slots=True)
class _Draft:
    """Ways as they come out of the file."""

    mode: Mode
    refs: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    rows: list[tuple[int, int, int, bool, bool]] = field(default_factory=list)
    speeds: list[tuple[speeds.Speed, speeds.Speed]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    water: list[list[int]] = field(default_factory=list)
    newest: dt.datetime | None = None

    def add(self, way: Any) -> None:
        """Take a way if it is of use."""
        if way.deleted:
            return
        tags = dict(way.tags)
        if "highway" in tags:
            if profiles.usable(tags, self.mode):
                self._add_road(way, tags)
        elif tags.get("natural") in {"water", "coastline"} or tags.get("waterway") in {"river", "riverbank"}:
            self.water.append([node.ref for node in way.nodes])

    def _add_road(self, way: Any, tags: Mapping[str, str]) -> None:
        refs = [node.ref for node in way.nodes]
        directions = profiles.find_directions(tags, self.mode)
        name = tags.get("name") or tags.get("ref", "")
        street = self.names.setdefault(name, len(self.names))
        road_class = CLASSES.index(tags["highway"])
        self.refs += refs
        self.counts.append(len(refs))
        self.rows.append((way.id, road_class, street, directions.forward, directions.backward))
        self.speeds.append(speeds.find_speeds(tags, mode=self.mode))
        if self.newest is None or way.timestamp > self.newest:
            self.newest = way.timestamp

    def ways(self) -> Ways:
        """Give what was taken, as arrays."""
        rows = np.array(self.rows, dtype=np.int64).reshape(-1, 5)
        both = list(zip(*self.speeds, strict=True)) or [(), ()]
        return Ways(
            refs=np.array(self.refs, dtype=np.int64),
            start=ragged.starts_of(self.counts),
            way_id=rows[:, 0],
            road_class=rows[:, 1],
            street=rows[:, 2],
            names=tuple(self.names),
            open=rows[:, 3:5].T.astype(np.bool_),
            speed=np.array([[speed.free for speed in one] for one in both], dtype=np.float64),
            limit=np.array([[speed.limit for speed in one] for one in both], dtype=np.float64),
            told=np.array([[speed.told for speed in one] for one in both], dtype=np.bool_),
            unreadable=sum(forward.unreadable or backward.unreadable for forward, backward in self.speeds),
        )


def _read_points(path: Path, ids: Ints, noted: _Noted) -> Points:
    places: dict[int, tuple[float, float]] = {}
    if len(ids):
        for node in _nodes(path, osmium.filter.IdFilter(ids.tolist())):
            location = node.location
            if location.valid():
                places[node.id] = (location.lat, location.lon)
    found = np.array(sorted(places), dtype=np.int64)
    table = np.array([places[key] for key in found.tolist()], dtype=np.float64).reshape(-1, 2)
    return Points(
        id=found,
        lat=table[:, 0].copy(),
        lon=table[:, 1].copy(),
        signal=np.isin(found, noted.signals),
        blocked=np.isin(found, noted.blocked),
    )


@dataclass(frozen=True, slots=True)
class _Noted:
    """The few nodes with tags that matter."""

    signals: list[int]
    blocked: list[int]
    places: list[Place]


def _read_noted(path: Path, mode: Mode) -> _Noted:
    noted = _Noted([], [], [])
    for node in _nodes(path, osmium.filter.KeyFilter("highway", "barrier", "place")):
        tags = dict(node.tags)
        if tags.get("highway") == "traffic_signals":
            noted.signals.append(node.id)
        if profiles.blocks(tags, mode):
            noted.blocked.append(node.id)
        if tags.get("place") in _PLACES and tags.get("name") and node.location.valid():
            noted.places.append(_place(tags, node.location))
    return noted


def _nodes(path: Path, which: Any) -> Iterator[Any]:
    """Give the nodes that a filter lets through; only while one is handed out may it be looked at."""
    yield from osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(which)


def _place(tags: Mapping[str, str], location: Any) -> Place:
    population = _population(tags.get("population", ""))
    return Place(name=tags["name"], kind=tags["place"], lat=location.lat, lon=location.lon, population=population)


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
