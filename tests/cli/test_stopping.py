"""Ctrl-C ends a search that has a plan, which is finished and written; before that, or twice, the command."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli import solving
from solver import apart
from solver.problem import Problem
from solver.solve import Progress
from tests.cli.conftest import Ran, Run
from tests.solver import workers
from tests.solver.reading.instances import VRPTW

Press = Callable[[int], Ran]


@pytest.fixture
def press(call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Press Ctrl-C so many times once a search has told of a plan (none: before it does)."""

    def solve(times: int) -> Ran:
        def search(problem: Problem, *, on_progress: Callable[[Progress], None], **how: Any) -> apart.ApartResult:
            left = [times]

            def hear(progress: Progress) -> None:
                on_progress(progress)
                for _ in range(left.pop() if left else 0):
                    os.kill(os.getpid(), signal.SIGINT)

            if times == 0:
                os.kill(os.getpid(), signal.SIGINT)
            return apart.solve_apart(problem, on_progress=hear, target=workers.wait_for_stop, **how)

        monkeypatch.setattr(solving, "solve_apart", search)
        (tmp_path / "instance").write_text(VRPTW, encoding="utf-8")
        return call("solve", "instance", "--format", "vrptw", "--seconds", 600, "--out", "out.json", "--language", "en")

    return solve


def test_pressed_once_it_writes_the_best_plan(press: Press, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    ran = press(1)
    assert "the best plan so far is being finished" in ran.err
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["routes"]
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize("times", [0, 2], ids=["before any plan", "twice"])
def test_pressed_before_any_plan_or_twice_it_writes_nothing(press: Press, tmp_path: Path, times: int) -> None:
    ran = press(times)
    assert ran.code == 130
    assert "Interrupted." in ran.err
    assert not (tmp_path / "out.json").exists()
