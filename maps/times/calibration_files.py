"""Calibrations kept beside the networks that they belong to, as small JSON files."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from maps.errors import RoadsError
from maps.network import Mode, RoadNetwork
from maps.times import traffic_files
from maps.times.calibration import Calibration, Factor, Quality
from maps.times.traffic import GROUPS

FORMAT: Final = "hemrutt-calibration/1"
_MOST_BYTES: Final = 4 << 20
_NOTHING: Final[Mapping[str, Any]] = {"factors": (), "quality": None}


def find_calibration(network: RoadNetwork, folder: Path) -> Calibration | None:
    """Read the calibration of a network that a folder keeps; None where there is none.

    Raises
    ------
    RoadsError
        ``calibration_broken``: it cannot be read, or is of another network.
    """
    path = calibration_path(folder, network.name, network.mode)
    if not path.is_file():
        return None
    try:
        calibration = from_document(json.loads(_read(path)))
        _require((calibration.roads, calibration.mode) == (network.name, network.mode), "of other roads")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RoadsError("calibration_broken", file=path.name) from error
    return calibration


def save_calibration(calibration: Calibration, folder: Path) -> Path:
    """Keep a calibration beside its network, in place of an older one; gives the file."""
    path = calibration_path(folder, calibration.roads, calibration.mode)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(to_document(calibration), ensure_ascii=False, indent=1, allow_nan=False)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as drafts:
        draft = Path(drafts) / path.name
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(path)
    return path


def calibration_path(folder: Path, name: str, mode: Mode) -> Path:
    """Tell where the calibration of a network is kept."""
    return folder / f"{name}.{mode}.calibration.json"


def to_document(calibration: Calibration) -> dict[str, Any]:
    """Give a calibration as data."""
    return {
        "format": FORMAT,
        "roads": calibration.roads,
        "mode": calibration.mode,
        "first": calibration.first.isoformat(),
        "last": calibration.last.isoformat(),
        "drives": calibration.drives,
        "traffic": None if calibration.traffic is None else traffic_files.to_document(calibration.traffic),
        "any_time": _write_model(calibration.any_time, calibration.any_time_quality),
        "timed": _write_model(calibration.timed, calibration.timed_quality),
    }


def from_document(told: Any) -> Calibration:
    """Read what ``to_document`` gave; raises ValueError, KeyError or TypeError for anything else."""
    _require(told["format"] == FORMAT, "format")
    any_time, timed = (_NOTHING if told[name] is None else told[name] for name in ("any_time", "timed"))
    return Calibration(
        roads=str(told["roads"]),
        mode=told["mode"],
        first=dt.date.fromisoformat(told["first"]),
        last=dt.date.fromisoformat(told["last"]),
        drives=int(told["drives"]),
        traffic=None if told["traffic"] is None else traffic_files.from_document(told["traffic"]),
        any_time=tuple(_read_factor(factor) for factor in any_time["factors"]),
        any_time_quality=_read_quality(any_time["quality"]),
        timed=tuple(_read_factor(factor) for factor in timed["factors"]),
        timed_quality=_read_quality(timed["quality"]),
    )


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    _require(len(content) <= _MOST_BYTES, "too large")
    return content


def _write_model(factors: tuple[Factor, ...], quality: Quality | None) -> dict[str, Any] | None:
    if quality is None:
        return None
    return {"quality": dataclasses.asdict(quality), "factors": [_write_factor(factor) for factor in factors]}


def _write_factor(factor: Factor) -> dict[str, Any]:
    return {**dataclasses.asdict(factor), "group": None if factor.group is None else GROUPS[factor.group]}


def _read_factor(told: Mapping[str, Any]) -> Factor:
    group = told["group"]
    return Factor(**{**told, "group": None if group is None else GROUPS.index(group)})


def _read_quality(told: Mapping[str, Any] | None) -> Quality | None:
    return None if told is None else Quality(**told)


def _require(holds: object, message: str) -> None:
    if not holds:
        raise ValueError(message)
