"""Scenery is kept whole, and what is not whole is said to be damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps import scenery
from maps.errors import RoadsError
from maps.storage import library


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    scenery.keep(library.find_helsinki(), name="helsinki", folder=folder)
    return folder


def test_what_is_kept_comes_back(folder: Path) -> None:
    kept, read = scenery.open_scenery("helsinki", folder=folder), scenery.read_scenery(library.find_helsinki())
    assert kept is not None
    assert (kept.names, kept.bounds, kept.dropped) == (read.names, read.bounds, read.dropped)
    assert np.array_equal(kept.areas.kind, read.areas.kind)
    assert shapely.equals_exact(kept.areas.shape, read.areas.shape, tolerance=1e-7).all()
    assert shapely.equals_exact(kept.lines.shape, read.lines.shape, tolerance=1e-7).all()
    assert np.array_equal(kept.roads.id, read.roads.id)


def test_keeping_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = scenery.keep(library.find_helsinki(), name="helsinki", folder=tmp_path)
    assert again.read_bytes() == (folder / again.name).read_bytes()
    assert list(tmp_path.iterdir()) == [again]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_changed_bit_is_found(folder: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray((folder / "helsinki.scenery").read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    (tmp_path / "helsinki.scenery").write_bytes(content)
    for look in (scenery.open_scenery, scenery.is_kept):
        with pytest.raises(RoadsError, match="scenery_broken"):
            look("helsinki", folder=tmp_path)


@pytest.mark.parametrize("size", [0, 1, 60, 200, 5000])
def test_a_cut_file_is_told(folder: Path, tmp_path: Path, size: int) -> None:
    (tmp_path / "helsinki.scenery").write_bytes((folder / "helsinki.scenery").read_bytes()[:size])
    with pytest.raises(RoadsError, match="scenery_broken"):
        scenery.open_scenery("helsinki", folder=tmp_path)


@pytest.mark.parametrize("name", ["../helsinki", "", "HELSINKI", "a/b"])
def test_a_name_leads_nowhere_else(folder: Path, name: str) -> None:
    with pytest.raises(RoadsError, match="bad_name"):
        scenery.open_scenery(name, folder=folder)
    with pytest.raises(RoadsError, match="bad_name"):
        scenery.keep(library.find_helsinki(), name=name, folder=folder)


def test_where_none_is_kept_there_is_none(folder: Path) -> None:
    assert not scenery.is_kept("nowhere", folder=folder)
    assert scenery.open_scenery("nowhere", folder=folder) is None
