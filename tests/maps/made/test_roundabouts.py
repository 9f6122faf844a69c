"""Roundabouts stand where main roads meet in towns, are driven the Swedish way, and cut nothing off."""

from itertools import pairwise

import numpy as np

from maps.made import MadeNetwork, roundabouts
from maps.made.noding import Mesh, Way

_CROSS = np.array([(0.0, 0.0), (200.0, 0.0), (0.0, 200.0), (-200.0, 0.0), (0.0, -200.0)])


def _cross(**tags: str) -> Mesh:
    marks = {"highway": "primary", "maxspeed": "50", **tags}
    return Mesh(points=_CROSS, ways=(Way(nodes=(1, 0, 3), tags=marks), Way(nodes=(2, 0, 4), tags=marks)))


def test_a_crossing_of_main_roads_becomes_a_ring_that_all_arms_end_on() -> None:
    mesh = roundabouts.lay(_cross())
    (ring,) = [way for way in mesh.ways if way.tags.get("junction") == "roundabout"]
    arms = [way for way in mesh.ways if way is not ring]
    assert ring.nodes[0] == ring.nodes[-1]
    assert ring.tags["highway"] == "primary"
    assert len(arms) == 4
    assert len({way.nodes[0] for way in arms} | {way.nodes[-1] for way in arms}) == 8
    assert all(len({way.nodes[0], way.nodes[-1]} & set(ring.nodes)) == 1 for way in arms)


def test_fast_roads_bridges_and_streets_have_none() -> None:
    for tags in ({"maxspeed": "90"}, {"bridge": "yes"}, {"highway": "residential"}, {"highway": "tertiary"}):
        assert all("junction" not in way.tags for way in roundabouts.lay(_cross(**tags)).ways)


def test_one_drives_round_against_the_clock(umea: MadeNetwork) -> None:
    rings = [way for way in umea.mesh.ways if way.tags.get("junction") == "roundabout"]
    assert 3 <= len(rings) <= 60
    for way in rings:
        corners = umea.mesh.points[list(way.nodes)]
        assert sum(one[0] * other[1] - one[1] * other[0] for one, other in pairwise(corners - corners[0])) > 500
        assert way.tags["oneway"] == "yes"
