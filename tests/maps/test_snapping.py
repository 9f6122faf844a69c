"""Points land on the nearest road, at the right place of the right edge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from maps import mercator, snapping
from maps.errors import RoadsError
from maps.network import RoadNetwork

ROAD = {"highway": "residential"}
STREET = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.01, 20.02)}


@pytest.fixture
def street(read_osm: Callable[..., RoadNetwork]) -> RoadNetwork:
    """Give a street from west to east and another from its end northwards."""
    return read_osm(STREET, [([1, 2], ROAD), ([2, 3], ROAD)])


@pytest.mark.parametrize(("lon", "fraction"), [(20.0, 0.0), (20.005, 0.25), (20.01, 0.5), (20.018, 0.9)])
def test_along_a_street(street: RoadNetwork, lon: float, fraction: float) -> None:
    snaps = snapping.snap(street, [60.0005], [lon])
    edge = snaps.edge[0]
    assert (street.node_id[street.tail[edge]], street.node_id[street.head[edge]]) == (1, 2)
    assert snaps.fraction[0] == pytest.approx(fraction, abs=1e-9)
    assert snaps.distance_m[0] == pytest.approx(55.6, abs=0.1)
    assert (snaps.lat[0], snaps.lon[0]) == (pytest.approx(60.0), pytest.approx(lon))


def test_beyond_an_end_is_the_end(street: RoadNetwork) -> None:
    snaps = snapping.snap(street, [60.0], [19.99])
    assert snaps.fraction[0] == 0.0
    assert snaps.distance_m[0] == pytest.approx(555.98, abs=0.5)


def test_against_a_street_that_is_only_open_backwards(read_osm: Callable[..., RoadNetwork]) -> None:
    network = read_osm(STREET, [([1, 2], ROAD | {"oneway": "-1"}), ([2, 3, 1], ROAD | {"oneway": "-1"})])
    snaps = snapping.snap(network, [60.0], [20.005])
    edge = snaps.edge[0]
    assert (network.node_id[network.tail[edge]], network.node_id[network.head[edge]]) == (2, 1)
    assert snaps.fraction[0] == pytest.approx(0.75)


def test_a_junction_is_the_same_place_from_whichever_street(street: RoadNetwork) -> None:
    snaps = snapping.snap(street, [60.0, 60.0], [20.02, 20.02])
    assert snaps.edge[0] == snaps.edge[1]
    assert snaps.distance_m.tolist() == pytest.approx([0.0, 0.0], abs=1e-6)


@pytest.mark.parametrize("place", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (0.0, float("inf")), (-1e9, 0.0)])
def test_points_off_the_globe_are_refused(street: RoadNetwork, place: tuple[float, float]) -> None:
    with pytest.raises(RoadsError) as caught:
        snapping.snap(street, [60.0, place[0]], [20.0, place[1]])
    assert caught.value.code == "bad_point"
    assert caught.value.values["position"] == 1


def test_the_far_side_of_the_globe_is_far(street: RoadNetwork) -> None:
    assert snapping.snap(street, [-60.0, 90.0], [-160.0, 0.0]).distance_m.min() > 3_000_000


def test_no_points_are_no_snaps(street: RoadNetwork) -> None:
    assert len(snapping.snap(street, [], [])) == 0


def test_no_other_road_of_helsinki_is_nearer(helsinki: RoadNetwork) -> None:
    """Compared with a dense sampling of all roads."""
    rng = np.random.default_rng(3)
    south, west, north, east = helsinki.bounds
    lats, lons = rng.uniform(south, north, 50), rng.uniform(west, east, 50)
    snaps = snapping.snap(helsinki, lats, lons)
    shares = np.linspace(0, 1, 20)[:, None]
    lat, lon = (values[:-1] + shares * np.diff(values) for values in (helsinki.line_lat, helsinki.line_lon))
    inside = np.ones(len(helsinki.line_lat) - 1, dtype=bool)
    inside[helsinki.line_start[1:-1] - 1] = False
    lat, lon = lat[:, inside].ravel(), lon[:, inside].ravel()
    for number in range(50):
        nearest = mercator.distances(np.full(len(lat), lats[number]), np.full(len(lat), lons[number]), lat, lon).min()
        assert snaps.distance_m[number] <= nearest + 1e-3
        assert snaps.distance_m[number] >= nearest - 8
