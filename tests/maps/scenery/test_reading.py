"""What an extract shows besides its roads, whole or broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely

from maps import scenery
from maps.scenery import Scenery, kinds
from maps.storage import library

Tags = Mapping[str, str]
NODES = {row * 5 + column: (60.0 + row / 1000, 20.0 + column / 1000) for row in range(5) for column in range(5)}
RING = [0, 4, 24, 20, 0]
INNER = [6, 8, 18, 16, 6]


@pytest.fixture
def read(write_osm: Callable[..., Path]) -> Callable[..., Scenery]:
    """Give a function that writes nodes, ways and multipolygons (tags, members) and reads them."""

    def make(
        ways: Sequence[tuple[Sequence[int], Tags]],
        relations: Sequence[tuple[Tags, Sequence[tuple[int, str]]]] = (),
        nodes: Mapping[int, Any] = NODES,
    ) -> Scenery:
        path = write_osm(nodes, ways)
        text = path.read_text(encoding="utf-8")
        for number, (tags, members) in enumerate(relations, start=1):
            inside = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
            told = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in {"type": "multipolygon", **tags}.items())
            text = text.replace("</osm>", f'<relation id="{number}" version="1">{inside}{told}</relation></osm>')
        path.write_text(text, encoding="utf-8")
        return scenery.read_scenery(path)

    return make


def first_way(path_text: str) -> int:
    return int(path_text.split('<way id="')[1].split('"', maxsplit=1)[0])


@pytest.fixture
def way_id(write_osm: Callable[..., Path]) -> int:
    """Give the number that the writer gives the first way."""
    return first_way(write_osm(NODES, [(RING, {"x": "y"})], name="probe.osm").read_text(encoding="utf-8"))


def test_tags_make_kinds(read: Callable[..., Scenery]) -> None:
    tags = [
        {"natural": "water"}, {"landuse": "forest"}, {"building": "yes"}, {"leisure": "park"},
        {"amenity": "hospital", "building": "yes"}, {"building": "no"}, {"landuse": "residential"},
    ]  # fmt: skip
    found = read([(RING, one) for one in tags])
    assert [kinds.AREA_KINDS[kind] for kind in found.areas.kind] == [
        "water", "wood", "building", "park", "hospital", "residential",
    ]  # fmt: skip


def test_a_lake_with_an_island_is_a_ring_with_a_hole(read: Callable[..., Scenery], way_id: int) -> None:
    halves = [([0, 4, 24], {}), ([24, 20, 0], {}), (INNER, {})]
    members = [(way_id, "outer"), (way_id + 1, "outer"), (way_id + 2, "inner")]
    (lake,) = read(halves, [({"natural": "water", "name": "Nydalasjön"}, members)]).areas.shape
    assert len(lake.interiors) == 1
    assert lake.area == pytest.approx((4 * 4 - 2 * 2) * 1e-6)


def test_a_multipolygon_whose_parts_are_missing_is_counted_and_left_out(
    read: Callable[..., Scenery], way_id: int
) -> None:
    found = read([([0, 4, 24], {})], [({"natural": "water"}, [(way_id, "outer"), (way_id + 999, "outer")])])
    assert (len(found.areas.shape), found.dropped) == (0, 1)


def test_what_crosses_itself_is_mended(read: Callable[..., Scenery]) -> None:
    bow = read([([0, 24, 20, 4, 0], {"natural": "water"})]).areas
    assert len(bow.shape) == 2
    assert shapely.is_valid(bow.shape).all()


def test_areas_without_extent_are_left_out(read: Callable[..., Scenery]) -> None:
    found = read([([0, 4, 0], {"natural": "water"}), ([0, 1, 2, 0], {"building": "yes"})])
    assert (len(found.areas.shape), found.dropped) == (0, 2)


def test_names_come_without_control_characters_and_at_no_length(read: Callable[..., Scenery]) -> None:
    found = read([(RING, {"natural": "water", "name": "Ny\u202edala" + "x" * 500})])
    assert found.names[1].startswith("Nydalax")
    assert len(found.names[1]) == 120


def test_places_and_care_are_points(read: Callable[..., Scenery]) -> None:
    nodes = {
        **NODES,
        90: (60.002, 20.002, {"place": "town", "name": "Staden", "population": "1 234"}),
        91: (60.001, 20.001, {"amenity": "doctors", "name": "Hälsocentralen"}),
        92: (60.001, 20.001, {"amenity": "pharmacy"}),
    }
    found = read([(RING, {"amenity": "hospital", "name": "NUS"})], nodes=nodes).points
    assert sorted(kinds.POINT_KINDS[kind] for kind in found.kind) == ["clinic", "hospital", "town"]
    assert found.population.max() == 1234


@pytest.mark.parametrize(("coast", "wet"), [([10, 14], "south"), ([14, 10], "north")])
def test_the_sea_lies_on_the_right_of_the_coast(read: Callable[..., Scenery], coast: list[int], wet: str) -> None:
    """A road around gives the extract its box, as the file tells none."""
    found = read([(coast, {"natural": "coastline"}), (RING, {"highway": "residential"})])
    (sea,) = found.areas.shape
    assert kinds.AREA_KINDS[found.areas.kind[0]] == "sea"
    middle = sea.centroid.y
    assert (middle < 60.002) == (wet == "south")
    assert sea.area == pytest.approx(8e-6)


def test_an_island_is_land_and_around_it_is_sea(read: Callable[..., Scenery]) -> None:
    found = read([(INNER, {"natural": "coastline"}), (RING, {"highway": "residential"})])
    (sea,) = found.areas.shape
    assert sea.area == pytest.approx(12e-6)


def test_a_coast_that_ends_inland_floods_nothing(read: Callable[..., Scenery]) -> None:
    found = read([([11, 13], {"natural": "coastline"}), (RING, {"highway": "residential"})])
    assert len(found.areas.shape) == 0


def test_helsinki_is_neither_flooded_nor_dry() -> None:
    """The extract cuts three coastlines; Rautatientori is dry, Kaisaniemenlahti wet."""
    found = scenery.read_scenery(library.find_helsinki())
    seas = found.areas.shape[found.areas.kind == kinds.AREA_KINDS.index("sea")]
    sea = shapely.union_all(seas)
    assert not sea.contains(shapely.Point(24.9437, 60.1712))
    assert sea.contains(shapely.Point(24.9440, 60.1775))
    south, west, north, east = found.bounds or (0, 0, 0, 0)
    assert 0.01 < sea.area / ((north - south) * (east - west)) < 0.2


def test_a_file_of_another_sort_shows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.graphml"
    path.write_text("<graphml/>", encoding="utf-8")
    assert len(scenery.read_scenery(path).areas.shape) == 0
