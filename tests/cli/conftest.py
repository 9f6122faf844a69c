"""The command line as users run it: a process of its own, with a small day that brings its own travel times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a run of the command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The only thing on standard output, which must be one JSON document."""
        return json.loads(self.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command line with words, in an empty folder, with an empty data folder."""

    def run_words(*words: object, **environment: str) -> Ran:
        surroundings = {key: value for key, value in os.environ.items() if not key.startswith("HEMRUTT_")}
        surroundings |= {"HEMRUTT_HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "error", **environment}
        ended = subprocess.run(
            [sys.executable, "-m", "api.cli", *map(str, words)],
            cwd=tmp_path,
            env=surroundings,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return Ran(code=ended.returncode, out=ended.stdout, err=ended.stderr)

    return run_words


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line as ``run`` does, but in this process, which has loaded the libraries already."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("HEMRUTT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEMRUTT_HOME", str(tmp_path / "home"))

    def call_words(*words: object, **environment: str) -> Ran:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            code = main([str(word) for word in words])
        told = capsys.readouterr()
        return Ran(code=code, out=told.out, err=told.err)

    return call_words


@pytest.fixture
def day() -> Json:
    """Give a day of two cars and three visits, one of them with a skill that nobody has."""
    seconds = [[0, 600, 900], [600, 0, 300], [900, 300, 0]]
    return {
        "format": "hemrutt-day/1",
        "date": "2026-11-23",
        "team": "primar",
        "travel": {
            "locations": ["base", "north", "south"],
            "modes": {"car": {"seconds": seconds, "metres": [[10 * value for value in row] for row in seconds]}},
        },
        "locations": [
            {"id": "base", "lat": 63.82, "lon": 20.26},
            {"id": "north", "lat": 63.9, "lon": 20.3, "address": "Norrvägen 1"},
            {"id": "south", "lat": 63.8, "lon": 20.2},
        ],
        "staff": [
            {"id": "asa", "name": "Åsa Öst", "profession": "nurse"},
            {"id": "bo", "name": "Bo Ek", "profession": "nurse"},
        ],
        "cars": [
            {
                "id": f"car-{number}",
                "start": "base",
                "end": "base",
                "crew": [person],
                "shift": {"start": "08:00", "end": "16:00"},
            }
            for number, person in enumerate(("asa", "bo"), start=1)
        ],
        "patients": [{"id": "p1", "location": "north"}, {"id": "p2", "location": "south"}],
        "visits": [
            {"id": "v1", "patient": "p1", "duration_min": 30, "windows": [{"start": "09:00", "end": "11:00"}]},
            {"id": "v2", "patient": "p2", "duration_min": 45, "skills": ["nurse"]},
            {"id": "v3", "patient": "p2", "duration_min": 20, "skills": ["surgery"]},
        ],
    }


@pytest.fixture
def day_file(tmp_path: Path, day: Json) -> Path:
    path = tmp_path / "day.json"
    path.write_text(json.dumps(day), encoding="utf-8")
    return path


@pytest.fixture
def plan_file(call: Run, day_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert call("plan", day_file, "--out", path, "--seconds", 1, "--iterations", 20).code == 0
    return path
