"""A hand-made network of nine streets, and the one of Helsinki that is always there."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from maps.network import CLASSES, RoadNetwork
from maps.reading import building
from maps.storage import library


@pytest.fixture(scope="session")
def three_by_three() -> RoadNetwork:
    """Make a 3 × 3 grid of residential streets a hundred metres apart, far from every team's area."""
    lat = np.repeat([10.0, 10.001, 10.002], 3)
    lon = np.tile([20.0, 20.001, 20.002], 3)
    pairs = [(node, node + 1) for node in range(9) if node % 3 < 2] + [(node, node + 3) for node in range(6)]
    ends = np.array(pairs, dtype=np.int32)
    count = len(pairs)
    edges = 2 * count
    return RoadNetwork(
        name="grid",
        mode="car",
        made=True,
        source="by hand",
        date=None,
        node_id=np.arange(9, dtype=np.int64),
        node_lat=lat,
        node_lon=lon,
        tail=np.concatenate([ends[:, 0], ends[:, 1]]),
        head=np.concatenate([ends[:, 1], ends[:, 0]]),
        milliseconds=np.full(edges, 10_000, dtype=np.int64),
        delay_ms=np.zeros(edges, dtype=np.int64),
        private=np.zeros(edges, dtype=np.bool_),
        unpaved=np.zeros(edges, dtype=np.bool_),
        metres=np.full(edges, 111.0),
        speed_kmh=np.full(edges, 40.0),
        limit_kmh=np.full(edges, 40.0),
        limit_told=np.ones(edges, dtype=np.bool_),
        road_class=np.full(edges, CLASSES.index("residential"), dtype=np.int32),
        street=np.ones(edges, dtype=np.int32),
        way_id=np.arange(edges, dtype=np.int64),
        line=np.tile(np.arange(count, dtype=np.int32), 2),
        backward=np.repeat([False, True], count),
        names=("", "Storgatan"),
        line_start=np.arange(0, 2 * count + 1, 2, dtype=np.int64),
        line_lat=lat[ends].ravel(),
        line_lon=lon[ends].ravel(),
        **building.no_bans(),
        water_start=np.zeros(1, dtype=np.int64),
        water_lat=np.zeros(0),
        water_lon=np.zeros(0),
    )


@pytest.fixture(scope="session")
def helsinki(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    """Read central Helsinki."""
    return library.open_network("helsinki", folder=tmp_path_factory.mktemp("roads"))


@pytest.fixture(scope="session")
def preset_text() -> str:
    """Give the text of a preset as it is shipped."""
    return resources.files("scheduler.teams").joinpath("lit.toml").read_text(encoding="utf-8")
