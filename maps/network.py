"""A road network as read-only arrays: what all of maps/ reads and makes.

A **line** is the course of a street between two junctions, drawn once. An **edge** is a line driven in one
direction: a one-way street has one edge, any other two on the same line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from maps.mercator import Floats

Mode = Literal["car", "bike", "walk"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

CLASSES: Final = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "road",
    "track",
    "pedestrian",
    "cycleway",
    "path",
    "footway",
    "steps",
    "ferry",
)
"""Values of OSM's ``highway`` that a network may hold, and ferries; ``road_class`` counts into this."""

REAL_ATTRIBUTION: Final = "© OpenStreetMap contributors, ODbL 1.0"
MADE_ATTRIBUTION: Final = "Påhittat vägnät (made network), places © GeoNames CC BY 4.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, village or district with a name; ``population`` is None where the data does not tell."""

    name: str
    kind: str
    lat: float
    lon: float
    population: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What reading did to the data, told to whoever imports it: ways and nodes of OSM, edges, metres."""

    ways: int = 0
    ways_clipped: int = 0
    nodes_missing: int = 0
    barriers: int = 0
    junctions_cut: int = 0
    edges_cut: int = 0
    metres_cut: int = 0
    edges_imputed: int = 0
    """Edges whose speed limit is assumed, because no tag tells it."""
    limits_unreadable: int = 0
    """Ways with a ``maxspeed``, or ferries with a ``duration``, that no rule understands."""
    limits_conditional: int = 0
    """Ways with other limits at certain times, which are not used."""
    surfaces_imputed: int = 0
    """Roads that no tag tells the surface of, assumed by their kind: tracks unpaved, others paved."""
    ferries_imputed: int = 0
    """Ferries whose crossing or interval is assumed, because no tag tells it."""
    gates: int = 0
    """That only those pass who have an errand behind them."""
    ferries: int = 0
    """Ways of the sea, kept or cut."""
    restrictions: int = 0
    """Turn restrictions that became bans."""
    restrictions_needless: int = 0
    """Those that ban what nobody could drive anyway: a way of theirs is one-way, missing or not for this mode."""
    restrictions_conditional: int = 0
    """Those for certain hours, which are not used."""
    restrictions_unusable: int = 0
    """Those that are broken, or do not tell which way is meant."""
    restrictions_cutting: int = 0
    """Bans that were lifted because roads could not be reached, or not left again, for them alone."""
    parts_cut: int = 0
    """Connected pieces of the roads that were cut off."""
    islands_cut: int = 0
    """Those of some size that nothing joins to the rest, and that do not lie at the border of the data."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class RoadNetwork:
    """Roads for one way of travelling, of which each place can be reached from each other one.

    Arrays are read-only, by node, edge, line or water line; two networks are equal only if they are the same object.
    """

    name: str
    mode: Mode
    made: bool
    """Whether the roads are made up; wherever they are shown this is said."""
    source: str
    """Name of the file it was read from."""
    date: dt.date | None
    """Of the data, where the file tells."""
    tally: Tally = field(default_factory=Tally)

    node_id: Ints
    """Of OSM; negative for an end that stands for one side of a barrier."""
    node_lat: Floats
    node_lon: Floats

    tail: Indices
    head: Indices
    milliseconds: Ints
    """Free-flow travel time, at least 1, what ``delay_ms`` tells included."""
    delay_ms: Ints
    """How much of ``milliseconds`` is lost standing or braking (signals, gates, a ferry's quay), at whatever speed."""
    metres: Floats
    speed_kmh: Floats
    limit_kmh: Floats
    limit_told: Bools
    """Whether a tag tells the limit; elsewhere it is assumed."""
    road_class: Indices
    street: Indices
    """Index into ``names``, whose first is empty."""
    way_id: Ints
    line: Indices
    backward: Bools
    """Whether the edge runs against its line."""
    private: Bools
    """Whether the edge may only be driven at the start or the end of a drive, never on the way past it."""
    unpaved: Bools
    names: tuple[str, ...] = ("",)

    line_start: Ints
    """Where each line begins in ``line_lat`` and ``line_lon``, and their length at the end."""
    line_lat: Floats
    line_lon: Floats

    ban_start: Ints
    """Where each ban begins in ``ban_edge``, and its length at the end."""
    ban_edge: Indices
    """Turn restrictions: two or more edges that must not be driven one right after the other."""

    cut_lat: Floats
    cut_lon: Floats
    """Points along the roads of islands that were cut off, so that who lives there can be told so."""

    places: tuple[Place, ...] = ()
    water_start: Ints
    """As ``line_start``; shores and rivers for drawing; closed ones are lakes."""
    water_lat: Floats
    water_lon: Floats

    prepared: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict, repr=False)
    """What parts of maps/ worked out of the roads once, by name; empty until ``preparing.prepare`` fills it.

    Whoever replaces other arrays of a network empties it too, as it belongs to the roads that it was made of.
    """

    def __post_init__(self) -> None:
        self._check_shapes()
        self._check_values()
        for name, _ in _ARRAYS:
            getattr(self, name).setflags(write=False)

    @property
    def nodes(self) -> int:
        """How many junctions and ends there are."""
        return len(self.node_lat)

    @property
    def edges(self) -> int:
        """How many edges there are; a street that is open both ways has two."""
        return len(self.tail)

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self.line_start) - 1

    @property
    def road_metres(self) -> int:
        """Length of all roads, each counted once."""
        lengths = np.zeros(self.lines)
        lengths[self.line] = self.metres
        return round(float(lengths.sum()))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """South, west, north and east in degrees."""
        lat, lon = self.line_lat, self.line_lon
        return float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())

    @property
    def attribution(self) -> str:
        """What must stand wherever these roads are shown."""
        return MADE_ATTRIBUTION if self.made else REAL_ATTRIBUTION

    @property
    def licence(self) -> str:
        """SPDX name of the licence of the data."""
        return "CC-BY-4.0" if self.made else "ODbL-1.0"

    def line_edges(self) -> tuple[Indices, Indices]:
        """Give, by line, the edge along it and the edge against it, −1 where there is none."""
        along = np.full(self.lines, -1, dtype=np.int32)
        against = along.copy()
        edges = np.arange(self.edges, dtype=np.int32)
        along[self.line[~self.backward]] = edges[~self.backward]
        against[self.line[self.backward]] = edges[self.backward]
        return along, against

    def _check_shapes(self) -> None:
        _require(self.mode in MODES, f"mode {self.mode!r}")
        counts: dict[str, int] = {}
        for name, (dtype, of) in _ARRAYS:
            array = getattr(self, name)
            _require(isinstance(array, np.ndarray) and array.ndim == 1, f"{name}: not a row of numbers")
            _require(array.dtype == dtype, f"{name}: {array.dtype}, {dtype} wanted")
            _require(counts.setdefault(of, len(array)) == len(array), f"{name}: {len(array)} for {counts[of]}")
        ragged = ((self.line_start, "point"), (self.water_start, "water point"), (self.ban_start, "banned edge"))
        for start, of in ragged:
            _require(len(start) > 0 and start[0] == 0 and start[-1] == counts[of], f"starts of {of}s do not fit")
            _require((np.diff(start) >= 2).all(), f"fewer than two {of}s in a row")

    def _check_values(self) -> None:
        _require(self.nodes > 0 and self.edges > 0, "no roads")
        bounds = {"tail": self.nodes, "head": self.nodes, "line": self.lines, "road_class": len(CLASSES)}
        for name, end in {**bounds, "street": len(self.names)}.items():
            array = getattr(self, name)
            _require((array >= 0).all() and (array < end).all(), f"{name}: out of range")
        _require((self.milliseconds >= 1).all(), "milliseconds: below one")
        for name in ("node_lat", "node_lon", "metres", "speed_kmh", "limit_kmh", "line_lat", "line_lon"):
            _require(np.isfinite(getattr(self, name)).all(), f"{name}: not finite")
        _require((self.metres >= 0).all(), "metres: negative")
        _require((self.delay_ms >= 0).all() and (self.delay_ms < self.milliseconds).all(), "delay_ms: out of range")
        _require((self.ban_edge >= 0).all() and (self.ban_edge < self.edges).all(), "ban_edge: out of range")
        _require((abs(self.line_lat) <= 90).all() and (abs(self.line_lon) <= 180).all(), "not on the globe")


