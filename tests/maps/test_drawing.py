"""Drawings are true to the roads, and small enough for a page."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from maps import drawing
from maps.drawing import Drawing
from maps.network import RoadNetwork

ROAD = {"highway": "residential"}
GRID = {row * 5 + column: (60.0 + row / 500, 20.0 + column / 250) for row in range(5) for column in range(5)}


def count(drawn: Drawing) -> int:
    return sum(len(lines) for lines in drawn.lines.values())


@pytest.fixture
def grid(read_osm: Callable[..., RoadNetwork]) -> RoadNetwork:
    """Give five streets each way, the middle one a main road."""
    rows = [([row * 5 + column for column in range(5)], ROAD | {"name": f"Gata {row}"}) for row in range(5)]
    rows[2] = (rows[2][0], {"highway": "primary", "name": "Storgatan"})
    columns = [([row * 5 + column for row in range(5)], ROAD | {"name": f"Gränd {column}"}) for column in range(5)]
    return read_osm(GRID, [*rows, *columns])


def test_a_street_is_one_line_whatever_crosses_it(grid: RoadNetwork) -> None:
    drawn = drawing.draw(grid, detail=1)
    assert {kind: len(lines) for kind, lines in drawn.lines.items()} == {
        "motorway": 0,
        "main": 1,
        "minor": 0,
        "street": 9,
    }
    (main,) = drawn.lines["main"]
    assert (main.name, len(main.lats)) == ("Storgatan", 2)


def test_lines_are_clipped_to_the_bounds(grid: RoadNetwork) -> None:
    box = (60.001, 20.002, 60.005, 20.010)
    drawn = drawing.draw(grid, box, detail=1)
    assert count(drawn) == 4
    for lines in drawn.lines.values():
        for line in lines:
            assert box[0] - 1e-6 <= line.lats.min() <= line.lats.max() <= box[2] + 1e-6
            assert box[1] - 1e-6 <= line.lons.min() <= line.lons.max() <= box[3] + 1e-6


def test_nothing_to_see_is_an_empty_drawing(grid: RoadNetwork) -> None:
    assert count(drawing.draw(grid, (10.0, 10.0, 11.0, 11.0), detail=1)) == 0


def test_the_least_important_and_shortest_go_first(grid: RoadNetwork) -> None:
    drawn = drawing.draw(grid, detail=1, most=6)
    assert len(drawn.lines["main"]) == 1
    assert [line.name[:4] for line in drawn.lines["street"]] == ["Grän"] * 5


def test_lines_stray_no_farther_than_the_detail(helsinki: RoadNetwork) -> None:
    roads = shapely.multilinestrings(  # in metres; 0.4975 is the cosine of Helsinki's latitude
        shapely.linestrings(
            np.column_stack([helsinki.line_lon * 0.4975, helsinki.line_lat]) * 111_195,
            indices=np.repeat(np.arange(helsinki.lines), np.diff(helsinki.line_start)),
        )
    )
    for detail in (2.0, 15.0):
        for lines in drawing.draw(helsinki, detail=detail).lines.values():
            for line in lines:
                drawn = shapely.linestrings(np.column_stack([line.lons * 0.4975, line.lats]) * 111_195)
                along = shapely.get_coordinates(shapely.segmentize(drawn, 5))
                assert shapely.distance(roads, shapely.points(along)).max() <= detail * 1.01


def test_places_come_by_importance_and_inside_only(helsinki: RoadNetwork) -> None:
    places = drawing.draw(helsinki, detail=5).places
    assert "Kluuvi" in {place.name for place in places}
    ranks = [drawing._PLACE_RANKS.index(place.kind) for place in places]
    assert ranks == sorted(ranks)
    south, west, north, east = helsinki.bounds
    assert all(south <= place.lat <= north and west <= place.lon <= east for place in places)


def test_the_attribution_comes_along(helsinki: RoadNetwork, read_osm: Callable[..., RoadNetwork]) -> None:
    assert drawing.draw(helsinki, detail=5).attribution == "© OpenStreetMap contributors, ODbL 1.0"
    made = read_osm(GRID, [([0, 1, 6], ROAD)], made=True)
    assert drawing.draw(made, detail=5).made
    assert "Påhittat" in drawing.draw(made, detail=5).attribution


def test_water_is_drawn(read_osm: Callable[..., RoadNetwork]) -> None:
    lake = ([6, 8, 18, 6], {"natural": "water"})
    (line,) = drawing.draw(read_osm(GRID, [([0, 4, 24], ROAD), lake]), detail=5).water
    assert (line.lats[0], line.lons[0]) == (line.lats[-1], line.lons[-1])


def test_two_halves_of_a_sea_become_one_shore(read_osm: Callable[..., RoadNetwork]) -> None:
    west, east = [5, 7, 17, 15, 5], [7, 9, 19, 17, 7]
    halves = [(half, {"natural": "water"}) for half in (west, east)]
    (shore,) = drawing.draw(read_osm(GRID, [([0, 4, 24], ROAD), *halves]), (59.9, 19.9, 60.1, 20.1), detail=5).water
    corners = {(round(lat, 4), round(lon, 4)) for lat, lon in zip(shore.lats, shore.lons, strict=True)}
    assert corners == {GRID[5], GRID[9], GRID[19], GRID[15]}, "the seam between the halves is gone"


@pytest.mark.extracts
def test_a_big_city_fits_a_page(real: Callable[[str], RoadNetwork]) -> None:
    drawn = drawing.draw(real("porto"), detail=25)
    assert 5_000 < count(drawn) <= 15_000
    assert sum(len(line.lats) for lines in drawn.lines.values() for line in lines) < 100_000
