"""Files of arrays: what was written comes back, and every bit that changed is found."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from maps.storage import bundle

NAME = "test-arrays/7"
DTYPES = [np.bool_, np.int8, np.uint8, np.int16, np.int32, np.uint32, np.float32, np.int64, np.uint64, np.float64]

ARRAYS = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5))
    ),
    max_size=5,
)


def _write(arrays: bundle.Arrays, told: dict[str, Any] | None = None) -> bytes:
    file = io.BytesIO()
    bundle.write(file, told or {}, arrays, name=NAME)
    return file.getvalue()


def _map(content: bytes, folder: Path) -> tuple[Any, dict[str, np.ndarray]]:
    path = folder / "some.arrays"
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    return bundle.map_arrays(path, name=NAME)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("arrays")


@given(arrays=ARRAYS, told=st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_there_and_back(arrays: dict[str, np.ndarray], told: dict[str, Any], folder: Path) -> None:
    back_told, back = _map(_write(arrays, told), folder)
    assert back_told == told
    assert list(back) == list(arrays)
    for name, array in arrays.items():
        assert (back[name].dtype, back[name].shape) == (array.dtype, array.shape)
        assert back[name].tobytes() == array.tobytes()
        assert not back[name].flags.writeable


def test_arrays_are_aligned_and_their_bytes_are_plain(tmp_path: Path) -> None:
    arrays = {"odd": np.arange(3, dtype=np.int8), "big": np.arange(5, dtype=">i4"), "column": np.eye(4)[:, 1]}
    content = _write(arrays)
    assert len(content) % 64 == 0
    assert np.arange(5, dtype="<i4").tobytes() in content
    _, back = _map(content, tmp_path)
    assert all(array.ctypes.data % 64 == 0 for array in back.values())
    assert back["column"].tolist() == [0, 1, 0, 0]


def test_each_changed_bit_is_found(tmp_path: Path) -> None:
    """All bits of a small file, one by one: first line, header, arrays and padding."""
    content = _write({"a": np.arange(9, dtype=np.int16), "b": np.zeros(0), "c": np.ones(3, dtype=np.bool_)})
    for at in range(len(content)):
        for bit in range(8):
            spoilt = content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
            with pytest.raises((bundle.ForeignError, bundle.StaleError, bundle.BrokenError)):
                _map(spoilt, tmp_path)


def test_each_cut_is_found(tmp_path: Path) -> None:
    content = _write({"a": np.arange(50), "b": np.arange(7, dtype=np.int8)})
    for length in range(len(content)):
        with pytest.raises((bundle.ForeignError, bundle.StaleError, bundle.BrokenError)):
            _map(content[:length], tmp_path)
    with pytest.raises(bundle.BrokenError):
        _map(content + b"\0", tmp_path)


def _forge(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Give a file whose header was changed on purpose, with the right checksum."""
    content = _write({"a": np.arange(50), "b": np.arange(7, dtype=np.int8)})
    length = int(content.split(b" ")[1])
    header = json.loads(content[128 : 128 + length])
    change(header)
    forged = json.dumps(header).encode()
    forged = forged.ljust(-(-len(forged) // 64) * 64)
    first = f"{NAME} {len(forged):010} {hashlib.sha256(forged).hexdigest()}".encode().ljust(127) + b"\n"
    return first + forged + content[128 + length :]


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header["arrays"]["a"].update(offset=1 << 60),
        lambda header: header["arrays"]["a"].update(offset=-64),
        lambda header: header["arrays"]["a"].update(offset=64),
        lambda header: header["arrays"]["b"].update(offset=0),
        lambda header: header["arrays"]["b"].update(offset=0.0),
        lambda header: header["arrays"]["a"].update(shape=[-50]),
        lambda header: header["arrays"]["a"].update(shape=[1 << 47, 1 << 47]),
        lambda header: header["arrays"]["a"].update(shape=[1 << 62]),
        lambda header: header["arrays"]["a"].update(shape=[57]),
        lambda header: header["arrays"]["a"].update(shape=[True]),
        lambda header: header["arrays"]["a"].update(shape=[50.0]),
        lambda header: header["arrays"]["a"].update(shape="50"),
        lambda header: header["arrays"]["a"].update(shape=50),
        lambda header: header["arrays"]["a"].update(shape=[1] * 40),
        lambda header: header["arrays"]["a"].update(dtype="|O"),
        lambda header: header["arrays"]["a"].update(dtype="<U50"),
        lambda header: header["arrays"]["a"].update(dtype=["<i8"]),
        lambda header: header["arrays"]["a"].update(crc32=-1),
        lambda header: header["arrays"]["a"].update(crc32=0),
        lambda header: header["arrays"]["a"].pop("crc32"),
        lambda header: header["arrays"].pop("b"),
        lambda header: header["arrays"].update(c=header["arrays"]["a"]),
        lambda header: header.update(arrays=[]),
        lambda header: header.update(arrays={"a": None}),
        lambda header: header.update(told=[]),
        lambda header: header.pop("told"),
    ],
)
def test_headers_that_lie_are_refused(change: Callable[[dict[str, Any]], object], tmp_path: Path) -> None:
    assert _map(_forge(lambda _: None), tmp_path)
    with pytest.raises(bundle.BrokenError):
        _map(_forge(change), tmp_path)


def test_headers_without_end_are_refused(tmp_path: Path) -> None:
    content = _write({})
    for length in (b"9999999999", b"-000000001", b"          "):
        with pytest.raises(bundle.BrokenError):
            _map(content[:14] + length + content[24:], tmp_path)
    deep = b"[" * 1_000_000
    first = f"{NAME} {len(deep):010} {hashlib.sha256(deep).hexdigest()}".encode().ljust(127) + b"\n"
    with pytest.raises(bundle.BrokenError):
        _map(first + deep, tmp_path)


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([None]), np.array([1j]), np.array([0], dtype="M8[s]")])
def test_arrays_of_other_kinds_are_not_written(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        _write({"a": array})
