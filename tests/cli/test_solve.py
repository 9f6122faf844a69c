"""``hemrutt solve``: public formats in, their solution files out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import solving
from solver import apart
from solver.limits import Limits
from solver.problem import Problem
from tests.cli.conftest import Run
from tests.solver import workers
from tests.solver.reading.instances import HHCRSP, UHHC, VRPTW

KEYS = {"objective", "bound", "gap", "seconds", "iterations"}


@pytest.mark.parametrize(
    ("form", "text"), [("vrptw", VRPTW), ("hhcrsp", json.dumps(HHCRSP)), ("uhhc", json.dumps(UHHC))]
)
def test_an_instance_becomes_a_solution_file(call: Run, tmp_path: Path, form: str, text: str) -> None:
    (tmp_path / "instance").write_text(text, encoding="utf-8")
    ran = call("solve", "instance", "--format", form, "--iterations", 50, "--seconds", 5, "--out", "out.json", "--json")
    assert ran.code == 0, ran.err
    assert ran.json.keys() >= KEYS
    assert ran.json["feasible"]
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["routes"]


def test_a_file_of_another_format_is_refused_with_all_that_is_wrong(call: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("{}", encoding="utf-8")
    ran = call("solve", "instance", "--format", "hhcrsp", "--out", "out.json", "--json")
    assert ran.code == 1
    assert {fault["code"] for fault in ran.json["faults"]} == {"instance_form"}
    assert len(ran.json["faults"]) == 5
    assert not (tmp_path / "out.json").exists()


def test_bytes_that_are_no_text_are_refused(call: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").write_bytes(b"\xff\xfe\xff")
    ran = call("solve", "instance", "--format", "vrptw", "--out", "out.json", "--json")
    assert ran.code == 1
    assert [fault["code"] for fault in ran.json["faults"]] == ["instance_form"]


def test_the_best_plan_of_a_search_that_dies_is_written(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(problem: Problem, *, limits: Limits, **_: object) -> apart.ApartResult:
        return apart.solve_apart(problem, limits=limits, target=workers.abort_late)

    monkeypatch.setattr(solving, "solve_apart", search)
    (tmp_path / "instance").write_text(VRPTW, encoding="utf-8")
    ran = call("solve", "instance", "--format", "vrptw", "--out", "out.json", "--json")
    assert ran.json["failure"] == "worker_died"
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["routes"]
