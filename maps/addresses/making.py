"""A book of addresses, made from what a file tells of houses and places and a network of its streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.spatial import KDTree

from maps import mercator, ragged
from maps.addresses import pairs, words
from maps.addresses.book import PLACE, STREET, Book, parts
from maps.addresses.folding import key_of
from maps.addresses.gathering import SETTLEMENTS, Gathered
from maps.mercator import Floats
from maps.network import Ints, RoadNetwork

_SAME_STREET_M: Final = 1500.0
"""A street belongs to the town of a house on a street of that name so near."""
_REACH_M: Final = 6000.0
"""How far a settlement of reach 1 goes at most."""
_APART_M: Final = 1e9
"""Sets names apart in a tree of places, further than the Earth is round."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Everything with a name: addresses, places, houses, and lines of streets (``number`` −2)."""

    name: Ints
    town: Ints
    postcode: Ints
    number: Ints
    suffix: Ints
    kind: Ints
    settlement: Floats
    lat: Floats
    lon: Floats


def make_book(gathered: Gathered, network: RoadNetwork) -> Book:
    """Put together what a file tells and the streets and places of the network."""
    names, towns = _Numbers(gathered.names), _Numbers(gathered.towns)
    rows = _join([_rows(gathered), _places(network, names), _streets(network, names)])
    rows = _find_towns(rows, names, towns)
    return _arrange(rows, names.words, towns.words, gathered, network)


class _Numbers:
    """Words that get more while they are used."""

    def __init__(self, known: Sequence[str]) -> None:
        self._numbers = {word: number for number, word in enumerate(known)}

    def __getitem__(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self._numbers)


def _rows(gathered: Gathered) -> _Rows:
    columns = ("name", "town", "postcode", "number", "suffix", "kind")
    wide: list[Any] = [getattr(gathered, name).astype(np.int64) for name in columns]
    wide += [gathered.settlement, gathered.lat, gathered.lon]
    return _Rows(*wide)


def _places(network: RoadNetwork, names: _Numbers) -> _Rows:
    places = network.places
    name = np.array([names[place.name] for place in places], dtype=np.int64)
    reach = np.array([SETTLEMENTS.get(place.kind, 0.0) for place in places])
    lat = np.array([place.lat for place in places], dtype=np.float64)
    lon = np.array([place.lon for place in places], dtype=np.float64)
    return _plain(name, -1, PLACE, reach, lat, lon)


def _streets(network: RoadNetwork, names: _Numbers) -> _Rows:
    """Give the middle point of each line of each street with a name."""
    street = np.zeros(network.lines, dtype=np.int64)
    street[network.line] = network.street
    line = np.flatnonzero(street)
    used = np.unique(street[line])
    number = np.zeros(len(network.names), dtype=np.int64)
    number[used] = [names[network.names[one]] for one in used.tolist()]
    middle = (network.line_start[line] + network.line_start[line + 1]) // 2
    return _plain(
        number[street[line]],
        -2,
        STREET,
        np.zeros(len(line)),
        network.line_lat[middle],
        network.line_lon[middle],
    )


def _plain(name: Ints, number: int, kind: int, settlement: Floats, lat: Floats, lon: Floats) -> _Rows:
    none = np.zeros(len(name), dtype=np.int64)
    return _Rows(name, none, none, none + number, none, none + kind, settlement, lat, lon)


def _join(parts_of: Sequence[_Rows]) -> _Rows:
    return _Rows(*(np.concatenate([getattr(part, name) for part in parts_of]) for name in _Rows.__slots__))


def _find_towns(rows: _Rows, names: _Numbers, towns: _Numbers) -> _Rows:
    """Give a town to each row without one: that of a house on the same street, else of the settlement it lies in."""
    town, told = rows.town.copy(), rows.town > 0
    points = np.column_stack([_on_sphere(rows.lat, rows.lon), rows.name * _APART_M])
    houses = np.flatnonzero(told & (rows.number >= 0))
    lacking = np.flatnonzero(~told & (rows.kind == STREET))
    if len(houses) and len(lacking):
        far, at = _nearest(points[houses], points[lacking], within=_SAME_STREET_M)
        near = np.isfinite(far)
        town[lacking[near]] = town[houses[at[near]]]
    best = np.full(len(town), _REACH_M)
    listed = names.words
    open_rows = (town == 0) & (rows.settlement < SETTLEMENTS["town"])
    for reach in SETTLEMENTS.values():
        centres = np.flatnonzero(rows.settlement == reach)
        # A settlement lies in no smaller one and not in itself, and a town in no other.
        asking = np.flatnonzero(open_rows & (rows.settlement < reach))
        if not len(centres) or not len(asking):
            continue
        far, at = _nearest(points[centres, :3], points[asking, :3], within=np.inf)
        nearer = far / reach < best[asking]
        best[asking[nearer]] = far[nearer] / reach
        number = np.array([towns[listed[one]] for one in rows.name[centres].tolist()], dtype=np.int64)
        town[asking[nearer]] = number[at[nearer]]
    return _Rows(rows.name, town, *(getattr(rows, name) for name in _Rows.__slots__[2:]))


