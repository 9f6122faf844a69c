"""A search in a process of its own that aborts, hangs, eats all memory or is orphaned costs its caller nothing."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from solver import confinement
from solver.apart import solve_apart
from solver.check import check
from solver.errors import ApartError
from solver.limits import Limits
from solver.problem import Problem
from solver.solve import Progress
from solver.standby import standing_by
from tests.solver import builders as make
from tests.solver import workers

Target = Callable[..., None]
FEW = Limits(seconds=5.0, iterations=20)
ROOM = 800_000_000


@pytest.fixture
def day() -> Problem:
    """Give two visits on a line, for one car; a plan with both has no faults."""
    return make.problem(make.line(0, 500, 900), [make.car()], [make.visit(1), make.visit(2)])


def test_a_plan_made_apart_is_the_plan_made_here(day: Problem) -> None:
    heard: list[Progress] = []
    result = solve_apart(day, limits=FEW, on_progress=heard.append)
    assert result.failure is None
    assert result.solution.planned == {0, 1}
    assert check(day, result.solution) == ()
    assert result.cost.driving == 3 * 1800
    assert heard


@pytest.mark.parametrize(
    ("target", "failure"),
    [
        (workers.abort_late, "worker_died"),
        (workers.fault_late, "worker_died"),
        (workers.hang_late, "time_limit"),
        (workers.eat_late, "out_of_memory"),
    ],
)
def test_the_best_plan_told_outlives_its_process(day: Problem, target: Target, failure: str) -> None:
    wall = 4.0 if failure == "time_limit" else 60.0
    result = solve_apart(day, limits=FEW, wall_s=wall, memory_bytes=ROOM, target=target)
    assert result.failure == failure
    assert result.solution.planned == {0, 1}
    assert check(day, result.solution) == ()
    assert result.cost.total == result.cost.driving == 3 * 1800
    assert not result.optimal


@pytest.mark.parametrize(
    ("target", "failure"),
    [
        (workers.abort, "worker_died"),
        (workers.eat_and_raise, "out_of_memory"),
        (workers.raise_error, "internal"),
    ],
)
def test_without_any_plan_told_the_failure_is_named(day: Problem, target: Target, failure: str) -> None:
    with pytest.raises(ApartError) as caught:
        solve_apart(day, limits=FEW, memory_bytes=ROOM, target=target)
    assert caught.value.failure == failure


def test_a_valid_plan_given_is_given_back_when_nothing_better_was_told(day: Problem) -> None:
    start = solve_apart(day, limits=FEW).solution
    result = solve_apart(day, limits=FEW, start=start, target=workers.abort)
    assert (result.failure, result.solution) == ("worker_died", start)
    broken = make.solution(make.route(0, 0, make.stop(0, 1, 2), finish=3))
    with pytest.raises(ApartError, match="SIGABRT"):
        solve_apart(day, limits=FEW, start=broken, target=workers.abort)


def test_a_search_that_is_told_to_stop_ends_at_once(day: Problem) -> None:
    heard: list[Progress] = []
    begun = time.monotonic()
    result = solve_apart(
        day,
        limits=Limits(seconds=600),
        on_progress=heard.append,
        stop=lambda: bool(heard),
        target=workers.wait_for_stop,
    )
    assert len(heard) == 2
    assert result.solution.planned == {0, 1}
    assert time.monotonic() - begun < 300


def test_a_process_that_waits_does_the_search(day: Problem) -> None:
    with standing_by() as waiting:
        result = solve_apart(day, limits=FEW, waiting=waiting)
    assert result.solution.planned == {0, 1}
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(("counted", "failure"), [((3, 3), "worker_died"), ((3, 4), "out_of_memory")])
def test_a_process_killed_while_it_waited_died_of_want_of_memory_only_where_the_system_counts_that(
    day: Problem, monkeypatch: pytest.MonkeyPatch, counted: tuple[int, int], failure: str
) -> None:
    told = iter(counted)
    monkeypatch.setattr(confinement, "_count_shortages", lambda: next(told))
    with standing_by() as waiting:
        waiting.process.kill()
        with pytest.raises(ApartError, match="SIGKILL") as caught:
            solve_apart(day, limits=FEW, waiting=waiting)
    assert caught.value.failure == failure


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts whom it kills for want of memory")
def test_whom_the_system_killed_for_want_of_memory_is_counted() -> None:
    (counted,) = (line.split()[1] for line in Path("/proc/vmstat").read_text().splitlines() if "oom_kill " in line)
    assert confinement._count_shortages() >= int(counted)


def test_a_process_that_waits_in_vain_is_ended() -> None:
    with standing_by():
        assert len(multiprocessing.active_children()) == 1
    assert multiprocessing.active_children() == []


def test_an_error_of_the_caller_leaves_no_process_behind(day: Problem) -> None:
    def fail(_: Progress) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        solve_apart(day, limits=FEW, on_progress=fail, target=workers.hang_late)
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize(("target", "patience_s"), [("wait_for_stop", 10), ("hang_unheard", 30)])
def test_a_process_whose_parent_is_killed_ends_too(target: str, patience_s: float) -> None:
    """Even one that hangs with the interpreter in hand, by the system's alarm."""
    script = f"""
from solver import confinement
from solver.apart import solve_apart
from solver.limits import Limits
from tests.solver import builders as make, workers
import multiprocessing, os, signal
def tell(progress):
    print(multiprocessing.active_children()[0].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    day = make.problem(make.line(0, 500, 900), [make.car()], [make.visit(1), make.visit(2)])
    solve_apart(day, limits=Limits(), on_progress=tell, wall_s=8, target=workers.{target})
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True, cwd=root, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    pid = int(done.stdout)
    deadline = time.monotonic() + patience_s
    while _lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
