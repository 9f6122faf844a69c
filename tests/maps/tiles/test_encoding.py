"""Tiles are what the specification says, byte for byte and as another library reads them."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.tiles import encoding
from maps.tiles.encoding import LINE, POINT, POLYGON, Properties

FEATURE, GEOMETRY = 2, 4


def encode(shapes: list[Any], kind: int, properties: Properties = ()) -> bytes:
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    parts = encoding.take_parts(held, np.arange(len(shapes), dtype=np.int64))
    count = len(shapes)
    return encoding.encode_layer(
        "x", kind=kind, parts=parts, ids=list(range(7, 7 + count)), properties=[properties] * count
    )


def decode(tile: bytes) -> dict[str, Any]:
    found: dict[str, Any] = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    return found


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def commands(tile: bytes) -> list[int]:
    """Read the numbers of the first feature's geometry, by hand."""
    _, at = read_varint(tile, 1)
    while True:
        key, at = read_varint(tile, at)
        if key & 7 == 0:
            _, at = read_varint(tile, at)
            continue
        size, at = read_varint(tile, at)
        if key >> 3 != FEATURE:
            at += size
            continue
        end = at + size
        while at < end:
            key, at = read_varint(tile, at)
            if key & 7 == 0:
                _, at = read_varint(tile, at)
                continue
            size, at = read_varint(tile, at)
            if key >> 3 == GEOMETRY:
                numbers, stop = [], at + size
                while at < stop:
                    number, at = read_varint(tile, at)
                    numbers.append(number)
                return numbers
            at += size


def test_the_examples_of_the_specification_come_out_as_it_says() -> None:
    """§4.3.5: a point, a line, a polygon."""
    assert commands(encode([shapely.Point(25, 17)], POINT)) == [9, 50, 34]
    assert commands(encode([shapely.LineString([(2, 2), (2, 10), (10, 10)])], LINE)) == [9, 4, 4, 18, 0, 16, 16, 0]
    polygon = shapely.Polygon([(3, 6), (8, 12), (20, 34), (3, 6)])
    assert commands(encode([polygon], POLYGON)) == [9, 6, 12, 18, 10, 12, 24, 44, 15]


def test_outer_rings_run_clockwise_on_the_screen_and_holes_against_it() -> None:
    square, hole = [(0, 0), (10, 0), (10, 10), (0, 10)], [(2, 2), (2, 4), (4, 4), (4, 2)]
    for outer in (square, square[::-1]):
        for inner in (hole, hole[::-1]):
            (feature,) = decode(encode([shapely.Polygon(outer, [inner])], POLYGON))["x"]["features"]
            rings = feature["geometry"]["coordinates"]
            areas = [shapely.LinearRing(ring).is_ccw for ring in rings]
            # y points down in a tile, so what mathematics calls counter-clockwise is clockwise on the screen
            assert areas == [True, False]


def test_what_shrinks_to_nothing_is_left_out() -> None:
    speck = shapely.Polygon([(1.1, 1.1), (1.2, 1.1), (1.2, 1.2)])
    stub = shapely.LineString([(5.1, 5.1), (5.2, 5.2)])
    assert encode([speck], POLYGON) == b""
    assert encode([stub], LINE) == b""
    assert encode([], LINE) == b""


def test_a_hole_goes_with_its_ring() -> None:
    flat = shapely.Polygon([(0, 0), (100, 0.1), (0, 0.2)], [[(10, 0.05), (20, 0.06), (10, 0.1)]])
    whole = shapely.Polygon([(0, 50), (100, 50), (100, 90)])
    (feature,) = decode(encode([flat, whole], POLYGON))["x"]["features"]
    assert feature["id"] == 8


def test_values_keep_their_sort() -> None:
    told: Properties = (("name", "Åsgatan"), ("oneway", True), ("rank", 1), ("below", -3), ("share", 0.5))
    (feature,) = decode(encode([shapely.Point(1, 1)], POINT, told))["x"]["features"]
    assert feature["properties"] == dict(told)
    assert feature["properties"]["oneway"] is True


def test_equal_keys_and_values_are_told_once() -> None:
    one = encode([shapely.Point(1, 1)], POINT, (("name", "Storgatan"),))
    three = encode([shapely.Point(n, n) for n in range(3)], POINT, (("name", "Storgatan"),))
    assert one.count(b"Storgatan") == three.count(b"Storgatan") == 1


def test_large_numbers_of_features_count_right() -> None:
    lines = [shapely.LineString([(n, 0), (n, 4000)]) for n in range(300)]
    found = decode(encode(lines, LINE))["x"]
    assert [feature["id"] for feature in found["features"]] == list(range(7, 307))
    assert found["extent"] == encoding.EXTENT


coordinate = st.integers(-200, 4300)
course = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=30, unique=True)


@given(st.lists(course, min_size=1, max_size=8))
def test_lines_come_back_as_they_were(courses: list[list[tuple[int, int]]]) -> None:
    found = decode(encode([shapely.LineString(points) for points in courses], LINE))["x"]["features"]
    assert [[tuple(point) for point in one["geometry"]["coordinates"]] for one in found] == courses


@given(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=40))
def test_points_come_back_as_they_were(points: list[tuple[int, int]]) -> None:
    found = decode(encode([shapely.Point(point) for point in points], POINT))["x"]["features"]
    assert [tuple(one["geometry"]["coordinates"]) for one in found] == points


@pytest.mark.parametrize("kind", [LINE, POLYGON])
def test_parts_of_one_feature_follow_each_other(kind: int) -> None:
    square = np.array([(0, 0), (10, 0), (10, 10), (0, 0)])
    shape = shapely.Polygon if kind == POLYGON else shapely.LineString
    held = np.array([shape(square), shape(square + 500)], dtype=object)
    parts = encoding.take_parts(held, np.zeros(2, dtype=np.int64))
    tile = encoding.encode_layer("x", kind=kind, parts=parts, ids=[1], properties=[()])
    (feature,) = decode(tile)["x"]["features"]
    assert feature["geometry"]["type"].startswith("Multi")
    assert np.array(feature["geometry"]["coordinates"]).max() == 510