def _nearest(points: Floats, asking: Floats, *, within: float) -> tuple[Floats, Ints]:
    """Give how far from each point the nearest one is, infinite where none is within reach, and which it is."""
    far, at = KDTree(points).query(asking, distance_upper_bound=within)
    return np.asarray(far, dtype=np.float64), np.asarray(at, dtype=np.int64)


def _on_sphere(lat: Floats, lon: Floats) -> Floats:
    """Give points in metres from the middle of the Earth, between which straight lines are as good as its roundness."""
    up, round_ = np.radians(lat), np.radians(lon)
    unit = np.column_stack([np.cos(up) * np.cos(round_), np.cos(up) * np.sin(round_), np.sin(up)])
    return unit * mercator.EARTH_RADIUS


def _arrange(
    rows: _Rows,
    names: Sequence[str],
    towns: Sequence[str],
    gathered: Gathered,
    network: RoadNetwork,
) -> Book:
    used, rename = np.unique(rows.name, return_inverse=True)
    kept = [names[one] for one in used.tolist()]
    keys = [key_of(name) for name in kept]
    group = np.column_stack([rename.reshape(-1), rows.town, rows.kind])
    entries, entry_of = np.unique(group, axis=0, return_inverse=True)
    entry_of = entry_of.reshape(-1)
    at = _points_of(rows, entry_of, len(entries))
    house = _houses(rows, entry_of)
    starts = ragged.starts_of(np.bincount(entry_of[house], minlength=len(entries)))
    pair_start, pair_name, weight = pairs.index(keys)
    return Book(
        source=network.source,
        date=network.date,
        attribution=network.attribution,
        names=words.pack(kept),
        keys=words.pack(keys),
        towns=words.pack(towns),
        postcodes=words.pack(gathered.postcodes),
        suffixes=words.pack(gathered.suffixes),
        entry_name=entries[:, 0].astype(np.int32),
        entry_town=entries[:, 1].astype(np.int32),
        entry_kind=entries[:, 2].astype(np.uint8),
        entry_lat=parts(rows.lat[at]),
        entry_lon=parts(rows.lon[at]),
        entry_start=starts,
        number=rows.number[house].astype(np.int32),
        number_suffix=rows.suffix[house].astype(np.int32),
        number_postcode=rows.postcode[house].astype(np.int32),
        number_lat=parts(rows.lat[house]),
        number_lon=parts(rows.lon[house]),
        **_postcodes(rows, entry_of, len(gathered.postcodes)),
        pair_start=pair_start,
        pair_name=pair_name,
        name_weight=weight,
    )


def _points_of(rows: _Rows, entry_of: Ints, entries: int) -> Ints:
    """Give the row whose place stands for each entry: of its lines, or else its houses, the one nearest the middle."""
    rank = np.where(rows.number == -1, 0, np.where(rows.number == -2, 1, 2))
    best = np.full(entries, 2)
    np.minimum.at(best, entry_of, rank)
    shown = np.flatnonzero(rank == best[entry_of])
    entry = entry_of[shown]
    counts = np.bincount(entry, minlength=entries)
    middles = [np.bincount(entry, weights=values[shown], minlength=entries) / counts for values in (rows.lat, rows.lon)]
    far = mercator.distances(rows.lat[shown], rows.lon[shown], middles[0][entry], middles[1][entry])
    order = np.lexsort((far, entry))
    first = np.diff(entry[order], prepend=-1) != 0
    row: Ints = shown[order[first]]
    return row


def _houses(rows: _Rows, entry_of: Ints) -> Ints:
    """Give the rows with a number in the order of entries and numbers, the same house but once."""
    house = np.flatnonzero(rows.number >= 0)
    order = house[np.lexsort((house, rows.suffix[house], rows.number[house], entry_of[house]))]
    table = np.column_stack([entry_of[order], rows.number[order], rows.suffix[order]])
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(table, axis=0) != 0).any(axis=1)
    row: Ints = order[new]
    return row


def _postcodes(rows: _Rows, entry_of: Ints, count: int) -> dict[str, Any]:
    coded = np.flatnonzero(rows.postcode > 0)
    code = rows.postcode[coded]
    held = np.unique(np.column_stack([code, entry_of[coded]]), axis=0)
    houses = np.maximum(np.bincount(code, minlength=count), 1)
    lat, lon = (np.bincount(code, weights=values[coded], minlength=count) / houses for values in (rows.lat, rows.lon))
    return {
        "postcode_start": np.searchsorted(held[:, 0], np.arange(count + 1)).astype(np.int64),
        "postcode_entry": held[:, 1].astype(np.int32),
        "postcode_lat": parts(lat),
        "postcode_lon": parts(lon),
    }
