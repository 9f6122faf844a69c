"""Swedish places: real names, coordinates and populations."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from maps import folding
from maps.errors import RoadsError

_FOLDED_ENGLISH = {"gothenburg": "goteborg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, village or hamlet; `made` where we invented it."""

    name: str
    lat: float
    lon: float
    population: int
    made: bool = False

    @property
    def kind(self) -> str:
        """The value of OSM's tag `place`."""
        if self.population >= 50_000:
            return "city"
        if self.population >= 4_000:
            return "town"
        return "village" if self.population >= 150 else "hamlet"


def find_place(key: str) -> Place:
    """Find a Swedish place by its name, in any case, with or without å, ä, ö and the prefix `made-`.

    Raises
    ------
    RoadsError
        When there is no such place.
    """
    wanted = folding.fold(key).removeprefix("made-")
    wanted = _FOLDED_ENGLISH.get(wanted, wanted)
    found = [place for place in all_places() if folding.fold(place.name) == wanted]
    if not found:
        raise RoadsError("unknown_place", name=key)
    return max(found, key=lambda place: place.population)


def places_around(middle: Place, *, radius_m: float) -> tuple[Place, ...]:
    """All known places within a radius, the most populous first."""
    near = [place for place in all_places() if distance_m(middle, place) <= radius_m]
    return by_population(near)


def by_population(places: Iterable[Place]) -> tuple[Place, ...]:
    """Order places by population, then by name."""
    return tuple(sorted(places, key=lambda place: (-place.population, place.name)))


def distance_m(one: Place, other: Place) -> float:
    """Distance between two places as the crow flies."""
    north = (one.lat - other.lat) * 111_195.0
    east = (one.lon - other.lon) * 111_195.0 * np.cos(np.radians((one.lat + other.lat) / 2))
    return float(np.hypot(north, east))


@cache
def all_places() -> tuple[Place, ...]:
    """All known places, the most populous first."""
    text = (resources.files("maps.sweden") / "places.csv").read_text(encoding="utf-8")
    return by_population(
        Place(name=row["name"], lat=float(row["lat"]), lon=float(row["lon"]), population=int(row["population"]))
        for row in csv.DictReader(io.StringIO(text))
    )
