"""Files that nobody should have made: each is refused with a code, none brings the program down."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.reading.files import read_network
from maps.storage import library

HEAD = '<?xml version="1.0"?><osm version="0.6">'
NODES = '<node id="1" lat="60" lon="20"/><node id="2" lat="60" lon="20.01"/>'
BOMB = '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)

ENTITY = '<!DOCTYPE osm [<!ENTITY x SYSTEM "file:///etc/passwd">]><osm version="0.6">&x;</osm>'
ROAD = '<tag k="highway" v="residential"/>'
LONG = f'<tag k="highway" v="residential"/><tag k="maxspeed" v="{"9" * 10**6}"/>'
PLAIN = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"/></graphml>'


def way(tags: str = '<tag k="highway" v="residential"/>', refs: str = '<nd ref="1"/><nd ref="2"/>') -> str:
    return f'{HEAD}{NODES}<way id="1">{refs}{tags}</way></osm>'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.osm.pbf", b"", "empty_file"),
        ("empty.osm", b"", "empty_file"),
        ("roads.txt", b"hello", "unknown_format"),
        ("roads.osc", HEAD.encode(), "unknown_format"),
        ("noise.osm.pbf", bytes(range(256)) * 50, "unreadable"),
        ("noise.osm", bytes(range(256)) * 50, "unreadable"),
        ("noise.osm.gz", b"not gzip at all", "unreadable"),
        ("noise.osm.bz2", b"not bzip2 at all", "unreadable"),
        ("xml.osm.pbf", way().encode(), "unreadable"),
        ("page.osm", b"<html><body>404 Not found</body></html>", "unreadable"),
        ("cut.osm", way()[:-20].encode(), "unreadable"),
        ("cut.osm.gz", gzip.compress(way().encode())[:-30], "unreadable"),
        ("cut.osm.bz2", bz2.compress(way().encode())[:-30], "unreadable"),
        ("bomb.osm", (BOMB + ']><osm version="0.6">&i;</osm>').encode(), "unreadable"),
        ("entity.osm", ENTITY.encode(), "unreadable"),
        ("words.osm", f'{HEAD}<node id="one" lat="60" lon="20"/></osm>'.encode(), "unreadable"),
        ("lat.osm", f'{HEAD}<node id="1" lat="north" lon="20"/></osm>'.encode(), "unreadable"),
        ("long.osm", way(LONG).encode(), "unreadable"),
        ("bare.osm", f"{HEAD}</osm>".encode(), "no_roads"),
        ("nodes.osm", f"{HEAD}{NODES}</osm>".encode(), "no_roads"),
        ("rail.osm", way('<tag k="railway" v="rail"/>').encode(), "no_roads"),
        ("nowhere.osm", way(refs='<nd ref="8"/><nd ref="9"/>').encode(), "no_roads"),
        ("single.osm", way(refs='<nd ref="1"/>').encode(), "no_roads"),
        ("noplace.osm", way().replace(' lat="60"', "").replace(' lon="20"', "").encode(), "no_roads"),
        ("offglobe.osm", way().replace('lat="60"', 'lat="95"').encode(), "no_roads"),
        ("history.osm", way().replace("<osm ", "<osmChange ").replace("</osm>", "</osmChange>").encode(), "history"),
        ("bigid.osm", way().replace('id="1"', f'id="{10**30}"').encode(), "unreadable"),
        ("bigref.osm", way(refs=f'<nd ref="1"/><nd ref="{10**30}"/>').encode(), "unreadable"),
        ("bigname.osm", way(ROAD + f'<tag k="name" v="{"x" * 10**7}"/>').encode(), "unreadable"),
        ("noise.gpkg", bytes(range(256)) * 50, "unreadable"),
        ("virtual.gpkg", b'<OGRVRTDataSource><OGRVRTLayer name="nodes"/></OGRVRTDataSource>', "unreadable"),
        ("cut.gpkg", b"SQLite format 3\x00" + b"\x10\x00" * 100, "unreadable"),
        ("noise.graphml", b"\x00\x01\x02", "unreadable"),
        ("page.graphml", b"<html><body/></html>", "unreadable"),
        ("bomb.graphml", (BOMB + "]><graphml>&i;</graphml>").encode(), "unreadable"),
        ("plain.graphml", PLAIN.encode(), "not_osmnx"),
    ],
)  # fmt: skip
def test_bad_files_are_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RoadsError) as caught:
        read_network(path, name="bad")
    assert caught.value.code == code
    assert caught.value.values["file"] == name


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match="no_file"):
        read_network(tmp_path / "none.osm", name="bad")
    with pytest.raises(RoadsError, match="no_file"):
        read_network(tmp_path, name="bad")


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_cut_off_extracts_are_refused(tmp_path: Path, share: float) -> None:
    whole = library.find_helsinki().read_bytes()
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(RoadsError, match=r"unreadable|no_roads"):
        read_network(path, name="bad")


@pytest.mark.parametrize("at", [5, 100, 5_000, 200_000, 600_000])
def test_spoilt_extracts_are_refused_or_read(tmp_path: Path, at: int) -> None:
    """Flipped bytes inside compressed blocks are always found; those in a tag's text may not be."""
    content = bytearray(library.find_helsinki().read_bytes())
    for offset in range(at, at + 16):
        content[offset] ^= 0xFF
    path = tmp_path / "spoilt.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(RoadsError, match="unreadable"):
        read_network(path, name="bad")


