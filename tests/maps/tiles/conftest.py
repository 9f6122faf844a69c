"""A chart of central Helsinki and one of a small town written by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from maps import scenery, tiles
from maps.network import RoadNetwork
from maps.reading.files import read_network
from maps.scenery import Scenery
from maps.storage import library
from maps.tiles import Chart


@pytest.fixture(scope="session")
def helsinki_scenery() -> Scenery:
    return scenery.read_scenery(library.find_helsinki())


@pytest.fixture(scope="session")
def helsinki_chart(helsinki: RoadNetwork, helsinki_scenery: Scenery) -> Chart:
    return tiles.chart(helsinki, helsinki_scenery)


@pytest.fixture
def chart_of(write_osm: Callable[..., Path]) -> Callable[..., Chart]:
    """Give a function that writes nodes and ways to a file and makes the chart of it."""

    def make(nodes: object, ways: object, *, made: bool = False) -> Chart:
        path = write_osm(nodes, ways)
        return tiles.chart(read_network(path, name="small", made=made), scenery.read_scenery(path))

    return make
