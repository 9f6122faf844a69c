"""What is kept comes back the same, or is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maps import library, store
from maps.errors import RoadsError
from maps.network import ARRAYS, RoadNetwork


def test_there_and_back(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(helsinki, tmp_path)
    back = store.load(tmp_path, "helsinki")
    for name in ARRAYS:
        assert np.array_equal(getattr(back, name), getattr(helsinki, name)), name
        assert not getattr(back, name).flags.writeable
    for name in ("name", "mode", "made", "source", "date", "tally", "names", "places"):
        assert getattr(back, name) == getattr(helsinki, name)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_listing_tells_without_reading_the_roads(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(helsinki, tmp_path)
    (tmp_path / "noise.car.roads").write_bytes(b"noise")
    (tmp_path / "old.car.roads").write_bytes(b"hemrutt-roads/0 00\n{}\n")
    (entry,) = store.names(tmp_path)
    assert (entry.name, entry.mode, entry.made, entry.edges) == ("helsinki", "car", False, helsinki.edges)
    assert (entry.path, entry.date, entry.bounds) == (path, helsinki.date, helsinki.bounds)
    assert store.names(tmp_path / "none") == ()


def _flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda content: content[:0], "network_foreign"),
        (lambda content: b"PK\x03\x04" + content, "network_foreign"),
        (lambda content: content.replace(b"roads/1", b"roads/0", 1), "network_stale"),
        (lambda content: content.replace(b"roads/1", b"roads/10", 1), "network_stale"),
        (lambda content: content[: len(content) // 2], "network_broken"),
        (lambda content: content[:-1], "network_broken"),
        (lambda content: content + b"x", "network_broken"),
        (lambda content: content.split(b"\n")[0], "network_broken"),
        (lambda content: b"hemrutt-roads/2\n" + content, "network_broken"),
        (lambda content: _flip(content, 100), "network_broken"),
        (lambda content: _flip(content, len(content) // 2), "network_broken"),
        (lambda content: _flip(content, 40), "network_broken"),
    ],
)
def test_spoilt_files_are_refused(
    helsinki: RoadNetwork, tmp_path: Path, spoil: Callable[[bytes], bytes], code: str
) -> None:
    path = store.save(helsinki, tmp_path)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(RoadsError) as caught:
        store.load(tmp_path, "helsinki")
    assert caught.value.code == code


@pytest.mark.parametrize("content", [b"{}\n", b"\n", b'{"name": 1}\nPK', b"[]\nx", b"\xff\xff\n"])
def test_a_right_checksum_of_nonsense_is_refused(tmp_path: Path, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest().encode()
    (tmp_path / "odd.car.roads").write_bytes(store.FORMAT.encode() + b" " + digest + b"\n" + content)
    with pytest.raises(RoadsError, match="network_broken"):
        store.load(tmp_path, "odd")


@pytest.mark.parametrize("name", ["", "../oslo", "/etc/passwd", "Oslo", "a b", "a" * 65, "a.b", "-a", "oslo\n", "a\0"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RoadsError, match="bad_name"):
        store.load(tmp_path, name)


def test_a_failed_save_leaves_the_old_file(
    helsinki: RoadNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.save(helsinki, tmp_path)
    before = path.read_bytes()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        store.save(helsinki, tmp_path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_the_library_builds_once_and_mends_what_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = library.open_network("helsinki", folder=tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-5])
    assert library.open_network("helsinki", folder=tmp_path).edges == first.edges
    monkeypatch.setattr(library, "_make", lambda *_: pytest.fail("made again"))
    assert library.open_network("helsinki", folder=tmp_path).edges == first.edges


def test_the_library_knows_what_it_has(helsinki: RoadNetwork, tmp_path: Path) -> None:
    store.save(helsinki, tmp_path)
    with pytest.raises(RoadsError) as caught:
        library.open_network("atlantis", folder=tmp_path)
    assert caught.value.code == "unknown_network"
    assert caught.value.values["known"] == "helsinki, umea, made-<place>"


def test_a_broken_import_is_told_not_replaced(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(helsinki, tmp_path)
    path.rename(tmp_path / "mine.car.roads")
    (tmp_path / "mine.car.roads").write_bytes(b"hemrutt-roads/2 0\n")
    with pytest.raises(RoadsError, match="network_broken"):
        library.open_network("mine", folder=tmp_path)


def test_importing_keeps_each_mode(tmp_path: Path) -> None:
    library.import_network(library.find_helsinki(), name="centrum", modes=("car", "walk"), folder=tmp_path)
    assert [(entry.name, entry.mode) for entry in store.names(tmp_path)] == [("centrum", "car"), ("centrum", "walk")]
    walk = library.open_network("centrum", mode="walk", folder=tmp_path)
    assert walk.road_metres > 2 * library.open_network("centrum", folder=tmp_path).road_metres
    assert json.loads(store.names(tmp_path)[0].path.read_bytes().split(b"\n")[1])["licence"] == "ODbL-1.0"
