"""Far from everybody, villages are few and hang on roads that make no rings."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from maps.made import country
from maps.made.noding import Line
from maps.made.places import Place
from maps.made.plane import Plane, Points
from maps.made.towns import Town

_PLANE = Plane(lat=67.0, lon=20.0)
_DRY = shapely.Polygon()


def test_hamlets_are_the_farther_apart_the_farther_they_are_from_a_town() -> None:
    town = Place(name="Kiruna", lat=67.0, lon=20.0, population=18_000)
    hamlets = country.invent_hamlets(
        [town], plane=_PLANE, extent=shapely.box(-90e3, -90e3, 90e3, 90e3), wet=_DRY, rng=np.random.default_rng(1)
    )
    middles = _PLANE.to_metres([(place.lat, place.lon) for place in hamlets])
    apart = cKDTree(middles).query(middles, k=2)[0][:, 1]
    far = np.hypot(*middles.T)
    assert np.median(apart[far < 20_000]) < 6_000
    assert apart[far > 70_000].min() > 15_000
    assert (far > 70_000).sum() > 5


@pytest.mark.parametrize(("people", "rings"), [(300, False), (600, True)])
def test_country_roads_make_rings_only_where_many_live(people: int, *, rings: bool) -> None:
    middles = 8_000 * np.stack(np.meshgrid(np.arange(4), np.arange(4)), axis=-1).reshape(-1, 2).astype(np.float64)
    middles += np.random.default_rng(2).normal(0, 700, middles.shape)
    street = Line(points=np.array([(-400.0, 0.0), (400.0, 0.0)]) + middles[0], tags={"highway": "residential"})
    lanes = country.country_roads(_towns(middles, people), roads=[street], wet=_DRY, rng=np.random.default_rng(1))
    ends = cKDTree(middles).query([(lane.points[0], lane.points[-1]) for lane in lanes])[1]
    graph = csr_array((np.ones(len(ends)), ends.T), shape=(len(middles), len(middles)))
    assert connected_components(graph, directed=False)[0] == 1
    assert (len(ends) > len(middles) - 1) == rings


def _towns(middles: Points, people: int) -> Sequence[Town]:
    return [
        Town(
            place=Place(name=f"{lat:.3f}", lat=lat, lon=lon, population=people),
            middle=middle,
            radius_m=200.0,
            footprint=shapely.Point(middle).buffer(200),
            angle=0.0,
        )
        for middle, (lat, lon) in zip(middles, _PLANE.to_degrees(middles).tolist(), strict=True)
    ]
