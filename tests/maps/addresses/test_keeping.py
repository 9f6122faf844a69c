"""Books as files: whole or not at all, made again where they are broken."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from maps import addresses
from maps.addresses import Book, keeping
from maps.addresses.book import ARRAYS, WORDS
from maps.addresses.words import unpack
from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.storage import library, store


def test_a_book_comes_back_as_it_was_kept(umea: Book, tmp_path: Path) -> None:
    keeping.save(umea, tmp_path, "umeå")
    loaded = keeping.load(tmp_path, "umeå")
    for name in ARRAYS:
        kept, given = getattr(umea, name), getattr(loaded, name)
        assert kept.dtype == given.dtype, name
        assert np.array_equal(kept, given), name
        assert not given.flags.writeable, name
    for name in WORDS:
        assert unpack(getattr(loaded, name)) == unpack(getattr(umea, name))
    assert (loaded.source, loaded.date, loaded.attribution) == (umea.source, umea.date, umea.attribution)
    assert addresses.find(loaded, "Storgatan 12B umeå") == addresses.find(umea, "Storgatan 12B umeå")


@pytest.mark.parametrize("place", [0, 30, 90, 400, 3000, -1])
def test_a_changed_bit_is_noticed(umea: Book, tmp_path: Path, place: int) -> None:
    path = keeping.save(umea, tmp_path, "town")
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(RoadsError, match="addresses_broken"):
        keeping.load(tmp_path, "town")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_a_cut_file_is_noticed(umea: Book, tmp_path: Path, share: float) -> None:
    path = keeping.save(umea, tmp_path, "town")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(RoadsError, match="addresses_broken"):
        keeping.load(tmp_path, "town")


@pytest.mark.parametrize("name", ["../town", "", "a/b", "Å" * 100])
def test_a_name_leads_to_no_other_folder(umea: Book, tmp_path: Path, name: str) -> None:
    for action in (lambda: keeping.save(umea, tmp_path, name), lambda: keeping.load(tmp_path, name)):
        with pytest.raises(RoadsError, match="bad_name"):
            action()


def test_a_book_kept_anew_is_read_anew(umea: Book, helsinki: RoadNetwork, tmp_path: Path) -> None:
    keeping.save(umea, tmp_path, "helsinki")
    assert keeping.load(tmp_path, "helsinki").numbers == umea.numbers
    book = addresses.keep(None, helsinki, tmp_path)
    assert keeping.load(tmp_path, "helsinki").numbers == book.numbers == 0


def test_the_embedded_network_has_its_addresses_at_first_use(tmp_path: Path) -> None:
    hits = addresses.find(addresses.open_book("helsinki", tmp_path), "Mannerheimintie 5")
    assert (hits[0].label, hits[0].precision) == ("Mannerheimintie 5, Helsinki", "address")
    assert (tmp_path / "helsinki.addresses").is_file()


def test_a_broken_book_is_made_again_of_the_streets_at_hand(helsinki: RoadNetwork, tmp_path: Path) -> None:
    kept = library.open_network("helsinki", folder=tmp_path)
    (tmp_path / "helsinki.addresses").write_bytes(b"nothing")
    assert kept.nodes == helsinki.nodes
    assert addresses.open_book("helsinki", tmp_path).numbers > 500


def test_a_broken_book_of_an_imported_network_is_told_and_left(helsinki: RoadNetwork, tmp_path: Path) -> None:
    store.save(dataclasses.replace(helsinki, name="town"), tmp_path)
    path = tmp_path / "town.addresses"
    path.write_bytes(b"nothing")
    with pytest.raises(RoadsError, match="addresses_broken"):
        addresses.open_book("town", tmp_path)
    assert path.read_bytes() == b"nothing"


def test_a_network_that_nobody_knows_has_no_addresses(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match="unknown_network"):
        addresses.open_book("atlantis", tmp_path)
    assert store.names(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []
