"""A kept chart gives the tiles it was made to give, and none when it is not whole or of other roads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maps import tiles
from maps.network import RoadNetwork
from maps.storage import library
from maps.tiles import Chart, keeping, layers, opening


@pytest.fixture(scope="module")
def folder(helsinki_chart: Chart, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roads")
    keeping.save(helsinki_chart, name="town", folder=folder, source="these")
    return folder


def load(network: RoadNetwork, folder: Path, source: str = "these") -> Chart | None:
    return keeping.load(network, name="town", folder=folder, source=source)


def test_tiles_are_those_of_the_chart_kept(helsinki: RoadNetwork, helsinki_chart: Chart, folder: Path) -> None:
    loaded = load(helsinki, folder)
    assert loaded is not None
    assert loaded.bounds == helsinki_chart.bounds
    south, west, north, east = loaded.bounds
    for zoom in range(layers.LAST_ZOOM + 1):
        corners = layers.to_world(np.array([north, south]), np.array([west, east])) * 2**zoom
        (left, top), (right, bottom) = corners.astype(int).tolist()
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                place = {"zoom": zoom, "x": x, "y": y}
                assert tiles.cut_tile(loaded, **place) == tiles.cut_tile(helsinki_chart, **place)


def test_a_chart_of_other_roads_is_not_opened(helsinki: RoadNetwork, folder: Path) -> None:
    assert load(helsinki, folder, "others") is None
    assert keeping.load(helsinki, name="nowhere", folder=folder, source="these") is None


@pytest.mark.parametrize("at", [0, 40, 300, -1, -40_000])
def test_a_changed_chart_is_not_opened(helsinki: RoadNetwork, folder: Path, tmp_path: Path, at: int) -> None:
    content = bytearray((folder / "town.chart").read_bytes())
    content[at] ^= 1
    (tmp_path / "town.chart").write_bytes(content)
    assert load(helsinki, tmp_path) is None
    (tmp_path / "town.chart").write_bytes(content[: len(content) // 2])
    assert load(helsinki, tmp_path) is None


def test_the_next_process_opens_what_the_first_one_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tiles.cut_tile(tiles.open_chart("helsinki", folder=tmp_path), zoom=14, x=9326, y=4742)
    forget(monkeypatch)
    assert tiles.cut_tile(tiles.open_chart("helsinki", folder=tmp_path), zoom=14, x=9326, y=4742) == first


def test_new_scenery_makes_the_chart_anew(tmp_path: Path) -> None:
    before = tiles.open_chart("helsinki", folder=tmp_path)
    (tmp_path / "helsinki.scenery").write_bytes(b"changed")
    after = tiles.open_chart("helsinki", folder=tmp_path)
    assert after.at(14) is not before.at(14)


@pytest.mark.parametrize("kept", [True, False], ids=["with its chart", "without"])
def test_damaged_scenery_is_told_and_nothing_is_kept_without_it(
    write_osm: Callable[..., Path], tmp_path: Path, caplog: pytest.LogCaptureFixture, *, kept: bool
) -> None:
    nodes = {0: (60.17, 24.94), 1: (60.172, 24.945), 2: (60.169, 24.948)}
    library.import_network(write_osm(nodes, [([0, 1, 2], {"highway": "residential"})]), name="own", folder=tmp_path)
    if kept:
        tiles.open_chart("own", folder=tmp_path)
    content = bytearray((tmp_path / "own.scenery").read_bytes())
    content[-1] ^= 1
    (tmp_path / "own.scenery").write_bytes(content)
    opening._chart.cache_clear()
    drawn = tiles.open_chart("own", folder=tmp_path)
    assert any(len(layer) for layer in drawn.at(14))
    assert (drawn.version is not None) is kept
    assert [record.getMessage() for record in caplog.records] == ["scenery_broken: file=own.scenery"]
    assert (tmp_path / "own.chart").exists() is kept


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behave as a process that has opened nothing yet, and that may not make charts."""

    def refuse(*_: object) -> Chart:
        raise AssertionError("made anew")

    opening._chart.cache_clear()
    monkeypatch.setattr(opening, "chart", refuse)
