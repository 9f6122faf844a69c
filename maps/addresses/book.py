"""What is known of a network's addresses, as read-only arrays, and what a search of it gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from maps.addresses.words import Words
from maps.mercator import Floats
from maps.network import Indices, Ints

Kind = Literal["address", "street", "place", "care", "postcode"]
Precision = Literal["address", "nearby number", "street", "place"]
Bytes = npt.NDArray[np.uint8]

ENTRY_KINDS: Final[tuple[Kind, ...]] = ("street", "place", "care")
"""``entry_kind`` counts into this."""
STREET, PLACE, CARE = range(3)

PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)
DEGREE: Final = 10_000_000
"""Coordinates are kept as whole parts of a degree, some centimetre each, as OSM has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One answer to a search.

    ``precision`` is ``address`` for the very number (or house) asked for, ``nearby number`` for the nearest one that
    is known on the street, which the label tells, and ``street`` or ``place`` for some point of it.
    """

    label: str
    kind: Kind
    precision: Precision
    lat: float
    lon: float
    score: float
    """From 0 to 1; how well it fits what was written."""
    entry: int
    """Which entry of the book it is or lies on, −1 for a postcode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The answer that is meant without doubt, or else those to choose from, best first."""

    hit: Hit | None
    exact: bool
    """Whether the answer is called just as was written."""
    candidates: tuple[Hit, ...]
    alike: bool
    """Whether several fit what was written equally well."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Book:
    """Streets, places and houses with their numbers.

    An **entry** is a street in a town, a place, or a house that care teams go to. Entries are ordered by name, the
    numbers of an entry by number. A **pair** of signs in a name is what the search begins with.
    """

    source: str
    """Name of the file that it was read from."""
    date: dt.date | None
    attribution: str
    """What must stand wherever an answer is shown."""

    names: Words
    keys: Words
    """By name: how ``folding`` writes it, for comparison."""
    towns: Words
    postcodes: Words
    suffixes: Words
    """What follows a number: letters, or the rest of a range; the first is empty, as are those of the tables above."""

    entry_name: Indices
    entry_town: Indices
    entry_kind: Bytes
    entry_lat: Indices
    entry_lon: Indices
    entry_start: Ints
    """Where the numbers of each entry begin, and their count at the end."""

    number: Indices
    number_suffix: Indices
    number_postcode: Indices
    number_lat: Indices
    number_lon: Indices

    postcode_start: Ints
    """By postcode: where its entries begin in ``postcode_entry``."""
    postcode_entry: Indices
    postcode_lat: Indices
    postcode_lon: Indices

    pair_start: Ints
    """By pair of signs: where the names that hold it begin in ``pair_name``."""
    pair_name: Indices
    name_weight: npt.NDArray[np.float32]
    """By name: how rare its pairs are, summed."""

    def __post_init__(self) -> None:
        for name in ARRAYS:
            getattr(self, name).setflags(write=False)

    @property
    def entries(self) -> int:
        """How many streets, places and houses with names there are."""
        return len(self.entry_name)

    @property
    def numbers(self) -> int:
        """How many house numbers there are."""
        return len(self.number)


WORDS: Final = ("names", "keys", "towns", "postcodes", "suffixes")
ARRAYS: Final = tuple(
    field.name for field in fields(Book) if field.name not in {*WORDS, "source", "date", "attribution"}
)


def degrees(parts: Any) -> Floats:
    """Give degrees of coordinates as they are kept."""
    return np.asarray(parts, dtype=np.float64) / DEGREE


def parts(values: Any) -> Indices:
    """Give coordinates in degrees as they are kept."""
    return np.rint(np.asarray(values, dtype=np.float64) * DEGREE).astype(np.int32)
