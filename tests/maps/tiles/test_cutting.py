"""Tiles show what lies in them, from the zoom that it belongs to, and the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from maps import scenery, tiles
from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.scenery import Scenery
from maps.tiles import Chart, cutting, layers
from maps.tiles.encoding import EXTENT

STREETS = {0: (60.0, 20.0), 1: (60.0, 20.02), 2: (60.01, 20.02), 3: (60.01, 20.0)}
SQUARE = [
    ([0, 1], {"highway": "primary", "name": "Storgatan", "ref": "E4"}),
    ([1, 2, 3, 0], {"highway": "residential"}),
]


def decode(tile: bytes) -> dict[str, Any]:
    found: dict[str, Any] = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    return found


def tile_at(lat: float, lon: float, zoom: int) -> tuple[int, int]:
    x, y = (layers.to_world(np.array([lat]), np.array([lon]))[0] * 2**zoom).astype(int).tolist()
    return x, y


def cut_at(chart: Chart, lat: float, lon: float, zoom: int) -> dict[str, Any]:
    x, y = tile_at(lat, lon, zoom)
    return decode(tiles.cut_tile(chart, zoom=zoom, x=x, y=y))


def all_tiles(chart: Chart, zoom: int) -> list[tuple[int, int]]:
    south, west, north, east = chart.bounds
    (low, high), (right, bottom) = tile_at(north, west, zoom), tile_at(south, east, zoom)
    return [(x, y) for x in range(low, right + 1) for y in range(high, bottom + 1)]


def test_helsinki_shows_what_is_there(helsinki_chart: Chart) -> None:
    found = cut_at(helsinki_chart, 60.1719, 24.9458, 14)
    assert {"land", "water", "buildings", "rail", "roads", "road_labels", "places"} <= set(found)
    assert list(found) == [name for name in layers.LAYERS if name in found]
    streets = {feature["properties"].get("name") for feature in found["roads"]["features"]}
    assert "Mannerheimintie" in streets


@pytest.mark.parametrize("zoom", [8, 11, 13, 15])
def test_every_tile_keeps_the_rules_of_the_format(helsinki_chart: Chart, zoom: int) -> None:
    for x, y in all_tiles(helsinki_chart, zoom):
        for layer in decode(tiles.cut_tile(helsinki_chart, zoom=zoom, x=x, y=y)).values():
            numbers = [feature["id"] for feature in layer["features"]]
            assert layer["extent"] == EXTENT
            assert len(set(numbers)) == len(numbers)
            for feature in layer["features"]:
                shape = shapely.geometry.shape(feature["geometry"])
                assert shape.is_valid
                assert min(shape.bounds) >= -cutting.BUFFER
                assert max(shape.bounds) <= EXTENT + cutting.BUFFER


def test_the_same_chart_gives_the_same_bytes(helsinki: RoadNetwork, helsinki_scenery: Scenery) -> None:
    x, y = tile_at(60.1719, 24.9458, 14)
    one, other = (tiles.chart(helsinki, helsinki_scenery) for _ in range(2))
    assert tiles.cut_tile(one, zoom=14, x=x, y=y) == tiles.cut_tile(other, zoom=14, x=x, y=y)


def test_large_roads_come_before_small_ones(chart_of: Callable[..., Chart]) -> None:
    drawn = chart_of(STREETS, SQUARE)
    seen = {
        zoom: {feature["properties"]["class"] for feature in cut_at(drawn, 60.0, 20.001, zoom)["roads"]["features"]}
        for zoom in (7, 12)
    }
    assert seen == {7: {"primary"}, 12: {"primary", "residential"}}
    assert "roads" not in cut_at(drawn, 60.0, 20.001, 5)


def test_streets_of_a_name_are_one_feature_whatever_crosses_them(chart_of: Callable[..., Chart]) -> None:
    nodes = {**{n: (60.0, 20.0 + n / 500) for n in range(5)}, **{10 + n: (60.002, 20.0 + n / 500) for n in range(5)}}
    crossing = [([n, 10 + n], {"highway": "residential", "name": f"Gränd {n}"}) for n in range(5)]
    long = [(list(range(5)), {"highway": "residential", "name": "Långgatan"})]
    found = cut_at(chart_of(nodes, [*long, *crossing]), 60.0, 20.004, 13)["roads"]["features"]
    (street,) = (feature for feature in found if feature["properties"].get("name") == "Långgatan")
    assert street["geometry"]["type"] == "LineString"
    assert len(street["geometry"]["coordinates"]) == 2


def test_a_one_way_street_points_where_it_is_driven(chart_of: Callable[..., Chart]) -> None:
    against = [([1, 0], {"highway": "residential", "oneway": "-1", "name": "Mot"})]
    back = [([1, 2, 3, 0], {"highway": "residential"})]
    drawn = chart_of({**STREETS}, [*against, *back])
    found = cut_at(drawn, 60.0, 20.001, 14)["roads"]["features"]
    (street,) = (feature for feature in found if feature["properties"].get("oneway"))
    courses = street["geometry"]["coordinates"]
    assert courses[0][0] < courses[-1][0], "the way runs west, and is one-way against its own direction"


def test_bridges_and_numbers_come_from_the_scenery(chart_of: Callable[..., Chart]) -> None:
    ways = [([0, 1], {"highway": "primary", "bridge": "yes", "ref": "E4"}), SQUARE[1]]
    (bridge,) = (
        feature["properties"]
        for feature in cut_at(chart_of(STREETS, ways), 60.0, 20.001, 14)["roads"]["features"]
        if feature["properties"]["class"] == "primary"
    )
    assert (bridge["bridge"], bridge["ref"]) == (True, "E4")


def test_each_place_stands_on_one_tile(helsinki_chart: Chart) -> None:
    named = [
        feature["properties"]["name"]
        for x, y in all_tiles(helsinki_chart, 15)
        for feature in decode(tiles.cut_tile(helsinki_chart, zoom=15, x=x, y=y)).get("places", {"features": []})[
            "features"
        ]
    ]
    assert "Helsinki" in named
    assert len(named) == len(set(named))


def test_water_across_an_edge_is_on_both_tiles(helsinki_chart: Chart) -> None:
    """Kaisaniemenlahti is larger than a tile of zoom 15."""
    wet = [
        (x, y)
        for x, y in all_tiles(helsinki_chart, 15)
        if "water" in decode(tiles.cut_tile(helsinki_chart, zoom=15, x=x, y=y))
    ]
    assert any((x + 1, y) in wet for x, y in wet)


@pytest.mark.parametrize(
    ("zoom", "x", "y"),
    [(-1, 0, 0), (16, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0), (0, 0, 1), (10**9, 0, 0), (5, 10**30, 0)],
)
def test_there_are_no_tiles_outside_the_world(helsinki_chart: Chart, zoom: int, x: int, y: int) -> None:
    with pytest.raises(RoadsError, match="no_tile"):
        tiles.cut_tile(helsinki_chart, zoom=zoom, x=x, y=y)


def test_a_tile_far_away_is_empty(helsinki_chart: Chart) -> None:
    assert tiles.cut_tile(helsinki_chart, zoom=15, x=0, y=0) == b""


def test_names_lose_their_control_characters(chart_of: Callable[..., Chart]) -> None:
    ways = [([0, 1], {"highway": "primary", "name": "Stor\u202egatan\u0085"}), SQUARE[1]]
    found = cut_at(chart_of(STREETS, ways), 60.0, 20.001, 13)["roads"]["features"]
    assert "Storgatan" in {feature["properties"].get("name") for feature in found}


def test_a_network_alone_shows_its_places_and_water(helsinki: RoadNetwork) -> None:
    found = cut_at(tiles.chart(helsinki), 60.1719, 24.9458, 13)
    assert {"roads", "water", "places"} <= set(found)
    assert "buildings" not in found


@pytest.mark.extracts
def test_towns_are_told_from_their_streets_where_nobody_tells_them(real: Callable[[str], RoadNetwork]) -> None:
    linkoping = tiles.chart(real("linkoping-centrum"), Scenery(source="roads only"))
    (town, *_) = cut_at(linkoping, 58.41, 15.62, 11)["land"]["features"]
    assert town["properties"] == {"kind": "residential"}


@pytest.mark.extracts
def test_a_big_city_fits_each_tile(real: Callable[[str], RoadNetwork]) -> None:
    drawn = tiles.chart(real("porto"), scenery.from_network(real("porto")))
    for zoom in (8, 10, 12):
        sizes = [len(tiles.cut_tile(drawn, zoom=zoom, x=x, y=y)) for x, y in all_tiles(drawn, zoom)]
        assert 1_000 < max(sizes) < 250_000
