"""The file that is written is OSM as any extract, and says that it is made."""

import gzip
from pathlib import Path
from xml.etree import ElementTree as ET

import osmium
import pytest

from maps.errors import RoadsError
from maps.made import make_network_file
from maps.made.places import find_place


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(small_file: Path, tmp_path: Path) -> None:
    again = make_network_file("made-vannas", tmp_path / "again.osm.gz", radius_m=9_000)
    other = make_network_file("made-vannas", tmp_path / "other.osm.gz", radius_m=9_000, seed=2)
    assert small_file.read_bytes() == again.read_bytes()
    assert small_file.read_bytes() != other.read_bytes()


def test_it_is_osm_xml_that_refers_to_its_own_nodes(small_file: Path) -> None:
    root = ET.fromstring(gzip.decompress(small_file.read_bytes()))  # noqa: S314
    nodes = {node.get("id") for node in root.iter("node")}
    assert root.tag == "osm"
    assert root.get("version") == "0.6"
    assert {ref.get("ref") for ref in root.iter("nd")} <= nodes
    bounds = root.find("bounds")
    lats = [float(node.get("lat")) for node in root.iter("node")]
    assert float(bounds.get("minlat")) <= min(lats)
    assert max(lats) <= float(bounds.get("maxlat"))


def test_osmium_reads_roads_and_places_marked_as_made(small_file: Path) -> None:
    roads, places = [], {}
    for thing in osmium.FileProcessor(str(small_file)).with_locations():
        if thing.is_way() and "highway" in thing.tags:
            roads.append((dict(thing.tags), len(thing.nodes)))
        elif thing.is_node() and "place" in thing.tags:
            places[thing.tags["name"]] = dict(thing.tags)
    assert len(roads) > 50
    assert all(tags["source"] == "hemrutt made network" and nodes > 1 for tags, nodes in roads)
    assert places["Vännäs"]["place"] == "town"
    assert places["Vännäs"]["source"] == "GeoNames"


def test_a_place_gives_the_same_roads_however_it_is_written(small_file: Path, tmp_path: Path) -> None:
    dotted = make_network_file("Vännäs", tmp_path / "dotted.osm.gz", radius_m=9_000)
    assert dotted.read_bytes() == small_file.read_bytes()


@pytest.mark.parametrize("key", ["Östersund", "ostersund", "made-ostersund", "OSTERSUND"])
def test_places_are_found_with_and_without_dots(key: str) -> None:
    assert find_place(key).name == "Östersund"


@pytest.mark.parametrize("key", ["Göteborg", "made-goteborg", "Gothenburg"])
def test_goteborg_has_its_swedish_name(key: str) -> None:
    assert find_place(key).name == "Göteborg"


def test_of_two_places_of_one_name_the_greater_is_meant() -> None:
    assert find_place("made-vannas").population > 4_000


def test_an_unknown_place_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(RoadsError) as refused:
        make_network_file("made-atlantis", tmp_path / "no.osm.gz")
    assert refused.value.values == {"name": "made-atlantis"}
    assert not (tmp_path / "no.osm.gz").exists()
