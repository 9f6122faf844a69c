"""The surroundings of roads as features: what is named, and how often."""

from __future__ import annotations

import numpy as np
import shapely

from maps.tiles.ground import Ground, make_area_labels
from maps.tiles.layers import BANDS


def make_waters(*sizes: float) -> Ground:
    """Give square waters of one name beside each other, each so wide as a share of the world."""
    count = len(sizes)
    shapes = np.array([shapely.box(at / 100, 0.3, at / 100 + size, 0.3 + size) for at, size in enumerate(sizes)])
    numbers, none = np.arange(1, count + 1), np.zeros(0, dtype=np.int64)
    return Ground(
        names=("", "Kattegatt"),
        area_kind=["water"] * count,
        area_id=numbers,
        area_name=np.ones(count, dtype=np.int64),
        area_zoom=np.zeros(count, dtype=np.int64),
        area_shape=shapes,
        water=shapes,
        line_kind=[],
        line_id=none,
        line_name=none,
        line_level=none,
        line_shape=np.zeros(0, dtype=object),
        point_kind=[],
        point_name=none,
        point_population=none,
        point_at=np.zeros((0, 2)),
    )


def test_parts_of_a_sea_are_named_once_and_lakes_of_one_name_each() -> None:
    assert len(make_area_labels(make_waters(1 / 2000, 1 / 9000, 1 / 9000), BANDS[-1]).properties) == 1
    assert len(make_area_labels(make_waters(1 / 9000, 1 / 9000, 1 / 9000), BANDS[-1]).properties) == 3
