"""What the tags of OSM's objects tell of addresses, places and houses that care teams go to, as rows of numbers."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from maps.addresses.book import CARE, PLACE, STREET
from maps.addresses.folding import suffix_of
from maps.mercator import Floats
from maps.network import Indices

SETTLEMENTS: Final[Mapping[str, float]] = {"city": 8.0, "town": 4.0, "village": 2.0, "hamlet": 1.0}
"""Places that an address may belong to, with how far they reach compared with each other."""

_PLACES: Final = frozenset(
    {
        *SETTLEMENTS,
        *("borough", "suburb", "quarter", "neighbourhood", "island", "islet", "isolated_dwelling", "farm", "locality"),
        "square",
    }
)
_CARE: Final = frozenset(
    {
        *("hospital", "clinic", "doctors", "pharmacy", "nursing_home", "social_facility"),
        *("doctor", "centre", "hospice", "rehabilitation", "nurse", "midwife"),
    }
)
"""Values of ``amenity`` and ``healthcare``."""

_NUMBER: Final = re.compile(r"\s*([0-9]{1,5})(?![0-9])\s*(.{0,20})", re.DOTALL)
_MOST_NUMBERS: Final = 100
"""House numbers that one object may list."""
_LONGEST: Final = 200
"""Signs of a name; longer ones are mistakes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a file tells; arrays by row, each an address (``number`` ≥ 0) or a place or house with a name (−1)."""

    names: tuple[str, ...]
    towns: tuple[str, ...]
    postcodes: tuple[str, ...]
    suffixes: tuple[str, ...]
    name: Indices
    town: Indices
    postcode: Indices
    number: Indices
    suffix: Indices
    kind: Indices
    settlement: Floats
    """How far a place reaches, as ``SETTLEMENTS`` has it; 0 for any other row."""
    lat: Floats
    lon: Floats


@dataclass(slots=True)
class _Table:
    """Words by number, the empty one first."""

    numbers: dict[str, int] = field(default_factory=lambda: {"": 0})

    def number(self, word: str) -> int:
        word = " ".join(word.split())
        return self.numbers.setdefault(word if len(word) <= _LONGEST else "", len(self.numbers))


@dataclass(slots=True)
class Draft:
    """Rows as they come out of a file."""

    names: _Table = field(default_factory=_Table)
    towns: _Table = field(default_factory=_Table)
    postcodes: _Table = field(default_factory=_Table)
    suffixes: _Table = field(default_factory=_Table)
    rows: array[int] = field(default_factory=lambda: array("i"))
    """Name, town, postcode, number, suffix and kind, row by row."""
    places: array[float] = field(default_factory=lambda: array("d"))
    """Settlement, latitude and longitude, row by row; not a number where the place is not yet known."""

    def __len__(self) -> int:
        return len(self.places) // 3

    def add(self, tags: Mapping[str, str], lat: float = np.nan, lon: float = np.nan) -> int:
        """Take what an object tells, if it tells anything; gives how many rows that is."""
        before = len(self)
        kind, name = street_of(tags)
        if name and "addr:housenumber" in tags:
            unit = tags.get("addr:unit", "")
            for text in re.split("[;,]", tags["addr:housenumber"])[:_MOST_NUMBERS]:
                found = _NUMBER.fullmatch(text if not unit or unit in text else f"{text} {unit}")
                if found:
                    suffix = suffix_of(found[2]).upper()
                    self.add_row(tags, kind, name, int(found[1]), suffix=suffix, lat=lat, lon=lon)
        if "name" in tags:
            if tags.get("place") in _PLACES:
                self.add_row(tags, PLACE, tags["name"], -1, lat=lat, lon=lon)
            elif _CARE & {tags.get("amenity", ""), tags.get("healthcare", "")}:
                self.add_row(tags, CARE, tags["name"], -1, lat=lat, lon=lon)
        return len(self) - before

    def add_row(
        self, tags: Mapping[str, str], kind: int, name: str, number: int, *, lat: float, lon: float, suffix: str = ""
    ) -> None:
        """Take a row, unless its name is none."""
        known = self.names.number(name)
        if known:
            town, postcode = tags.get("addr:city", ""), tags.get("addr:postcode", "").replace(" ", "")
            numbers = self.towns.number(town), self.postcodes.number(postcode)
            self.rows.extend((known, *numbers, number, self.suffixes.number(suffix), kind))
            reach = SETTLEMENTS.get(tags.get("place", ""), 0.0) if kind == PLACE and number < 0 else 0.0
            self.places.extend((reach, lat, lon))

    def gathered(self) -> Gathered:
        """Give all rows that have a place."""
        rows = np.array(self.rows, dtype=np.int32).reshape(-1, 6)
        places = np.array(self.places, dtype=np.float64).reshape(-1, 3)
        there = np.isfinite(places).all(axis=1)
        columns = zip(("name", "town", "postcode", "number", "suffix", "kind"), rows[there].T, strict=True)
        where = zip(("settlement", "lat", "lon"), places[there].T, strict=True)
        tables = ((name, tuple(getattr(self, name).numbers)) for name in ("names", "towns", "postcodes", "suffixes"))
        told: dict[str, Any] = {**dict(tables), **dict(columns), **dict(where)}
        return Gathered(**told)


def street_of(tags: Mapping[str, str]) -> tuple[int, str]:
    """Give what the house numbers of an object count along: its street, or in the country its place."""
    street = tags.get("addr:street", "")
    return (STREET, street) if street else (PLACE, tags.get("addr:place", ""))
