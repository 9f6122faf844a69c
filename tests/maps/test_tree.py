"""The nearest piece is found whatever the pieces and the points are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import mercator
from maps.mercator import Floats
from maps.trees import tree_reference
from maps.trees.tree import FANOUT, Tree, build_tree
from maps.trees.tree_search import search

# Coarse steps make points coincide, pieces lose their length and distances be equal.
COARSE = st.integers(-8, 8).map(lambda step: step / 4)
DEGREES = st.tuples(COARSE | st.floats(-89, 89), COARSE | st.floats(-180, 180))


def _find(lats: Floats, lons: Floats, tree: Tree, asked: Floats, *, step: int) -> np.ndarray:
    found = np.empty(len(asked), dtype=np.int64)
    search(lats, lons, step, tree.piece, tree.box, tree.level, asked, found)
    return found


def _find_by_shapely(lats: Floats, lons: Floats, tree: Tree, asked: Floats, *, step: int) -> np.ndarray:
    return tree_reference.search(tree_reference.draw(lats, lons, tree, step=step), asked)


def _squared(points: Floats, start: Floats, end: Floats) -> Floats:
    """Give the squares of distances from each point to each piece, shape (points, pieces)."""
    along = end - start
    length = (along**2).sum(axis=1)
    at = ((points[:, None] - start) * along).sum(axis=2) / np.where(length > 0, length, 1)
    nearest = start + np.clip(at, 0, 1)[:, :, None] * along
    return np.asarray(((points[:, None] - nearest) ** 2).sum(axis=2))


@settings(deadline=None)
@given(
    course=st.lists(DEGREES, min_size=2, max_size=80),
    asked=st.lists(DEGREES, min_size=1, max_size=8),
    step=st.sampled_from([0, 1]),
)
def test_as_trying_all(course: list[tuple[float, float]], asked: list[tuple[float, float]], step: int) -> None:
    lats, lons = (np.array(values) for values in zip(*course, strict=True))
    places = np.array(asked)
    points = mercator.project(places[:, 0], places[:, 1])
    tree = build_tree(lats, lons, np.arange(len(lats) - step), step=step)
    found = _find(lats, lons, tree, places, step=step)
    on_map = mercator.project(lats, lons)
    squared = _squared(points, on_map[: len(on_map) - step], on_map[step:])
    best = squared.min(axis=1)
    assert squared[np.arange(len(points)), found] == pytest.approx(best, rel=1e-6, abs=1e-3)
    by_shapely = _find_by_shapely(lats, lons, tree, places, step=step)
    assert squared[np.arange(len(points)), by_shapely] == pytest.approx(best, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("step", [0, 1])
def test_of_equally_near_pieces_the_first_is_found(step: int) -> None:
    """A star: all pieces meet in one point, and are told twice."""
    lats, lons = np.tile([60.0, 60.1, 60.0, 59.9], 100), np.tile([20.0, 20.1, 20.0, 20.2], 100)
    tree = build_tree(lats, lons, np.arange(399), step=step)
    places = np.array([[60.0, 20.0], [60.1, 20.1]])
    assert _find(lats, lons, tree, places, step=step).tolist() == [0, 1 - step]
    assert _find_by_shapely(lats, lons, tree, places, step=step).tolist() == [0, 1 - step]


def test_without_pieces_nothing_is_found() -> None:
    none = np.zeros(0)
    tree = build_tree(none, none, np.arange(0), step=0)
    assert _find(none, none, tree, np.zeros((2, 2)), step=0).tolist() == [-1, -1]
    assert _find_by_shapely(none, none, tree, np.zeros((2, 2)), step=0).tolist() == [-1, -1]


@pytest.mark.parametrize("pieces", [1, FANOUT, FANOUT + 1, FANOUT**2, FANOUT**2 + 1])
def test_boxes_hold_what_is_in_them(pieces: int) -> None:
    rng = np.random.default_rng(1)
    lats, lons = rng.uniform(55, 69, pieces + 1), rng.uniform(11, 24, pieces + 1)
    tree = build_tree(lats, lons, np.arange(pieces), step=1)
    assert sorted(tree.piece.tolist()) == list(range(pieces))
    points = mercator.project(lats, lons)
    whole = [*points.min(axis=0), *points.max(axis=0)]
    assert tree.box[-1] == pytest.approx(whole)
    box = tree.box[np.arange(pieces) // FANOUT]
    for end in (points[tree.piece], points[tree.piece + 1]):
        assert (box[:, :2] <= end).all()
        assert (end <= box[:, 2:]).all()


def test_trees_that_do_not_add_up_are_refused() -> None:
    tree = build_tree(np.arange(40.0), np.arange(40.0), np.arange(39), step=1)
    parts: dict[str, Any] = {"piece": tree.piece, "box": tree.box, "level": tree.level}
    wrongs: tuple[dict[str, Any], ...] = (
        {"piece": tree.piece[:16]},
        {"box": tree.box[1:]},
        {"level": tree.level[:-1]},
        {"level": tree.level + 1},
        {"piece": tree.piece.astype(np.int64)},
    )
    for wrong in wrongs:
        with pytest.raises(ValueError, match="tree"):
            Tree(**{**parts, **wrong})
