"""Of roads that were cut off only real islands are remembered, no stubs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maps import snapping
from maps.network import RoadNetwork
from maps.reading.files import read_network
from tests.maps.conftest import Tags, _osm_xml

Read = Callable[..., RoadNetwork]
ROAD = {"highway": "residential"}
MAIN = {1: (60.0, 20.0), 2: (60.0, 20.05)}
NEAR, FAR = (60.1, 20.01), (60.1, 20.02)
"""Some 550 m from each other."""
SHORT = (60.1, 20.018)
"""Some 450 m from the near end."""


@pytest.mark.parametrize(
    ("end", "tags", "islands"),
    [
        (FAR, ROAD, 1),
        (SHORT, ROAD, 0),
        (FAR, ROAD | {"oneway": "yes"}, 0),
        (FAR, ROAD | {"access": "private"}, 0),
    ],
)
def test_an_island_has_enough_public_road_both_ways(
    read_osm: Read, end: tuple[float, float], tags: Tags, islands: int
) -> None:
    network = read_osm({**MAIN, 3: NEAR, 4: end}, [([1, 2], ROAD), ([3, 4], tags)])
    assert (network.tally.parts_cut, network.tally.islands_cut) == (1, islands)
    assert (len(network.cut_lat) > 0) == bool(islands)
    assert snapping.snap(network, [60.1], [20.012]).cut_off.tolist() == [bool(islands)]


def test_private_roads_of_an_island_are_remembered_too(read_osm: Read) -> None:
    private = ([4, 5], ROAD | {"access": "private"})
    network = read_osm({**MAIN, 3: NEAR, 4: FAR, 5: (60.11, 20.02)}, [([1, 2], ROAD), ([3, 4], ROAD), private])
    assert network.cut_lat.max() > 60.108


def test_what_is_joined_one_way_is_no_island(read_osm: Read) -> None:
    one_way = ([4, 1], ROAD | {"oneway": "yes"})
    network = read_osm({**MAIN, 3: NEAR, 4: FAR}, [([1, 2], ROAD), ([3, 4], ROAD), one_way])
    assert (network.tally.parts_cut, network.tally.islands_cut) == (1, 0)


@pytest.mark.parametrize(("north", "islands"), [(60.2, 1), (60.1005, 0), (60.0999, 0)])
def test_what_lies_at_the_border_of_the_data_is_no_island(tmp_path: Path, north: float, islands: int) -> None:
    text = _osm_xml({**MAIN, 3: NEAR, 4: FAR}, [([1, 2], ROAD), ([3, 4], ROAD)], [])
    bounds = f'<bounds minlat="59.9" minlon="19.9" maxlat="{north}" maxlon="20.1"/>'
    before, osm, rest = text.partition("<osm")
    opening, end, rest = rest.partition(">")
    path = tmp_path / "bounded.osm"
    path.write_text(f"{before}{osm}{opening}{end}{bounds}{rest}", encoding="utf-8")
    assert read_network(path, name="bounded").tally.islands_cut == islands


@pytest.mark.extracts
@pytest.mark.parametrize(
    ("name", "islands", "share"),
    [("stockholm-ostermalm", 0, 0), ("oslo-east-filtered", 1, 0.002), ("liechtenstein", 1, 0.002)],
)
def test_beside_real_roads_hardly_a_point_lies_on_an_island(
    real: Callable[[str], RoadNetwork], name: str, islands: int, share: float
) -> None:
    network = real(name)
    assert network.tally.islands_cut == islands
    rng = np.random.default_rng(1)
    at = rng.integers(0, len(network.line_lat), 2_000)
    lat, lon = (axis[at] + rng.normal(0, 0.001, len(at)) for axis in (network.line_lat, network.line_lon))
    assert snapping.snap(network, lat, lon).cut_off.mean() <= share
