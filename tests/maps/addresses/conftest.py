"""Small towns written by hand, with the book of their addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from maps import addresses
from maps.addresses import Book
from maps.reading.files import read_network

MakeBook = Callable[..., Book]

STREETS: Mapping[str, tuple[float, float]] = {
    "Storgatan": (63.8250, 20.2600),
    "Stora Nygatan": (63.8260, 20.2600),
    "Sankt Eriksgatan": (63.8270, 20.2600),
    "Norra Bangatan": (63.8280, 20.2600),
    "Kungsvägen": (63.8290, 20.2600),
    "Hagagatan": (63.8300, 20.2600),
    "Hågagatan": (63.8310, 20.2600),
    "Vasagränd": (63.8320, 20.2600),
    "Carl-Gustafs väg": (63.8330, 20.2600),
    "Sjöängsvägen": (63.8340, 20.2600),
    "Värmdö allé": (63.8350, 20.2600),
}


def house(lat: float, lon: float, street: str, number: str, **more: str) -> tuple[float, float, dict[str, str]]:
    """Give a node with an address; ``city`` and ``postcode`` are Umeå's unless told."""
    tags = {"city": "Umeå", "postcode": "903 25", **more}
    told = {f"addr:{key}": value for key, value in tags.items() if value}
    return lat, lon, {"addr:street": street, "addr:housenumber": number, **told}


def town(first: int, lat: float, lon: float, name: str, kind: str = "town") -> dict[int, Any]:
    return {first: (lat, lon, {"place": kind, "name": name})}


@pytest.fixture
def make_book(tmp_path: Path, write_osm: Callable[..., Path]) -> MakeBook:
    """Make the book of nodes and ways; a ring of roads is added, so that there is a network."""

    def make(nodes: Mapping[int, Any], ways: Sequence[Any] = (), **more: Any) -> Book:
        ring = {1: (63.80, 20.20), 2: (63.80, 20.21), 3: (63.81, 20.21)}
        roads = [((1, 2, 3, 1), {"highway": "residential"}), *ways]
        path = write_osm({**ring, **nodes}, roads, name="town.osm", **more)
        return addresses.keep(path, read_network(path, name="town"), tmp_path / "kept")

    return make


@pytest.fixture
def umea(make_book: MakeBook) -> Book:
    """Give Umeå with Vännäs beside it: eleven streets with even and odd numbers, and a Storgatan in both."""
    nodes = town(10, 63.825, 20.263, "Umeå", "city") | town(11, 63.907, 19.752, "Vännäs")
    key = 100
    for street, (lat, lon) in STREETS.items():
        for number in ("1", "2", "3", "4", "12", "12A", "12B", "15-19", "40"):
            key += 1
            nodes[key] = house(lat, lon + key % 10 / 1000, street, number)
    for number in ("1", "3", "99"):
        key += 1
        nodes[key] = house(63.907, 19.75 + key % 10 / 1000, "Storgatan", number, city="Vännäs", postcode="911 31")
    return make_book(nodes)
