"""Main roads join towns past villages, and wind alike however the dice fall."""

import numpy as np
import pytest
import shapely

from maps.made import connecting, curves
from maps.made.grounds import Ground
from maps.made.noding import Line
from maps.made.places import Place
from maps.made.plane import Plane, Points

_PLANE = Plane(lat=58.0, lon=17.0)
_DRY = shapely.Polygon()


def _roads(middles: Points, people: list[int], *, seed: int = 1) -> list[Line]:
    degrees = _PLANE.to_degrees(middles)
    known = [
        Place(name=str(lat), lat=lat, lon=lon, population=each)
        for (lat, lon), each in zip(degrees.tolist(), people, strict=True)
    ]
    ground = Ground(_DRY, (-40_000, -40_000, 40_000, 40_000), dry=middles)
    return connecting.main_roads(known, middles=middles, wet=_DRY, ground=ground, rng=np.random.default_rng(seed))


@pytest.mark.parametrize(("people", "roads"), [(5_000, 5), (3_000, 4)])
def test_towns_have_a_road_of_their_own_past_a_village_off_their_way_and_villages_not(people: int, roads: int) -> None:
    middles = np.array([(-7_000.0, 0.0), (7_000.0, 0.0), (0.0, 4_500.0), (0.0, -20_000.0)])
    assert len(_roads(middles, [people, people, 600, 600])) == roads


def test_towns_are_joined_although_villages_lie_between_them() -> None:
    middles = np.array([(-10_000.0, 0.0), (10_000.0, 0.0), (0.0, 6_000.0), (0.0, -6_000.0)])
    lengths = [curves.length_m(road.points) for road in _roads(middles, [9_000, 9_000, 600, 600])]
    assert sum(length > 20_000 for length in lengths) == 1


@pytest.mark.parametrize("metres", [4_000.0, 9_000.0, 20_000.0, 45_000.0])
def test_roads_wind_alike_for_every_seed(metres: float) -> None:
    middles = np.array([(0.0, 0.0), (metres, 0.0)])
    windings = [curves.length_m(_roads(middles, [600, 600], seed=seed)[0].points) / metres for seed in range(30)]
    assert min(windings) > 1.03
    assert max(windings) < 1.22
    assert np.mean(windings) == pytest.approx(1.1, abs=0.03)


def test_a_road_between_cities_winds_more_than_one_between_villages() -> None:
    middles = np.array([(0.0, 0.0), (15_000.0, 0.0)])
    cities, villages = (
        np.mean([curves.length_m(_roads(middles, [people, people], seed=seed)[0].points) for seed in range(10)])
        for people in (60_000, 600)
    )
    assert 300 < cities - villages < 2_000
