"""Importing roads keeps their addresses too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from maps import addresses
from maps.storage import library
from tests.maps.addresses.conftest import house


def test_an_import_keeps_addresses_and_the_next_one_replaces_them(
    write_osm: Callable[..., Path], tmp_path: Path
) -> None:
    ring = {1: (63.80, 20.20), 2: (63.80, 20.21), 3: (63.81, 20.21)}
    for number in ("5", "7"):
        path = write_osm(
            {**ring, 4: house(63.80, 20.20, "Storgatan", number)}, [((1, 2, 3, 1), {"highway": "primary"})]
        )
        library.import_network(path, name="byn", folder=tmp_path / "kept")
        hits = addresses.find(addresses.open_book("byn", tmp_path / "kept"), f"Storgatan {number}")
        assert (hits[0].label, hits[0].precision) == (f"Storgatan {number}, 90325 Umeå", "address")
