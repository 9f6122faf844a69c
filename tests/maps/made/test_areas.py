"""Municipalities and counties are made whole: on land, joined, with their places, whichever way they are written."""

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from maps import borders, mercator
from maps.errors import RoadsError
from maps.made import MadeNetwork, connecting, make_network, regions
from maps.made.grounds import Ground
from maps.made.places import Place, find_place
from maps.made.plane import Plane

# Road kilometres; docs/made_networks.md tells from where. They were not used when the roads' winding was chosen.
DISTANCES_KM = [("Visby", "Hemse", 50), ("Visby", "Fårösund", 57), ("Klintehamn", "Hemse", 21)]


@pytest.fixture(scope="module")
def gotland() -> MadeNetwork:
    return make_network("made-gotlands-kommun")


@pytest.fixture(scope="module")
def arcs(gotland: MadeNetwork) -> coo_array:
    tails, heads = [], []
    for way in gotland.mesh.ways:
        tails += way.nodes[:-1]
        heads += way.nodes[1:]
        if "oneway" not in way.tags:
            tails += way.nodes[1:]
            heads += way.nodes[:-1]
    degrees = gotland.plane.to_degrees(gotland.mesh.points)
    metres = mercator.distances(*degrees[tails].T, *degrees[heads].T)
    return coo_array((metres, (tails, heads)), shape=(len(degrees), len(degrees))).tocsr()


@pytest.mark.parametrize(("one", "other", "road_km"), DISTANCES_KM)
def test_distances_between_towns_are_within_15_percent(
    gotland: MadeNetwork, arcs: coo_array, one: str, other: str, road_km: int
) -> None:
    ends = gotland.plane.to_metres([(place.lat, place.lon) for place in map(find_place, (one, other))])
    start, end = cKDTree(gotland.mesh.points).query(ends)[1]
    assert dijkstra(arcs, indices=start)[end] / 1_000 == pytest.approx(road_km, rel=0.15)


def test_one_can_drive_from_every_junction_to_every_other(arcs: coo_array) -> None:
    assert connected_components(arcs, connection="strong")[0] == 1


def test_no_road_lies_in_the_sea_without_a_bridge_or_a_ferry(gotland: MadeNetwork) -> None:
    dry = [way for way in gotland.mesh.ways if "bridge" not in way.tags and "route" not in way.tags]
    lines = [shapely.LineString(gotland.mesh.points[list(way.nodes)]) for way in dry]
    surface = gotland.water.surface
    shapely.prepare(surface)
    assert max((line.intersection(surface).length for line in lines if surface.intersects(line)), default=0) < 30
    assert surface.area > 1e9


def test_all_places_of_the_municipality_are_there_and_have_a_road(gotland: MadeNetwork) -> None:
    outline = borders.outline(borders.find("Gotlands kommun"))
    real = [place for place in gotland.places if not place.made]
    assert {"Visby", "Hemse", "Slite", "Klintehamn", "Fårösund"} <= {place.name for place in real}
    assert np.mean([outline.buffer(0.05).contains(shapely.Point(place.lon, place.lat)) for place in real]) == 1
    spots = gotland.plane.to_metres([(place.lat, place.lon) for place in real])
    assert cKDTree(gotland.mesh.points).query(spots)[0].max() < 600


@pytest.mark.parametrize("key", ["made-umeå-kommun", "umea-kommun", "made-Umeå kommun"])
def test_an_area_is_the_same_however_it_is_written(key: str) -> None:
    assert regions.is_area(key)
    assert regions.of_area(key) == regions.of_area("made-umea-kommun")


def test_places_are_not_taken_for_areas() -> None:
    assert not any(map(regions.is_area, ("umea", "made-ostersund", "made-lansjarv", "made-kommunen")))


def test_an_unknown_area_is_refused_with_what_was_probably_meant() -> None:
    with pytest.raises(RoadsError) as refused:
        make_network("made-jemtlands-lan")
    assert refused.value.code == "unknown_area"
    assert "Jämtlands län" in str(refused.value.values["suggestions"])


def _strait(width_m: float, people: int) -> set[str]:
    """Give how two places on either side of a long strait are joined."""
    ends = np.array([(-width_m / 2 - 900.0, 0.0), (width_m / 2 + 900.0, 0.0)])
    wet = shapely.box(-width_m / 2, -90_000, width_m / 2, 90_000)
    plane = Plane(lat=58.0, lon=17.0)
    degrees = plane.to_degrees(ends)
    known = [Place(name=str(lat), lat=lat, lon=lon, population=people) for lat, lon in degrees.tolist()]
    ground = Ground(wet, (-30_000, -30_000, 30_000, 30_000), dry=ends)
    roads = connecting.main_roads(known, middles=ends, wet=wet, ground=ground, rng=np.random.default_rng(1))
    return {"ferry" if road.tags.get("route") == "ferry" else "road" for road in roads}


def test_a_narrow_strait_has_a_bridge_and_a_wide_one_a_ferry() -> None:
    assert _strait(900, people=600) == {"road"}
    assert _strait(6_000, people=9_000) == {"road"}
    assert _strait(6_000, people=600) == {"road", "ferry"}
    assert _strait(60_000, people=9_000) == set()


def test_a_way_around_a_bay_stays_dry() -> None:
    bay = shapely.box(-2_000, -30_000, 2_000, 6_000)
    ends = np.array([(-8_000.0, 0.0), (8_000.0, 0.0)])
    way = Ground(bay, (-20_000, -20_000, 20_000, 20_000), dry=ends).way(*ends)
    assert way is not None
    assert not bay.buffer(-1).intersects(shapely.LineString(way))
    assert shapely.LineString(way).length < 1.2 * (2 * np.hypot(6_000, 6_000) + 4_000)
