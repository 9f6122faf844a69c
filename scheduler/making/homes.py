"""Where a made day takes place: bases and homes along the streets of a road network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from maps.network import CLASSES, RoadNetwork
from scheduler.day import Location
from scheduler.teams.preset import Spot

_HOMES_PER_METRE: Final = {
    "residential": 1.0,
    "living_street": 1.0,
    "unclassified": 0.3,
    "tertiary": 0.2,
    "secondary": 0.05,
    "service": 0.1,
}
"""How densely people live along a road, by its class; along others nobody does."""

_NEAR_KM: Final = 2.0
"""A base this far from the nearest junction is not on the network."""

_SPREAD: Final = ((0.5, 0.5), (0.3, 0.3), (0.7, 0.7), (0.3, 0.7), (0.7, 0.3))
"""Quantiles of latitude and longitude where bases go on a network that does not hold them."""

_KM_PER_DEGREE: Final = 111.195
_HIGHEST_NUMBER: Final = 60


def find_bases(bases: Sequence[Spot], network: RoadNetwork) -> Mapping[str, Location]:
    """Place each base: at its own point where the network reaches it, else at a central well-connected junction."""
    ends = np.bincount(network.tail, minlength=network.nodes) + np.bincount(network.head, minlength=network.nodes)
    crossings = np.flatnonzero(ends >= min(6, ends.max()))
    placed: dict[str, Location] = {}
    for number, base in enumerate(bases):
        address = base.address or base.name
        if _distances_km(network.node_lat, network.node_lon, base).min() <= _NEAR_KM:
            placed[base.name] = Location(id=base.name, lat=base.lat, lon=base.lon, address=address)
            continue
        wanted = _SPREAD[number % len(_SPREAD)]
        lat, lon = float(np.quantile(network.node_lat, wanted[0])), float(np.quantile(network.node_lon, wanted[1]))
        middle = Spot(name=base.name, lat=lat, lon=lon)
        away = _distances_km(network.node_lat[crossings], network.node_lon[crossings], middle)
        node = crossings[int(away.argmin())]
        lat, lon = float(network.node_lat[node]), float(network.node_lon[node])
        placed[base.name] = Location(id=base.name, lat=round(lat, 6), lon=round(lon, 6), address=address)
    return placed


class Homes:
    """Streets where patients live, by place; places that the network does not reach have none."""

    def __init__(self, places: Sequence[Spot], network: RoadNetwork) -> None:
        density = np.array([_HOMES_PER_METRE.get(name, 0.0) for name in CLASSES])
        # An edge that runs against its line stands for the same houses as the one along it.
        weights = np.where(network.backward, 0.0, density[network.road_class] * network.metres)
        if not weights.any():
            weights = np.maximum(network.metres, 1.0)
        self._network = network
        self._streets: dict[str, npt.NDArray[np.float64]] = {}
        self._share: dict[str, float] = {}
        lat = (network.node_lat[network.tail] + network.node_lat[network.head]) / 2
        lon = (network.node_lon[network.tail] + network.node_lon[network.head]) / 2
        for place in places:
            here = np.where(_distances_km(lat, lon, place) <= place.radius_km, weights, 0.0)
            if here.any():
                self._streets[place.name], self._share[place.name] = here.cumsum(), place.share
        self._anywhere = weights.cumsum()

    def draw(self, key: str, *, at: Sequence[str] = (), rng: np.random.Generator) -> Location:
        """Draw a home: a place by its share (one of ``at`` where any is reached), then a point along a street."""
        names = [name for name in at if name in self._streets] or list(self._streets)
        place, streets = None, self._anywhere
        if names:
            shares = np.array([self._share[name] for name in names]).cumsum()
            place = names[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]
            streets = self._streets[place]
        edge = int(np.searchsorted(streets, rng.random() * streets[-1], side="right"))
        lat, lon = self._point_along(edge, rng.uniform(0.05, 0.95))
        number = int(rng.integers(1, _HIGHEST_NUMBER))
        street = self._network.names[self._network.street[edge]]
        address = ", ".join(part for part in (f"{street} {number}" if street else None, place) if part)
        return Location(id=key, lat=round(lat, 6), lon=round(lon, 6), address=address or None)

    def _point_along(self, edge: int, share: float) -> tuple[float, float]:
        line = self._network.line[edge]
        first, last = self._network.line_start[line : line + 2]
        lat, lon = self._network.line_lat[first:last], self._network.line_lon[first:last]
        steps = np.hypot(np.diff(lat), np.diff(lon) * np.cos(np.radians(lat[0])))
        along = np.concatenate(([0.0], steps.cumsum()))
        wanted = share * along[-1]
        return float(np.interp(wanted, along, lat)), float(np.interp(wanted, along, lon))


def _distances_km(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], spot: Spot) -> npt.NDArray[np.float64]:
    east = (lon - spot.lon) * np.cos(np.radians(spot.lat))
    return np.asarray(np.hypot(lat - spot.lat, east) * _KM_PER_DEGREE)
