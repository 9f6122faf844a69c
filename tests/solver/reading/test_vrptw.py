"""Solomon's and Homberger's files: what they mean, what is refused, and that costs are those of the checker."""

from __future__ import annotations

import pytest

from solver.check import check
from solver.reading import UnreadableError, vrptw
from solver.solution import Route, Solution, Stop
from tests.solver.reading.instances import VRPTW, bench, checker


def test_a_file_becomes_a_problem_in_tenths() -> None:
    problem = vrptw.read(VRPTW).problem
    assert problem.travels[0].seconds.tolist() == [[0, 14, 50], [14, 0, 36], [50, 36, 0]], "cut, not rounded"
    assert [(visit.windows[0].start, visit.windows[0].end) for visit in problem.visits] == [(100, 200), (0, 300)]
    assert [(visit.duration, visit.demand) for visit in problem.visits] == [(50, (4,)), (25, (6,))]
    assert [(car.shift_start, car.shift_end, car.capacity) for car in problem.cars] == [(0, 1000, (10,))] * 2


def test_a_plan_is_written_by_the_customers_numbers() -> None:
    instance = vrptw.read(VRPTW)
    stops = Stop(visit=0, arrive=100, start=100, end=150), Stop(visit=1, arrive=186, start=186, end=211)
    plan = Solution(routes=(Route(car=0, depart=86, items=stops, finish=261),))
    assert check(instance.problem, plan) == ()
    assert instance.to_document(plan) == {"routes": [[1, 2]]}
    assert instance.to_objective(plan) == 10.0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  2         10", "", "form"),
        ("  2         10", "  0         10", "form"),
        ("    2      3         4          6          0         30        2.5", "2 3 4", "form"),
        ("        2.5", "        2,5", "form"),
        ("         4         10         20 ", "         4         20         10 ", "value"),
        ("         6          0         30 ", "        -6          0         30 ", "value"),
        ("         6          0         30 ", "         6        nan         30 ", "value"),
        ("        2.5", "        2.55", "value"),
        ("         6          0         30 ", "     1e300          0         30 ", "value"),
        ("    2      3         4 ", "    2     -1e200     4 ", "value"),
        ("    2      3  ", "    5      3  ", "value"),
        ("        100         0", "        5         0", "value"),
    ],
)
def test_what_cannot_be_meant_is_refused(old: str, new: str, code: str) -> None:
    assert old in VRPTW
    with pytest.raises(UnreadableError) as caught:
        vrptw.read(VRPTW.replace(old, new))
    assert {flaw.code for flaw in caught.value.flaws} == {code}


def test_no_more_vehicles_are_looked_at_than_there_are_customers() -> None:
    assert len(vrptw.read(VRPTW.replace("  2         10", "  9000000   10")).problem.cars) == 2


@pytest.mark.parametrize("text", ["", "nonsense", "{}", "1 2\n3 4 5 6 7 8 9\n1 2 3"])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        vrptw.read(text)


@pytest.mark.extracts
def test_distances_are_those_of_the_independent_checker() -> None:
    judge = checker("vrptw")
    for path in bench("solomon/*.txt", "homberger/*_2_1.txt"):
        problem = vrptw.read(path.read_text(encoding="utf-8")).problem
        routes = [[visit + 1] for visit in range(len(problem.visits))]
        cost, _, errors = judge.check(judge.load(path), routes, "dimacs")
        assert errors == [], path.name
        seconds = problem.travels[0].seconds
        assert int(seconds[0].sum() + seconds[:, 0].sum()) == round(10 * cost), path.name
