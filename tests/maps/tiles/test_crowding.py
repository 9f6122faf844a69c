"""Roads and places are shown as soon as there is room for them: lanes in the country before streets of a town."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.storage import library
from maps.tiles import crowding, cutting, layers

LANE, ROAD = 0, 1
LATEST, EARLIEST = {LANE: 12, ROAD: 9}, {LANE: 7, ROAD: 6}
LAST = 13
"""What hangs together with nothing is shown at the latest from here."""
PIXEL = layers.pixel_at(10)

Course = Sequence[tuple[float, float]]


def zooms(courses: Sequence[Course], classes: Sequence[int] | None = None, names: Sequence[int] = ()) -> list[int]:
    """Give the first zooms of roads whose courses are in pixels of zoom 10."""
    shapes = np.array([shapely.LineString(np.array(course) * PIXEL + 0.5) for course in courses], dtype=object)
    kinds = np.array(classes or [LANE] * len(courses))
    numbers = np.array(names or [0] * len(courses))
    return list(crowding.first_zooms(shapes, kinds, numbers, latest=LATEST, earliest=EARLIEST))


def ring(side: float, x: float = 0, y: float = 0) -> list[Course]:
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return [list(corners[at : at + 2]) for at in range(4)]


def town(count: int, gap: float, x: float = 0, y: float = 0) -> list[Course]:
    """Give a grid of streets, each cut where it meets others."""
    steps = [(i * gap, (i + 1) * gap) for i in range(count)]
    across = [[(x + a, y + j * gap), (x + b, y + j * gap)] for a, b in steps for j in range(count + 1)]
    return [*across, *([(x + v - y, y + u - x) for u, v in street] for street in across)]


def test_a_lane_in_the_country_is_shown_before_the_streets_of_a_town() -> None:
    country, streets = ring(400), town(20, 10, x=2000)
    found = zooms([*country, *streets])
    assert max(found[:4]) <= 8
    assert np.median(found[4:]) >= 11
    assert min(found[4:]) >= 10


def test_small_roads_wait_for_large_ones_and_not_the_other_way_round() -> None:
    along = [[(0, y), (300, y)] for y in (0, 10, 20, 30, 40)]
    closed = [*along, [(0, 0), (0, 40)], [(300, 0), (300, 40)]]
    found = zooms(closed, [ROAD, LANE, LANE, LANE, ROAD, ROAD, ROAD])
    assert max(found[0], found[4]) < min(found[1:4])


def test_a_road_that_ends_is_shown_when_it_is_long_enough_and_takes_its_longest_end_along() -> None:
    spur = [[(0, 0), (-20, 0)], [(-20, 0), (-90, 0)], [(-20, 0), (-20, 15)]]
    *_, stem, end, twig = zooms([*ring(400), *spur])
    assert stem == end == 9
    assert twig > stem


def test_a_road_to_a_loop_leads_somewhere() -> None:
    *_, road = zooms([*ring(400), *ring(30, x=-60, y=-60), [(-30, -30), (0, 0)]])
    assert road <= 8


def test_a_street_of_one_name_is_shown_whole() -> None:
    pieces: list[Course] = [[(x, 0), (x + 50, 0)] for x in range(0, 1000, 50)]
    around: list[Course] = [[(0, 0), (0, 300)], [(0, 300), (1000, 300)], [(1000, 300), (1000, 0)]]
    streets = town(5, 10, x=0, y=0)
    found = zooms([*pieces, *around, *streets], names=[7] * len(pieces) + [0] * (3 + len(streets)))
    assert len(set(found[: len(pieces)])) == 1


def test_what_hangs_together_with_nothing_is_shown_only_when_it_is_large() -> None:
    found = zooms([*ring(400), [(1000, 0), (1010, 0)]], [ROAD] * 5)
    assert max(found[:4]) < 9
    assert found[4] == LAST


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=4), min_size=1),
    st.data(),
)
def test_every_road_is_shown_between_its_bounds_and_more_with_each_zoom(
    courses: list[Course], data: st.DataObject
) -> None:
    classes = data.draw(st.lists(st.sampled_from([LANE, ROAD]), min_size=len(courses), max_size=len(courses)))
    for zoom, kind in zip(zooms(courses, classes), classes, strict=True):
        assert EARLIEST[kind] <= zoom <= LAST


def test_no_roads_are_no_trouble() -> None:
    assert zooms([]) == []


def test_a_place_alone_is_named_before_one_beside_a_larger_one() -> None:
    points = np.array([(0, 0), (10, 0), (500, 0), (505, 0)]) * PIXEL + 0.5
    latest = np.array([9, 12, 12, 12])
    found = crowding.first_zooms_of_places(points, latest=latest, earliest=latest - 3)
    assert found.tolist() == [6, 12, 9, 12]


def test_a_municipality_shows_its_road_net_from_afar(tmp_path: Path) -> None:
    chart = cutting.chart(library.open_network("made-bjurholm-kommun", folder=tmp_path))
    lengths = {}
    for zoom in (8, 10, 15):
        layer = next(layer for layer in chart.at(zoom) if layer.name == "roads")
        shown = np.flatnonzero(layer.zoom <= zoom)
        classes = np.array([dict(layer.properties[row])["class"] for row in layer.row[shown].tolist()])
        lengths[zoom] = shapely.length(
            layer.take(shown)[np.isin(classes, ("primary", "secondary", "tertiary", "minor"))]
        ).sum()
    assert lengths[8] > 0.4 * lengths[15]
    assert lengths[10] > 0.7 * lengths[15]
