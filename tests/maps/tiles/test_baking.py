"""A baked file holds each tile once, and another program finds it there."""

from __future__ import annotations

import gzip
import io

import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles

from maps import tiles
from maps.errors import RoadsError
from maps.tiles import Chart


def bake(chart: Chart, first: int, last: int) -> bytes:
    held = io.BytesIO()
    tiles.bake(chart, held, zooms=(first, last))
    return held.getvalue()


def test_the_tiles_are_those_that_are_cut(helsinki_chart: Chart) -> None:
    source = MemorySource(bake(helsinki_chart, 12, 15))
    found = dict(all_tiles(source))
    assert {zoom for zoom, _, _ in found} == {12, 13, 14, 15}
    for (zoom, x, y), content in found.items():
        assert gzip.decompress(content) == tiles.cut_tile(helsinki_chart, zoom=zoom, x=x, y=y)


def test_no_tile_is_forgotten(helsinki_chart: Chart) -> None:
    found = {(x, y) for (_, x, y), _ in all_tiles(MemorySource(bake(helsinki_chart, 14, 14)))}
    west, north = min(x for x, _ in found), min(y for _, y in found)
    for x in range(west - 2, west + 6):
        for y in range(north - 2, north + 6):
            assert ((x, y) in found) == bool(tiles.cut_tile(helsinki_chart, zoom=14, x=x, y=y))


def test_the_head_tells_bounds_zooms_and_attribution(helsinki_chart: Chart) -> None:
    reader = Reader(MemorySource(bake(helsinki_chart, 10, 13)))
    header = reader.header()
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (10, 13, True)
    assert header["min_lat_e7"] / 1e7 == pytest.approx(helsinki_chart.bounds[0])
    assert reader.metadata()["attribution"] == "© OpenStreetMap contributors, ODbL 1.0"
    assert {layer["id"] for layer in reader.metadata()["vector_layers"]} >= {"roads", "water", "buildings"}


def test_baking_twice_gives_the_same_bytes(helsinki_chart: Chart) -> None:
    assert bake(helsinki_chart, 12, 14) == bake(helsinki_chart, 12, 14)


def test_progress_ends_at_the_whole(helsinki_chart: Chart) -> None:
    told: list[tuple[int, int]] = []
    tiles.bake(helsinki_chart, io.BytesIO(), zooms=(12, 13), progress=lambda done, whole: told.append((done, whole)))
    assert told[-1][0] == told[-1][1] == len(told)


@pytest.mark.parametrize("zooms", [(5, 3), (-1, 4), (3, 16)])
def test_zooms_that_are_none_are_refused(helsinki_chart: Chart, zooms: tuple[int, int]) -> None:
    with pytest.raises(RoadsError, match="bad_zooms"):
        tiles.bake(helsinki_chart, io.BytesIO(), zooms=zooms)


def test_nothing_to_see_is_said(helsinki_chart: Chart) -> None:
    with pytest.raises(RoadsError, match="no_tiles"):
        tiles.bake(helsinki_chart, io.BytesIO(), zooms=(0, 2))
