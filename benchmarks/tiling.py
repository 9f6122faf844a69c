"""Road networks of any size made of one real one: a piece cut out of it, or copies side by side, joined by roads."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import osmium
from scipy.spatial import cKDTree

from maps import mercator, ragged
from maps.mercator import Floats
from maps.network import ARRAYS, CLASSES, Ints, RoadNetwork
from maps.reading.cutting import cut_to_strong

_JOINS: Final = 40
"""Roads between two neighbouring copies."""
_NEAR_THE_EDGE: Final = 1500
"""Nodes among which their ends are drawn."""
_GAP_DEG: Final = 0.004
_JOIN_KMH: Final = 70.0
_ID_STEP: Final = 1 << 36
"""Between the ids of OSM of two copies: more than OSM has nodes."""

_POSITIONS: Final = {"tail": "nodes", "head": "nodes", "line": "lines", "ban_edge": "edges"}
_STARTS: Final = ("line_start", "ban_start", "water_start")
_LATS: Final = ("node_lat", "line_lat", "cut_lat", "water_lat")
_LONS: Final = ("node_lon", "line_lon", "cut_lon", "water_lon")

Joins = npt.NDArray[np.int64]
"""Rows of: copy, node in it, other copy, node in that."""


def cut(network: RoadNetwork, nodes: int) -> RoadNetwork:
    """Cut about so many nodes out of the densest part of a network."""
    lat, lon = np.median(network.node_lat), np.median(network.node_lon)
    away = np.hypot(network.node_lat - lat, (network.node_lon - lon) * np.cos(np.radians(lat)))
    order = np.argsort(away)
    near = np.zeros(network.nodes, dtype=np.bool_)
    near[order[: nodes + nodes // 20]] = True
    inside = near[network.tail] & near[network.head]
    # What lies outside becomes loops without length at one node, which the cut to the strong part drops.
    outside = np.int32(order[-1])
    return cut_to_strong(
        dataclasses.replace(
            network,
            tail=np.where(inside, network.tail, outside),
            head=np.where(inside, network.head, outside),
            metres=np.where(inside, network.metres, 0.0),
            prepared={},
        )
    )


def tile(network: RoadNetwork, columns: int, rows: int) -> RoadNetwork:
    """Lay copies of a network side by side and join neighbours by straight roads that are open both ways."""
    arrays: dict[str, Any] = {name: _repeat(network, name, columns, rows) for name in ARRAYS}
    whole = dataclasses.replace(network, prepared={}, **arrays)
    return _add_joins(whole, join(network, columns, rows), network.nodes)


def join(network: RoadNetwork, columns: int, rows: int) -> Joins:
    """Choose which nodes of neighbouring copies are joined."""
    rng = np.random.default_rng(1)
    east, north = _steps(network)
    sideways = [(c * rows + r, (c + 1) * rows + r) for c in range(columns - 1) for r in range(rows)]
    upwards = [(c * rows + r, c * rows + r + 1) for c in range(columns) for r in range(rows - 1)]
    joins = [np.zeros((0, 4), dtype=np.int64)]
    for pairs, along, shift in ((sideways, network.node_lon, (0.0, east)), (upwards, network.node_lat, (north, 0.0))):
        order = np.argsort(along)
        first, last = order[:_NEAR_THE_EDGE], order[-_NEAR_THE_EDGE:]
        there = cKDTree(np.column_stack([network.node_lat[first] + shift[0], network.node_lon[first] + shift[1]]))
        for copy, other in pairs:
            ends = rng.choice(last, min(_JOINS, len(last)), replace=False)
            _, nearest = there.query(np.column_stack([network.node_lat[ends], network.node_lon[ends]]))
            joins.append(np.column_stack([np.full(len(ends), copy), ends, np.full(len(ends), other), first[nearest]]))
    return np.concatenate(joins)


def write_osm(network: RoadNetwork, extract: Path, target: Path, *, columns: int, rows: int) -> None:
    """Write copies of the extract that a network was read from side by side, joined, as a file of OSM."""
    east, north = _steps(network)
    joins = join(network, columns, rows)
    with osmium.SimpleWriter(str(target)) as writer:
        for kind in (osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION):
            for copy in range(columns * rows):
                shift = (copy % rows) * north, (copy // rows) * east
                for thing in osmium.FileProcessor(str(extract), kind):
                    _write_shifted(writer, thing, copy, shift)
            if kind == osmium.osm.WAY:
                _write_joins(writer, network, joins)


def _steps(network: RoadNetwork) -> tuple[float, float]:
    """Give how far apart copies lie, in degrees: eastwards and northwards."""
    south, west, north, east = network.bounds
    return east - west + _GAP_DEG, north - south + _GAP_DEG


def _repeat(network: RoadNetwork, name: str, columns: int, rows: int) -> npt.NDArray[np.generic]:
    values = getattr(network, name)
    copies = np.arange(columns * rows)
    east, north = _steps(network)
    if name in _STARTS:
        return ragged.starts_of(np.tile(np.diff(values), len(copies)))
    whole = np.tile(values, len(copies))
    copy = np.repeat(copies, len(values))
    if name in _POSITIONS:
        return np.asarray(whole + copy * getattr(network, _POSITIONS[name]), dtype=values.dtype)
    if name in _LATS:
        return np.asarray(whole + (copy % rows) * north)
    if name in _LONS:
        return np.asarray(whole + (copy // rows) * east)
    if name == "node_id":
        return np.asarray(whole + np.sign(whole) * copy * _ID_STEP)
    return np.asarray(whole)


def _add_joins(network: RoadNetwork, joins: Joins, nodes: int) -> RoadNetwork:
    if not len(joins):
        return network
    ends = joins[:, 0] * nodes + joins[:, 1], joins[:, 2] * nodes + joins[:, 3]
    lats, lons = (np.column_stack([axis[end] for end in ends]) for axis in (network.node_lat, network.node_lon))
    metres = mercator.distances(lats[:, 0], lons[:, 0], lats[:, 1], lons[:, 1])
    count = len(joins)
    added = {
        "tail": np.concatenate(ends),
        "head": np.concatenate(ends[::-1]),
        "line": np.tile(network.lines + np.arange(count), 2),
        "backward": np.repeat([False, True], count),
        "metres": np.tile(metres, 2),
        "milliseconds": np.tile(np.ceil(metres * 3600 / _JOIN_KMH) + 1, 2),
        "speed_kmh": np.full(2 * count, _JOIN_KMH),
        "limit_kmh": np.full(2 * count, _JOIN_KMH),
        "road_class": np.full(2 * count, CLASSES.index("secondary")),
        "line_lat": lats.ravel(),
        "line_lon": lons.ravel(),
        "line_start": network.line_start[-1] + 2 * np.arange(1, count + 1),
    }
    others = {"delay_ms", "street", "way_id", "limit_told", "private", "unpaved"}
    added |= {name: np.zeros(2 * count) for name in others}
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(network, name), values.astype(getattr(network, name).dtype)])
        for name, values in added.items()
    }
    return dataclasses.replace(network, **joined)


def _write_shifted(writer: osmium.SimpleWriter, thing: object, copy: int, shift: tuple[float, float]) -> None:
    by = copy * _ID_STEP
    if isinstance(thing, osmium.osm.Node):
        place = (thing.location.lon + shift[1], thing.location.lat + shift[0])
        writer.add_node(thing.replace(id=thing.id + by, location=place))
    elif isinstance(thing, osmium.osm.Way):
        writer.add_way(thing.replace(id=thing.id + by, nodes=[node.ref + by for node in thing.nodes]))
    elif isinstance(thing, osmium.osm.Relation):
        members = [(member.type, member.ref + by, member.role) for member in thing.members]
        writer.add_relation(thing.replace(id=thing.id + by, members=members))


def _write_joins(writer: osmium.SimpleWriter, network: RoadNetwork, joins: Joins) -> None:
    ids: Ints = network.node_id
    for number, (copy, node, other, other_node) in enumerate(joins.tolist()):
        if min(ids[node], ids[other_node]) > 0:
            refs = [int(ids[node]) + copy * _ID_STEP, int(ids[other_node]) + other * _ID_STEP]
            tags = {"highway": "secondary", "maxspeed": f"{_JOIN_KMH:.0f}"}
            writer.add_way(osmium.osm.mutable.Way(id=(1 << 50) + number, version=1, nodes=refs, tags=tags))


def scatter(network: RoadNetwork, count: int, *, seed: int) -> tuple[Floats, Floats]:
    """Draw points as homes lie: beside nodes of the network."""
    rng = np.random.default_rng(seed)
    nodes = rng.integers(0, network.nodes, count)
    lat = network.node_lat[nodes] + rng.normal(0, 0.0005, count)
    return lat, network.node_lon[nodes] + rng.normal(0, 0.0005, count)
