"""Matrices kept by content: the same for the same, another for anything else, and never a broken one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maps import snapping, travel
from maps.conditions import FREE_FLOW, Conditions
from maps.network import RoadNetwork
from maps.snapping import Snaps
from maps.storage import library
from maps.storage.caching import MatrixCache, find_key
from maps.times import usual_traffic
from maps.times.calibration import Calibration
from maps.times.traffic import Moment
from maps.travel import Matrix

CALIBRATION = Calibration(roads="r", mode="car", first=dt.date(2026, 1, 1), last=dt.date(2026, 1, 2), drives=60)
OTHERS: dict[str, dict[str, Any]] = {
    "ferries": {"ferries": False},
    "closed_ways": {"closed_ways": frozenset({7})},
    "winter": {"winter": True},
    "moment": {"moment": Moment(second=5)},
    "traffic": {"traffic": usual_traffic.SWEDISH},
    "calibration": {"calibration": CALIBRATION},
}


@pytest.fixture
def snaps(helsinki: RoadNetwork) -> Snaps:
    return snapping.snap(helsinki, helsinki.node_lat[:8], helsinki.node_lon[:8])


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count what is really measured."""
    counted: list[int] = []
    measure = travel.measure

    def count(*words: Any, **options: Any) -> Matrix:
        counted.append(1)
        return measure(*words, **options)

    monkeypatch.setattr(travel, "measure", count)
    return counted


def test_every_condition_is_part_of_the_key(helsinki: RoadNetwork, snaps: Snaps) -> None:
    """A condition that is added later must be told here what else it can be."""
    assert set(OTHERS) == {field.name for field in dataclasses.fields(Conditions)}
    keys = [find_key(helsinki, snaps, conditions=Conditions(**told)) for told in OTHERS.values()]
    assert len({*keys, find_key(helsinki, snaps)}) == len(OTHERS) + 1


def test_roads_points_and_options_are_part_of_the_key(helsinki: RoadNetwork, snaps: Snaps) -> None:
    moved = dataclasses.replace(snaps, fraction=np.clip(snaps.fraction + 1e-9, 0, 1))
    slower = dataclasses.replace(helsinki, milliseconds=helsinki.milliseconds + 1)
    keys = [
        find_key(helsinki, snaps),
        find_key(helsinki, moved),
        find_key(helsinki, travel.take(snaps, np.arange(7))),
        find_key(helsinki, snaps, to=snaps),
        find_key(helsinki, snaps, walk=True),
        find_key(slower, snaps),
        find_key(dataclasses.replace(helsinki, private=~helsinki.private), snaps),
    ]
    assert len(set(keys)) == len(keys)


def test_a_network_read_from_its_file_and_changed_has_another_key(tmp_path: Path, snaps: Snaps) -> None:
    """Its file's checksums still hang on the changed one; they must not count."""
    library.open_network("helsinki", folder=tmp_path)
    kept, again = (library.open_network("helsinki", folder=tmp_path) for _ in range(2))
    assert find_key(kept, snaps) == find_key(again, snaps)
    changed = dataclasses.replace(kept, milliseconds=kept.milliseconds + 1)
    assert find_key(changed, snaps) != find_key(kept, snaps)


def test_equal_questions_are_measured_once_also_by_another_process(
    tmp_path: Path, helsinki: RoadNetwork, snaps: Snaps, measured: list[int]
) -> None:
    asked = [MatrixCache(tmp_path, least_nodes=0) for _ in range(2)]
    found = [cache.measure(helsinki, snaps, walk=True) for cache in (asked[0], asked[0], asked[1])]
    assert len(measured) == 1
    truth = travel.measure(helsinki, snaps, walk=True)
    assert all(one.seconds.tolist() == truth.seconds.tolist() for one in found)
    assert all(one.metres.tolist() == truth.metres.tolist() for one in found)


def test_small_networks_are_measured_each_time_and_nothing_is_kept(
    tmp_path: Path, helsinki: RoadNetwork, snaps: Snaps, measured: list[int]
) -> None:
    cache = MatrixCache(tmp_path)
    for _ in range(2):
        cache.measure(helsinki, snaps)
    assert len(measured) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoil", ["empty", "cut", "flipped", "other"])
def test_a_broken_file_is_measured_anew_and_written_again(
    tmp_path: Path, helsinki: RoadNetwork, snaps: Snaps, measured: list[int], spoil: str
) -> None:
    truth = MatrixCache(tmp_path, least_nodes=0).measure(helsinki, snaps)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    if spoil == "other":
        np.savez(path, seconds=np.zeros((2, 2)), metres=np.zeros((2, 2)))
    else:
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
        path.write_bytes({"empty": b"", "cut": whole[:middle], "flipped": flipped}[spoil])
    found = MatrixCache(tmp_path, least_nodes=0).measure(helsinki, snaps)
    assert found.seconds.tolist() == truth.seconds.tolist()
    assert len(measured) == 2
    MatrixCache(tmp_path, least_nodes=0).measure(helsinki, snaps)
    assert len(measured) == 2


def test_memory_and_folder_are_bounded(
    tmp_path: Path, helsinki: RoadNetwork, snaps: Snaps, measured: list[int]
) -> None:
    cache = MatrixCache(tmp_path, least_nodes=0, most_kept=1, most_bytes=2_500)
    for size in (8, 7, 6, 5):
        cache.measure(helsinki, travel.take(snaps, np.arange(size)))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2_500
    assert len(list(tmp_path.iterdir())) >= 1
    cache.measure(helsinki, travel.take(snaps, np.arange(5)))
    assert len(measured) == 4


def test_a_folder_that_cannot_be_written_does_not_stop_the_measuring(
    tmp_path: Path, helsinki: RoadNetwork, snaps: Snaps
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")
    found = MatrixCache(in_the_way / "folder", least_nodes=0).measure(helsinki, snaps, conditions=FREE_FLOW)
    assert found.seconds.shape == (8, 8)
