"""What is kept comes back the same, or is refused."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import pytest

from maps.errors import RoadsError
from maps.network import ARRAYS, RoadNetwork
from maps.storage import bundle, library, store


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
    assert [error.code for error in store.faults(tmp_path)] == ["network_foreign", "network_stale"]
    assert (entry.size, entry.before, entry.origin) == (path.stat().st_size, False, None)
    assert (entry.name, entry.mode, entry.made, entry.edges) == ("helsinki", "car", False, helsinki.edges)
    assert (entry.path, entry.date, entry.bounds) == (path, helsinki.date, helsinki.bounds)
    assert store.names(tmp_path / "none") == ()


def _flip(content: bytes, at: int, bit: int = 0) -> bytes:
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


def _put(path: Path, content: bytes) -> None:
    """Put other content in place of a file as a copier does; a file that is mapped is never written into."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda content: content[:0], "network_foreign"),
        (lambda content: b"PK\x03\x04" + content, "network_foreign"),
        (lambda content: content.replace(b"roads/4", b"roads/0", 1), "network_stale"),
        (lambda content: content.replace(b"roads/4", b"roads/40", 1), "network_stale"),
        (lambda content: b"hemrutt-roads/2\n" + content, "network_stale"),
        (lambda content: content[: len(content) // 2], "network_broken"),
        (lambda content: content[:-1], "network_broken"),
        (lambda content: content + b"x", "network_broken"),
        (lambda content: content.split(b"\n")[0], "network_broken"),
        (lambda content: _flip(content, 100), "network_broken"),
        (lambda content: _flip(content, len(content) // 2), "network_broken"),
        (lambda content: _flip(content, 40), "network_broken"),
    ],
)
def test_spoilt_files_are_refused(
    helsinki: RoadNetwork, tmp_path: Path, spoil: Callable[[bytes], bytes], code: str
) -> None:
    path = store.save(helsinki, tmp_path)
    _put(path, spoil(path.read_bytes()))
    with pytest.raises(RoadsError) as caught:
        store.load(tmp_path, "helsinki")
    assert caught.value.code == code


def test_a_changed_bit_of_any_array_is_found(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(helsinki, tmp_path)
    content = path.read_bytes()
    with path.open("rb") as file:
        header = bundle.read_header(file, name=store.FORMAT)
    rng = np.random.default_rng(7)
    assert {name.partition(".")[0] for name in header.arrays} == {*ARRAYS, "words", "prepared"}
    for name, span in header.arrays.items():
        if span.size:
            at = header.begin + span.offset + int(rng.integers(span.size))
            _put(path, _flip(content, at, bit=int(rng.integers(8))))
            with pytest.raises(RoadsError, match="network_broken"):
                store.load(tmp_path, "helsinki")
            assert not store.is_whole(path), name


def _forge(path: Path, told: dict[str, Any], arrays: bundle.Arrays, *, left_out: str = "") -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        bundle.write(file, told, {key: arrays[key] for key in arrays if key != left_out}, name=store.FORMAT)


def test_right_checksums_of_nonsense_are_refused(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(helsinki, tmp_path)
    told, arrays = bundle.map_arrays(path, name=store.FORMAT)
    odd = {
        "tail": arrays["tail"] + np.int32(1 << 20),
        "line_start": arrays["line_start"][::-1],
        "node_lat": np.full(helsinki.nodes, np.nan),
        "words": np.frombuffer(b"[]", dtype=np.uint8),
        "head": arrays["head"].astype(np.int64),
    }
    for name, array in odd.items():
        _forge(path, dict(told), arrays | {name: array})
        with pytest.raises(RoadsError, match="network_broken"):
            store.load(tmp_path, "helsinki")
    for name in ("words", "metres"):
        _forge(path, dict(told), arrays, left_out=name)
        with pytest.raises(RoadsError, match="network_broken"):
            store.load(tmp_path, "helsinki")
    for name, value in {"mode": "boat", "date": "yesterday", "tally": {"cows": 1}, "bounds": 3}.items():
        _forge(path, {**told, name: value}, arrays)
        if name != "bounds":
            with pytest.raises(RoadsError, match="network_broken"):
                store.load(tmp_path, "helsinki")
        if name != "mode":
            assert store.names(tmp_path) == ()
            assert [error.code for error in store.faults(tmp_path)] == ["network_broken"]


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


def test_a_saved_file_that_reads_back_wrong_leaves_the_old_one(
    helsinki: RoadNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.save(helsinki, tmp_path)
    before = path.read_bytes()
    whole = bundle.write

    def write(file: BinaryIO, told: Any, arrays: bundle.Arrays, *, name: str) -> None:
        whole(file, told, arrays, name=name)
        file.seek(-100, 1)
        file.write(b"a disk that lies")

    monkeypatch.setattr(bundle, "write", write)
    with pytest.raises(RoadsError, match="network_unsaved"):
        store.save(helsinki, tmp_path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def _rename(network: RoadNetwork, source: str) -> RoadNetwork:
    return dataclasses.replace(network, name="mine", source=source)


def test_the_last_good_one_is_kept_and_used(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(_rename(helsinki, "first"), tmp_path)
    store.save(_rename(helsinki, "second"), tmp_path)
    assert store.load(tmp_path, "mine", before=True).source == "first"
    _put(path, path.read_bytes()[:-5])
    told: list[RoadsError] = []
    assert library.open_network("mine", folder=tmp_path, warn=told.append).source == "first"
    assert [(error.code, error.values["fault"]) for error in told] == [("network_before", "network_broken")]
    (entry,) = store.names(tmp_path)
    assert (entry.source, entry.before, entry.path.name) == ("first", True, "mine.car.roads.before")
    assert [error.code for error in store.faults(tmp_path)] == ["network_broken"]


def test_a_broken_file_never_takes_the_place_of_the_last_good_one(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(_rename(helsinki, "first"), tmp_path)
    store.save(_rename(helsinki, "second"), tmp_path)
    _put(path, _flip(path.read_bytes(), -1))
    store.save(_rename(helsinki, "third"), tmp_path)
    assert store.load(tmp_path, "mine").source == "third"
    assert store.load(tmp_path, "mine", before=True).source == "first"


def test_what_was_kept_before_can_be_brought_back_and_forth(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(_rename(helsinki, "first"), tmp_path)
    with pytest.raises(RoadsError, match="nothing_before"):
        store.restore(tmp_path, "mine")
    store.save(_rename(helsinki, "second"), tmp_path)
    for newest, before in (("first", "second"), ("second", "first")):
        assert store.restore(tmp_path, "mine") == path
        assert store.load(tmp_path, "mine").source == newest
        assert store.load(tmp_path, "mine", before=True).source == before
    _put(path, b"broken")
    store.restore(tmp_path, "mine")
    assert store.load(tmp_path, "mine").source == "first"
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name]


def test_generations_are_kept_where_there_are_no_links(
    helsinki: RoadNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("os.link", refuse)
    store.save(_rename(helsinki, "first"), tmp_path)
    store.save(_rename(helsinki, "second"), tmp_path)
    store.restore(tmp_path, "mine")
    assert store.load(tmp_path, "mine").source == "first"
    assert store.load(tmp_path, "mine", before=True).source == "second"


WRITER: Final = """
import os, signal, sys
from pathlib import Path
from maps.storage import replacing
with replacing.drafting(Path(sys.argv[1]), suffix=".roads") as draft:
    draft.file.write(b"half of it")
    draft.file.flush()
    print("writing", flush=True)
    os.kill(os.getpid(), signal.SIGKILL) if sys.argv[2] == "die" else sys.stdin.readline()
"""


def _start_writer(folder: Path, way: str) -> subprocess.Popen[str]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), way], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    return writer


def test_a_draft_of_a_killed_writer_is_ignored_and_removed(helsinki: RoadNetwork, tmp_path: Path) -> None:
    with _start_writer(tmp_path, "die") as writer:
        writer.communicate()
    assert len(list(tmp_path.iterdir())) == 1
    assert store.names(tmp_path) == ()
    assert store.faults(tmp_path) == ()
    path = store.save(helsinki, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_draft_of_another_writer_is_left_alone(helsinki: RoadNetwork, tmp_path: Path) -> None:
    with _start_writer(tmp_path, "wait") as writer:
        path = store.save(helsinki, tmp_path)
        assert len(list(tmp_path.iterdir())) == 2
        writer.communicate("\n")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_many_writers_and_readers_at_once(helsinki: RoadNetwork, tmp_path: Path) -> None:
    """Whoever reads while others write gets one whole network or another."""
    networks = [_rename(helsinki, f"number {number}") for number in range(4)]
    store.save(networks[0], tmp_path)

    def work(network: RoadNetwork) -> set[str]:
        store.save(network, tmp_path)
        return {store.load(tmp_path, "mine").source for _ in range(3)}

    with ThreadPoolExecutor(4) as threads:
        seen = set().union(*threads.map(work, networks * 2))
    assert seen <= {network.source for network in networks}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mine.car.roads", "mine.car.roads.before"]
    assert store.load(tmp_path, "mine", before=True).source in {network.source for network in networks}


def test_who_has_the_old_file_open_keeps_it(helsinki: RoadNetwork, tmp_path: Path) -> None:
    store.save(helsinki, tmp_path)
    old = library.open_network("helsinki", folder=tmp_path)
    assert library.open_network("helsinki", folder=tmp_path) is old
    faster = dataclasses.replace(helsinki, milliseconds=helsinki.milliseconds + 1000)
    store.save(faster, tmp_path)
    store.save(faster, tmp_path)
    new = library.open_network("helsinki", folder=tmp_path)
    assert np.array_equal(old.milliseconds, helsinki.milliseconds)
    assert np.array_equal(new.milliseconds, faster.milliseconds)


def test_a_folder_that_cannot_be_written_to_still_opens_what_is_embedded(tmp_path: Path) -> None:
    (tmp_path / "roads").write_text("a file")
    told: list[RoadsError] = []
    network = library.open_network("helsinki", folder=tmp_path / "roads", warn=told.append)
    assert network.nodes > 100
    assert [error.code for error in told] == ["network_unkept"]


def test_without_anyone_to_warn_a_line_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "roads").write_text("a file")
    library.open_network("helsinki", folder=tmp_path / "roads")
    assert [(record.name, record.message.split(":")[0]) for record in caplog.records] == [
        ("hemrutt.roads", "network_unkept")
    ]


def test_the_library_builds_once_and_mends_what_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = library.open_network("helsinki", folder=tmp_path)
    (path,) = tmp_path.glob("*.roads")
    _put(path, path.read_bytes()[:-5])
    assert library.open_network("helsinki", folder=tmp_path).edges == first.edges
    monkeypatch.setattr(library, "_make", lambda *_: pytest.fail("made again"))
    assert library.open_network("helsinki", folder=tmp_path).edges == first.edges


def test_a_bit_changed_in_the_middle_is_told_among_faults(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(helsinki, tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    _put(path, bytes(content))
    assert [error.code for error in store.faults(tmp_path)] == ["network_broken"]


def test_the_library_knows_what_it_has(helsinki: RoadNetwork, tmp_path: Path) -> None:
    store.save(helsinki, tmp_path)
    with pytest.raises(RoadsError) as caught:
        library.open_network("atlantis", folder=tmp_path)
    assert caught.value.code == "unknown_network"
    assert caught.value.values["known"] == "helsinki, umea"


def test_a_broken_import_is_told_not_replaced(helsinki: RoadNetwork, tmp_path: Path) -> None:
    path = store.save(helsinki, tmp_path)
    path.rename(tmp_path / "mine.car.roads")
    (tmp_path / "mine.car.roads").write_bytes(b"hemrutt-roads/4 0\n")
    with pytest.raises(RoadsError, match="network_broken"):
        library.open_network("mine", folder=tmp_path)


def test_importing_keeps_each_mode(tmp_path: Path) -> None:
    library.import_network(library.find_helsinki(), name="centrum", modes=("car", "walk"), folder=tmp_path)
    assert [(entry.name, entry.mode) for entry in store.names(tmp_path)] == [("centrum", "car"), ("centrum", "walk")]
    walk = library.open_network("centrum", mode="walk", folder=tmp_path)
    assert walk.road_metres > 2 * library.open_network("centrum", folder=tmp_path).road_metres
    entry = store.names(tmp_path)[0]
    content = library.find_helsinki().read_bytes()
    assert entry.licence == "ODbL-1.0"
    assert entry.origin == store.Origin(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
