"""OSM files become the right networks."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import osmium
import pytest

from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.reading.files import read_network

Read = Callable[..., RoadNetwork]
ROAD = {"highway": "residential"}
# A square of 0.01 degrees, its corners numbered from the south-west against the clock.
SQUARE: Mapping[int, tuple[float, float]] = {1: (60.0, 20.0), 2: (60.0, 20.01), 3: (60.01, 20.01), 4: (60.01, 20.0)}
RING = ([1, 2, 3, 4, 1], ROAD)


def links(network: RoadNetwork) -> Counter[tuple[int, int]]:
    """Count the edges between OSM nodes."""
    ids = network.node_id
    return Counter(zip(ids[network.tail].tolist(), ids[network.head].tolist(), strict=True))


def convert(path: Path, target: Path) -> None:
    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(path)):
            writer.add(thing)


def test_every_format_gives_the_same_network(write_osm: Callable[..., Path], tmp_path: Path) -> None:
    plain = write_osm(SQUARE, [([1, 2, 3], ROAD), ([3, 4, 1], ROAD)])
    (tmp_path / "small.osm.gz").write_bytes(gzip.compress(plain.read_bytes()))
    (tmp_path / "small.osm.bz2").write_bytes(bz2.compress(plain.read_bytes()))
    convert(plain, tmp_path / "small.osm.pbf")
    wanted = read_network(plain, name="small")
    for suffix in ("osm.gz", "osm.bz2", "osm.pbf"):
        read = read_network(tmp_path / f"small.{suffix}", name="small")
        assert links(read) == links(wanted) == Counter({(1, 3): 2, (3, 1): 2})
        assert read.line_lat.tolist() == wanted.line_lat.tolist()
        assert read.milliseconds.tolist() == wanted.milliseconds.tolist()


def test_ways_are_split_where_they_meet_and_nowhere_else(read_osm: Read) -> None:
    nodes = {**SQUARE, 5: (60.0, 20.005), 6: (60.005, 20.005)}
    network = read_osm(nodes, [([1, 5, 2, 3, 4, 1], ROAD), ([5, 6], ROAD)])
    assert sorted(network.node_id.tolist()) == [1, 5, 6]
    assert links(network) == Counter({(1, 5): 2, (5, 1): 2, (5, 6): 1, (6, 5): 1})


@pytest.mark.parametrize("tags", [{"oneway": "yes"}, {"oneway": "true"}, {"oneway": "1"}, {"oneway": "reversible"}])
def test_one_way_streets_keep_their_direction(read_osm: Read, tags: dict[str, str]) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD | tags), ([2, 3, 4, 1], ROAD)])
    assert links(network) == Counter({(1, 2): 2, (2, 1): 1})


def test_minus_one_means_against_the_nodes(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD | {"oneway": "-1"}), ([2, 3, 4, 1], ROAD | {"oneway": "-1"})])
    assert links(network) == Counter({(2, 1): 1, (1, 2): 1})
    against = network.tail[0]
    assert network.backward.all()
    assert network.line_lat[0] in network.node_lat[[against, network.head[0]]]


def test_roundabouts_and_motorways_are_one_way_unless_told(read_osm: Read) -> None:
    circle = ([1, 2, 3, 4, 1], {"highway": "tertiary", "junction": "roundabout"})
    nodes = {**SQUARE, 5: (60.0, 19.99), 6: (60.02, 20.01)}
    network = read_osm(nodes, [circle, ([5, 1], ROAD), ([3, 6], ROAD)])
    assert links(network) == Counter({(1, 3): 1, (3, 1): 1, (1, 5): 1, (5, 1): 1, (3, 6): 1, (6, 3): 1})
    motorway = [([1, 2], {"highway": "motorway"}), ([2, 3, 4, 1], {"highway": "motorway", "oneway": "no"})]
    assert links(read_osm(SQUARE, motorway)) == Counter({(1, 2): 2, (2, 1): 1})


def test_bikes_may_go_against_where_told_and_walkers_everywhere(read_osm: Read) -> None:
    one_way = ROAD | {"oneway": "yes"}
    ways = [([1, 2], one_way | {"oneway:bicycle": "no"}), ([2, 3], one_way), ([3, 4, 1], ROAD)]
    assert links(read_osm(SQUARE, ways, mode="car"))[2, 1] == 0
    bike = links(read_osm(SQUARE, ways, mode="bike"))
    assert (bike[2, 1], bike[3, 2]) == (1, 0)
    walk = links(read_osm(SQUARE, ways, mode="walk"))
    assert (walk[2, 1], walk[3, 2]) == (1, 1)


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"highway": "residential"}, "car bike walk"),
        ({"highway": "motorway"}, "car"),
        ({"highway": "footway"}, "walk"),
        ({"highway": "footway", "bicycle": "yes"}, "bike walk"),
        ({"highway": "cycleway"}, "bike"),
        ({"highway": "cycleway", "foot": "designated"}, "bike walk"),
        ({"highway": "steps"}, "walk"),
        ({"highway": "track"}, "car bike walk"),
        ({"highway": "track", "motor_vehicle": "no"}, "bike walk"),
        ({"highway": "track", "4wd_only": "yes"}, "bike walk"),
        ({"highway": "pedestrian"}, "walk"),
        ({"highway": "pedestrian", "motor_vehicle": "delivery"}, "car walk"),
        ({"highway": "service", "service": "driveway"}, "car bike walk"),
        ({"highway": "service", "service": "parking_aisle"}, "car bike walk"),
        ({"highway": "service", "service": "emergency_access"}, "bike walk"),
        ({"highway": "residential", "access": "private"}, "car bike walk"),
        ({"highway": "residential", "access": "no"}, ""),
        ({"highway": "residential", "access": "military"}, ""),
        ({"highway": "residential", "access": "no;private"}, "car bike walk"),
        ({"highway": "residential", "bicycle": "use_sidepath"}, "car walk"),
        ({"highway": "residential", "access": "no", "bicycle": "yes"}, "bike"),
        ({"highway": "residential", "motor_vehicle": "no"}, "bike walk"),
        ({"highway": "residential", "motor_vehicle": "destination"}, "car bike walk"),
        ({"highway": "residential", "access": "no", "motorcar": "yes"}, "car"),
        ({"highway": "construction"}, ""),
        ({"highway": "pedestrian", "area": "yes"}, ""),
    ],
)
def test_what_each_mode_may_use(read_osm: Read, tags: dict[str, str], modes: str) -> None:
    """A branch off a ring that everybody may use is kept for those modes that may use the branch."""
    ring = ([1, 2, 3, 4, 1], {"highway": "unclassified"})
    nodes = {**SQUARE, 5: (59.99, 20.0), 6: (59.98, 20.0)}
    back = ([5, 1], {"highway": "unclassified"}), ([6, 5], tags | {"oneway": "no"})
    found = [
        mode for mode in ("car", "bike", "walk") if 6 in read_osm(nodes, [ring, *back], mode=mode).node_id.tolist()
    ]
    assert " ".join(found) == modes


def test_clipped_ways_are_cut_at_the_missing_node(read_osm: Read) -> None:
    nodes = {**SQUARE, 5: (60.02, 20.0), 6: (60.02, 20.01)}
    network = read_osm(nodes, [RING, ([4, 5, 99, 6, 3], ROAD)])
    assert links(network)[4, 5] == 1
    assert links(network)[3, 6] == 1
    assert links(network)[5, 6] == 0
    assert (network.tally.ways_clipped, network.tally.nodes_missing) == (1, 1)


def test_nodes_without_a_place_count_as_missing(write_osm: Callable[..., Path]) -> None:
    path = write_osm({**SQUARE, 5: (60.02, 20.0)}, [RING, ([4, 5], ROAD)])
    path.write_text(path.read_text().replace('<node id="5" version="1" lat="60.02" lon="20.0">', '<node id="5">'))
    network = read_network(path, name="small")
    assert 5 not in network.node_id.tolist()
    assert network.tally.nodes_missing == 1


def test_islands_are_cut_and_counted(read_osm: Read) -> None:
    nodes = {**SQUARE, 7: (61.0, 20.0), 8: (61.0, 20.01), 9: (59.9, 20.0)}
    network = read_osm(nodes, [([1, 2], ROAD), RING, ([7, 8], ROAD), ([1, 9], ROAD | {"oneway": "yes"})])
    assert set(network.node_id.tolist()) == {1, 2}
    assert network.tally.junctions_cut == 3
    assert network.tally.edges_cut == 3
    assert network.tally.metres_cut == pytest.approx(2 * 539 + 11_119, abs=5)
    assert network.bounds[0] == 60.0


def test_parallel_streets_and_loops_are_kept(read_osm: Read) -> None:
    loop = ([2, 5, 6, 2], ROAD)
    nodes = {**SQUARE, 5: (59.99, 20.01), 6: (59.99, 20.02)}
    network = read_osm(nodes, [([1, 2], ROAD), ([1, 4, 3, 2], ROAD), loop])
    assert links(network) == Counter({(1, 2): 2, (2, 1): 2, (2, 2): 2})


def test_a_bollard_stops_cars_but_not_bikes(read_osm: Read) -> None:
    nodes = {**SQUARE, 5: (60.0, 20.005, {"barrier": "bollard"})}
    ways = [([1, 5, 2], ROAD), ([2, 3, 4, 1], ROAD)]
    car = read_osm(nodes, ways)
    assert links(car)[1, 2] == 1
    assert (car.node_id < 0).sum() == 2
    assert car.tally.barriers == 1
    assert links(read_osm(nodes, ways, mode="bike"))[1, 2] == 2
    open_one = {**nodes, 5: (60.0, 20.005, {"barrier": "bollard", "motor_vehicle": "yes"})}
    assert links(read_osm(open_one, ways))[1, 2] == 2


def test_signals_delay_cars_towards_them(read_osm: Read) -> None:
    nodes = {**SQUARE, 2: (60.0, 20.01, {"highway": "traffic_signals"})}
    ways = [([1, 2], ROAD), ([2, 3, 4, 1], ROAD)]
    network, free = read_osm(nodes, ways), read_osm(SQUARE, ways)
    delay = dict(
        zip(
            zip(network.node_id[network.tail], network.metres.round(), strict=True),
            network.milliseconds - free.milliseconds,
            strict=True,
        )
    )
    assert sorted(delay.values()) == [0, 0, 5000, 5000]
    assert {node for (node, _), late in delay.items() if late} == {1}


def test_lengths_and_times(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2, 3, 4, 1], ROAD | {"maxspeed": "40"})])
    assert network.metres.tolist() == pytest.approx([2 * 555.98 + 2 * 1111.95 + 0.0] * 2, rel=2e-3)
    assert network.speed_kmh.tolist() == [30.0, 30.0]
    assert network.milliseconds[0] == int(np.ceil(network.metres[0] / 30 * 3600))


def test_names_places_water_and_date_are_kept(read_osm: Read) -> None:
    nodes = {
        **SQUARE,
        5: (60.005, 20.005, {"place": "town", "name": "Åby", "population": "12 345"}),
        6: (60.006, 20.005, {"place": "village", "name": "Ön", "population": "många"}),
        7: (60.007, 20.005, {"place": "locality", "name": "Stenen"}),
    }
    lake = ([1, 3, 4, 1], {"natural": "water"})
    network = read_osm(nodes, [([1, 2, 3, 4, 1], ROAD | {"name": "Storgatan"}), lake])
    assert [(place.name, place.kind, place.population) for place in network.places] == [
        ("Åby", "town", 12_345),
        ("Ön", "village", None),
    ]
    assert network.names[network.street[0]] == "Storgatan"
    assert network.water_start.tolist() == [0, 4]
    assert network.attribution == "© OpenStreetMap contributors, ODbL 1.0"
    assert network.date is None


def test_made_networks_say_so(read_osm: Read) -> None:
    assert read_osm(SQUARE, [RING], made=True).attribution.startswith("Påhittat vägnät (made network)")


def test_helsinki_is_whole(helsinki: RoadNetwork) -> None:
    assert helsinki.nodes > 700
    assert helsinki.date == dt.date(2019, 4, 6)
    assert helsinki.tally.ways_clipped == 63
    assert 20_000 < helsinki.road_metres < 26_000


def test_the_same_node_twice_in_a_row_is_one(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 1, 2, 2, 3, 4, 1], ROAD)])
    assert network.line_lat.tolist() == [60.0, 60.0, 60.01, 60.01, 60.0]


def test_one_way_dead_ends_alone_are_no_network(read_osm: Read) -> None:
    with pytest.raises(RoadsError, match="not_connected"):
        read_osm(SQUARE, [([1, 2], ROAD | {"oneway": "yes"})])
