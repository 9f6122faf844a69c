"""What is read of addresses from OSM files."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from maps import addresses
from maps.addresses import Book, reading
from maps.addresses.book import degrees
from maps.errors import RoadsError
from tests.maps.addresses.conftest import MakeBook, house, town

SQUARE = {20: (63.82, 20.26), 21: (63.82, 20.27), 22: (63.83, 20.27), 23: (63.83, 20.26)}
AROUND = (20, 21, 22, 23, 20)


def labels(book: Book, text: str) -> list[str]:
    return [hit.label for hit in addresses.find(book, text)]


def test_a_house_drawn_as_an_area_lies_in_its_middle(make_book: MakeBook) -> None:
    tags = {"building": "yes", "addr:street": "Storgatan", "addr:housenumber": "7"}
    hit = addresses.find(make_book(SQUARE, [(AROUND, tags)]), "Storgatan 7")[0]
    assert (hit.label, hit.precision) == ("Storgatan 7", "address")
    assert (hit.lat, hit.lon) == pytest.approx((63.825, 20.265))


def test_a_house_that_is_a_relation_lies_in_the_middle_of_its_outer_ways(tmp_path: Path) -> None:
    nodes = "".join(f'<node id="{key}" version="1" lat="{lat}" lon="{lon}"/>' for key, (lat, lon) in SQUARE.items())
    refs = "".join(f'<nd ref="{key}"/>' for key in AROUND)
    tags = {"type": "multipolygon", "addr:street": "Storgatan", "addr:housenumber": "7"}
    told = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    member = '<member type="way" ref="5" role="outer"/><member type="way" ref="6" role="inner"/>'
    path = tmp_path / "relation.osm"
    path.write_text(
        f'<osm version="0.6">{nodes}<way id="5" version="1">{refs}</way>'
        f'<relation id="1" version="1">{member}{told}</relation></osm>',
        encoding="utf-8",
    )
    gathered = reading.read_addresses(path)
    assert (gathered.lat.tolist(), gathered.lon.tolist()) == (pytest.approx([63.825]), pytest.approx([20.265]))


def test_numbers_between_the_ends_of_an_interpolation_are_found(make_book: MakeBook) -> None:
    nodes = {30: house(63.82, 20.26, "Storgatan", "2"), 31: house(63.82, 20.28, "Storgatan", "10")}
    book = make_book(nodes, [((30, 31), {"addr:interpolation": "even"})])
    hit = addresses.find(book, "Storgatan 4")[0]
    assert (hit.precision, hit.lon) == ("address", pytest.approx(20.265, abs=1e-6))
    assert addresses.find(book, "Storgatan 5")[0].precision == "nearby number"


def test_an_interpolation_of_a_thousand_million_houses_is_left_alone(make_book: MakeBook) -> None:
    nodes = {30: house(63.82, 20.26, "Storgatan", "1"), 31: house(63.82, 20.28, "Storgatan", "9999")}
    assert make_book(nodes, [((30, 31), {"addr:interpolation": "all"})]).numbers == 2


def test_several_numbers_of_one_house_are_each_found(make_book: MakeBook) -> None:
    book = make_book({30: house(63.82, 20.26, "Storgatan", "2;4A, 6")})
    assert [labels(book, f"Storgatan {number}")[0] for number in ("2", "4a", "6")] == [
        f"Storgatan {number}, 90325 Umeå" for number in ("2", "4A", "6")
    ]


def test_a_farm_counts_its_numbers_along_its_place(make_book: MakeBook) -> None:
    tags = {"addr:place": "Norrby", "addr:housenumber": "12", "addr:city": "Vännäs"}
    book = make_book({30: (63.9, 19.8, tags)})
    assert labels(book, "Norrby 12, Vännäs")[0] == "Norrby 12, Vännäs"


def test_houses_for_care_are_found_by_name(make_book: MakeBook) -> None:
    nodes = town(10, 63.825, 20.263, "Umeå", "city")
    nodes[30] = (63.82, 20.30, {"amenity": "hospital", "name": "Norrlands universitetssjukhus"})
    nodes[31] = (63.83, 20.26, {"amenity": "bar", "name": "Norrlandsbaren"})
    hits = addresses.find(make_book(nodes), "norrlands univ")
    assert [(hit.label, hit.kind, hit.precision) for hit in hits] == [
        ("Norrlands universitetssjukhus, Umeå", "care", "address")
    ]


def test_a_house_without_a_town_belongs_to_the_settlement_it_lies_in(make_book: MakeBook) -> None:
    nodes = town(10, 63.825, 20.263, "Umeå", "city") | town(11, 63.907, 19.752, "Vännäs")
    nodes[30] = house(63.906, 19.75, "Storgatan", "1", city="", postcode="")
    nodes[31] = house(64.906, 19.75, "Storgatan", "1", city="", postcode="")
    book = make_book(nodes)
    assert set(labels(book, "Storgatan 1")) == {"Storgatan 1, Vännäs", "Storgatan 1"}


def test_streets_of_the_network_are_one_with_their_houses(make_book: MakeBook) -> None:
    nodes: dict[int, Any] = {30: (63.82, 20.26), 31: (63.82, 20.28), 32: house(63.8201, 20.262, "Storgatan", "1")}
    nodes |= town(10, 63.821, 20.263, "Teg", "village")
    ways = [((30, 31), {"highway": "residential", "name": "Storgatan"}), ((31, 1), {"highway": "residential"})]
    book = make_book(nodes, ways)
    # The street lies in Teg by the map; its houses say Umeå.
    assert labels(book, "Storgatan") == ["Storgatan, Umeå"]
    assert float(degrees(book.entry_lon).max()) == pytest.approx(20.28, abs=0.03)


@pytest.mark.parametrize("number", ["x", "", "-", "9" * 30, "\N{ARABIC-INDIC DIGIT FOUR}", "A12"])
def test_a_number_that_is_none_is_passed_over(make_book: MakeBook, number: str) -> None:
    book = make_book({30: house(63.82, 20.26, "Storgatan", number), 31: house(63.82, 20.26, "Storgatan", "1")})
    assert book.numbers == 1


def test_a_name_without_end_is_passed_over(make_book: MakeBook) -> None:
    assert make_book({30: house(63.82, 20.26, "a" * 240, "1")}).numbers == 0


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.osm.gz"
    path.write_bytes(gzip.compress(b"<osm version='0.6'><node id='1'")[:-9])
    with pytest.raises(RoadsError, match="unreadable"):
        reading.read_addresses(path)