@pytest.mark.parametrize("value", ["9" * 250, "-50", "0", "NaN", "inf", "1e9", "fifty", ";;;", "٥٠", "50 furlongs", ""])
def test_unreadable_limits_are_assumed_and_counted(read_osm: Callable[..., RoadNetwork], value: str) -> None:
    tags = {"highway": "residential", "maxspeed": value}
    network = read_osm({1: (60.0, 20.0), 2: (60.0, 20.01)}, [([1, 2], tags)])
    assert network.limit_kmh.tolist() == [50.0, 50.0]
    assert not network.limit_told.any()
    assert network.tally.limits_unreadable == 1


@pytest.mark.parametrize(
    "tags",
    [
        {"maxspeed": "9" * 200, "lanes": "9" * 200, "width": "1e999"},
        {"access": ";" * 250, "oneway": "\u202e yes", "service": "9" * 250},
        {"name": "Gatan\tmed\x7f\u200bosynliga\x85tecken"},
        {"name": "å" * 250},
        {"duration": "9" * 200, "interval": "PT99999999H", "junction": "?"},
    ],
)
def test_senseless_tags_make_an_ordinary_street(read_osm: Callable[..., RoadNetwork], tags: dict[str, str]) -> None:
    network = read_osm({1: (60.0, 20.0), 2: (60.0, 20.01)}, [([1, 2], {"highway": "residential"} | tags)])
    assert network.edges == 2
    assert network.speed_kmh.tolist() == [37.5, 37.5]
    assert all(name.isprintable() and len(name) <= 200 for name in network.names)


def test_populations_beyond_belief_are_not_told(read_osm: Callable[..., RoadNetwork]) -> None:
    place = {"place": "town", "name": "Stor\tstad", "population": "9" * 250}
    network = read_osm({1: (60.0, 20.0, place), 2: (60.0, 20.01)}, [([1, 2], {"highway": "residential"})])
    assert [(one.name, one.population) for one in network.places] == [("Storstad", None)]


@pytest.mark.parametrize("ids", [(2**62, -(2**62)), (10**16, 10**17), (-1, -2), (1, 2**61)])
def test_ids_that_are_strewn_widely_fill_no_memory(read_osm: Callable[..., RoadNetwork], ids: tuple[int, int]) -> None:
    """A filter by id would hold a table as long as the highest of them."""
    nodes = {ids[0]: (60.0, 20.0), ids[1]: (60.0, 20.01)}
    ferry = [("way", 2**62, ""), ("way", -5, "")], {"type": "route", "route": "ferry"}
    network = read_osm(nodes, [(ids, {"highway": "residential"})], [ferry])
    assert sorted(network.node_id.tolist()) == sorted(ids)


def test_relations_with_thousands_of_members_or_none_are_passed_over(read_osm: Callable[..., RoadNetwork]) -> None:
    ring = [([1, 2], {"highway": "residential"}), ([2, 1], {"highway": "residential"})]
    many = [("way", 1000 + number, "via") for number in range(20_000)]
    relations = [
        (many, {"type": "restriction", "restriction": "no_u_turn"}),
        (many, {"type": "route", "route": "ferry"}),
        ([], {"type": "restriction", "restriction": "only_left_turn"}),
        ([], {"type": "route", "route": "ferry", "duration": "00:20"}),
        ([("relation", 1, "via")] * 3, {"type": "restriction", "restriction": "no_entry"}),
    ]
    network = read_osm({1: (60.0, 20.0), 2: (60.0, 20.01)}, ring, relations)
    assert network.edges == 4
    assert network.tally.restrictions_unusable == 3


@pytest.mark.parametrize("count", [12, 60])
def test_a_ladder_of_via_ways_does_not_run_away(read_osm: Callable[..., RoadNetwork], count: int) -> None:
    """Many parallel ways between the same two nodes as one restriction: factorial of them courses."""
    road = {"highway": "residential"}
    ways = [([1, 2], road), ([3, 4], road), *[([2, 3], road)] * count]
    members = [("way", 1000, "from"), *[("way", 1002 + k, "via") for k in range(count)], ("way", 1001, "to")]
    nodes = {1: (60.0, 20.0), 2: (60.0, 20.01), 3: (60.0, 20.02), 4: (60.0, 20.03)}
    network = read_osm(nodes, ways, [(members, {"type": "restriction", "restriction": "no_u_turn"})])
    fates = network.tally.restrictions, network.tally.restrictions_needless, network.tally.restrictions_unusable
    assert sum(fates) == 1


def test_roads_around_the_globe_that_are_cut_off_leave_few_points(read_osm: Callable[..., RoadNetwork]) -> None:
    ways = [([1, 2, 1], {"highway": "residential"}), ([3, 4], {"highway": "residential"})]
    nodes = {1: (60.0, 20.0), 2: (80.0, 20.0), 3: (0.0, -179.0), 4: (0.0, 179.0)}
    network = read_osm(nodes, ways)
    assert 0 < len(network.cut_lat) <= 1_000