_ARRAYS: Final[tuple[tuple[str, tuple[Any, str]], ...]] = (
    *((name, (np.dtype(np.float64), "node")) for name in ("node_lat", "node_lon")),
    ("node_id", (np.dtype(np.int64), "node")),
    *((name, (np.dtype(np.int32), "edge")) for name in ("tail", "head", "road_class", "street", "line")),
    *((name, (np.dtype(np.int64), "edge")) for name in ("milliseconds", "delay_ms", "way_id")),
    *((name, (np.dtype(np.float64), "edge")) for name in ("metres", "speed_kmh", "limit_kmh")),
    *((name, (np.dtype(np.bool_), "edge")) for name in ("limit_told", "backward", "private", "unpaved")),
    ("line_start", (np.dtype(np.int64), "line")),
    *((name, (np.dtype(np.float64), "point")) for name in ("line_lat", "line_lon")),
    ("ban_start", (np.dtype(np.int64), "ban")),
    ("ban_edge", (np.dtype(np.int32), "banned edge")),
    *((name, (np.dtype(np.float64), "cut point")) for name in ("cut_lat", "cut_lon")),
    ("water_start", (np.dtype(np.int64), "water line")),
    *((name, (np.dtype(np.float64), "water point")) for name in ("water_lat", "water_lon")),
)
ARRAYS: Final = tuple(name for name, _ in _ARRAYS)
"""Names of the arrays of a network."""


def _require(holds: object, message: str) -> None:
    if not holds:
        raise ValueError(message)
