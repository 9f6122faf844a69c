"""The made Umeå area is like the real one where it says so."""

import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from maps.made import MadeNetwork
from maps.made import umea as known
from maps.made.places import find_place

# Road kilometres by general knowledge.
DISTANCES_KM = [
    ("Umeå", "Vännäs", 30),
    ("Umeå", "Vindeln", 55),
    ("Umeå", "Nordmaling", 55),
    ("Umeå", "Robertsfors", 60),
    ("Umeå", "Holmsund", 18),
    ("Umeå", "Sävar", 17),
    ("Umeå", "Hörnefors", 33),
    ("Umeå", "Bjurholm", 62),
    ("Vännäs", "Bjurholm", 37),
    ("Umeå", "Ånäset", 80),
]


@pytest.mark.parametrize(("one", "other", "road_km"), DISTANCES_KM)
def test_distances_between_towns_are_within_15_percent(
    umea: MadeNetwork, umea_arcs: csr_array, one: str, other: str, road_km: int
) -> None:
    ends = umea.plane.to_metres([(place.lat, place.lon) for place in map(find_place, (one, other))])
    start, end = cKDTree(umea.mesh.points).query(ends)[1]
    metres = dijkstra(umea_arcs, indices=start)[end]
    assert metres / 1_000 == pytest.approx(road_km, rel=0.15)


def test_one_can_drive_from_every_junction_to_every_other(umea_arcs: csr_array) -> None:
    parts, _ = connected_components(umea_arcs, connection="strong")
    assert parts == 1


def test_no_road_lies_in_water_without_a_bridge(umea: MadeNetwork) -> None:
    lines = [
        shapely.LineString(umea.mesh.points[list(way.nodes)]) for way in umea.mesh.ways if "bridge" not in way.tags
    ]
    surface = umea.water.surface
    shapely.prepare(surface)
    wet_m = [line.intersection(surface).length for line in lines if surface.intersects(line)]
    assert max(wet_m, default=0) < 30  # merged nodes may shift a bridge's end by some metres


def test_few_bridges_cross_the_ume_river_in_umea(umea: MadeNetwork) -> None:
    middles = [umea.mesh.points[list(way.nodes)].mean(axis=0) for way in umea.mesh.ways if "bridge" in way.tags]
    assert 3 <= sum(np.hypot(*middle) < 6_000 for middle in middles) <= 8


def test_every_real_place_has_a_road_within_500_metres(umea: MadeNetwork) -> None:
    real = [place for place in umea.places if not place.made]
    gaps = cKDTree(umea.mesh.points).query(umea.plane.to_metres([(place.lat, place.lon) for place in real]))[0]
    assert {place.name: gap for place, gap in zip(real, gaps, strict=True) if gap > 500} == {}
    assert len(real) >= 35


def test_places_are_the_real_ones_with_their_population(umea: MadeNetwork) -> None:
    population = {place.name: place.population for place in umea.places}
    assert population["Umeå"] == find_place("Umeå").population
    assert population["Holmsund"] == find_place("holmsund").population
    assert population["Ramsele"] == known.CORRECTED_POPULATIONS["Ramsele"]


def test_known_main_roads_are_there_with_their_numbers(umea: MadeNetwork) -> None:
    classes = {way.tags["ref"]: way.tags["highway"] for way in umea.mesh.ways if "ref" in way.tags}
    assert classes["E4"] == classes["E12"] == "trunk"
    assert classes["92"] == classes["363"] == classes["364"] == "primary"


def test_only_some_streets_tell_their_speed(umea: MadeNetwork) -> None:
    streets = [way for way in umea.mesh.ways if way.tags["highway"] == "residential"]
    assert 0.2 < np.mean(["maxspeed" in way.tags for way in streets]) < 0.7
