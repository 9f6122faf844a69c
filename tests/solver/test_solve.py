"""What ``solve`` promises besides the rules, which ``test_tempting`` and ``test_optimum`` test."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.limits import Limits
from solver.problem import Break, Car, Costs, Fixed, Gap, Patient, Problem, Visit
from solver.search import insertion, times
from solver.search.model import Model
from solver.search.output import Schedule
from solver.search.state import State
from solver.solution import Solution
from solver.solve import Progress, recover, rounds_for, solve
from tests.solver.builders import car, line, problem, rest, route, stop, travel_of, visit, window
from tests.solver.random_problems import random_problem, random_solution

FEW = Limits(seconds=30.0, iterations=400)
FAR = 1_000_000_000


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Have the kernels compiled before anything is timed."""
    solve(mixed(1), limits=Limits(iterations=1))
    solve(problem(line(0, 60), [car()], [visit(1)], costs=Costs(waiting=0)), limits=Limits(iterations=1))


def mixed(seed: int, *, visits: int = 12, cars: int = 4) -> Problem:
    return random_problem(random.Random(seed), visits=visits, cars=cars)


@pytest.mark.parametrize("seed", range(24))
def test_a_random_day_with_all_rules_gets_a_plan_that_keeps_them(seed: int) -> None:
    rng = random.Random(seed)
    day = mixed(seed + 1000, visits=rng.randint(0, 16), cars=rng.randint(1, 5))
    result = solve(day, limits=FEW)
    assert check(day, result.solution) == ()
    assert result.cost == cost_of(day, result.solution)


@pytest.mark.parametrize("seed", range(10))
def test_no_visit_is_left_out_that_fits_into_a_car_that_does_nothing(seed: int) -> None:
    day = mixed(seed + 2000)
    day = replace(day, visits=tuple(replace(one, price=10**7) for one in day.visits))
    solution = solve(day, limits=FEW).solution
    idle = set(range(len(day.cars))) - {one.car for one in solution.routes}
    tied = {member for group in day.together for member in group}
    sequences = [(one.car, [stop.visit for stop in one.stops]) for one in solution.routes]
    for left in set(solution.left_out(day)) - tied:
        for number in idle:
            tried = recover(day, [*sequences, (number, [left])], like=solution)
            assert tried.planned != {*solution.planned, left}


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(problem(line(0), [], []), id="no visits and no cars"),
        pytest.param(problem(line(0), [car()], []), id="no visits"),
        pytest.param(problem(line(0, 60), [], [visit(1)]), id="no cars"),
        pytest.param(problem(travel_of([[0, FAR], [FAR, 0]]), [car()], [visit(1)]), id="no way"),
        pytest.param(problem(travel_of([[0, 60], [FAR, 0]]), [car()], [visit(1)]), id="no way back"),
        pytest.param(problem(line(0, 60), [car()], [visit(1, skills=frozenset({3}))]), id="skill nobody has"),
        pytest.param(problem(line(0, 60), [car()], [visit(1, allowed=frozenset())]), id="no car allowed"),
        pytest.param(problem(line(0, 60), [car(max_visits=0)], [visit(1)]), id="car for no visits"),
        pytest.param(
            problem(line(0, 60), [car()], [visit(1)], patients=[Patient(max_visits=0)]), id="patient with cap 0"
        ),
        pytest.param(
            problem(line(0, 60), [car(shift_start=0, shift_end=0)], [visit(1)]), id="shift too short for anything"
        ),
        pytest.param(
            problem(line(0, 60), [car()], [visit(1, windows=window(0, 50))], fixed=[Fixed(visit=0, start=70)]),
            id="fixed outside its window",
        ),
        pytest.param(
            problem(line(0, 60), [car()], [visit(1), visit(1)], together=[(0, 1)]), id="a group and a single car"
        ),
        pytest.param(
            problem(line(0, 60), [car(breaks=(Break(earliest=200_000, latest=200_000, duration=60),))], [visit(1)]),
            id="a break after the shift",
        ),
        pytest.param(
            problem(line(0, 60), [car()], [visit(1, duration=10_000_000)]), id="a visit longer than any shift"
        ),
    ],
)
def test_what_cannot_be_planned_is_left_out(day: Problem) -> None:
    result = solve(day, limits=FEW)
    assert result.solution == Solution(routes=())
    assert result.cost.unassigned == sum(one.price for one in day.visits)


def test_a_fixed_visit_that_fits_nowhere_else_is_left_out_with_it() -> None:
    day = problem(
        line(0, 60), [car()], [visit(1), visit(1, patient=1)],
        fixed=[Fixed(visit=0, start=500), Fixed(visit=1, start=520)],
    )  # fmt: skip
    assert len(solve(day, limits=FEW).solution.planned) == 1


def test_a_mandatory_visit_goes_before_dearer_ones() -> None:
    visits = [
        visit(1, windows=window(60, 60), price=10**6),
        visit(1, patient=1, windows=window(60, 60), price=1, mandatory=True),
    ]
    assert solve(problem(line(0, 60), [car()], visits), limits=FEW).solution.planned == {1}


def test_a_visit_that_costs_more_than_its_price_is_left_out() -> None:
    costs = Costs(driving=3)
    dear = problem(line(0, 100), [car()], [visit(1, price=601)], costs=costs)
    cheap = problem(line(0, 100), [car()], [visit(1, price=599)], costs=costs)
    assert solve(dear, limits=FEW).solution.planned == {0}
    assert solve(cheap, limits=FEW).solution.planned == frozenset()


def test_a_route_departs_so_late_that_nobody_waits() -> None:
    day = problem(line(0, 100), [car()], [visit(1, windows=window(5000, 6000))])
    (only,) = solve(day, limits=FEW).solution.routes
    assert only == route(0, 4900, stop(0, 5000, 5100), finish=5200)


def test_times_are_chosen_for_what_waiting_and_lateness_cost_together() -> None:
    visits = [
        visit(1, windows=window(0, 9000, soft_start=3000)),
        visit(1, patient=1, windows=window(0, 9000, soft_end=2000)),
        visit(1, patient=2, windows=window(0, 9000, soft_start=3000)),
    ]
    day = problem(line(0, 100), [car()], visits, costs=Costs(waiting=1, lateness=4, driving=0))
    result = solve(day, limits=FEW)
    assert (result.cost.lateness, result.cost.waiting) == (0, 900)


def test_equal_seed_and_iterations_give_an_equal_plan() -> None:
    day = mixed(7, visits=20, cars=5)
    limits = Limits(seconds=60.0, iterations=150, seed=3)
    assert solve(day, limits=limits).solution == solve(day, limits=limits).solution


@pytest.mark.parametrize("stall", [None, 40])
def test_two_workers_by_rounds_give_an_equal_plan_however_busy_the_machine_is(stall: int | None) -> None:
    day = mixed(7, visits=20, cars=5)
    limits = Limits(seconds=600.0, iterations=1200, seed=3, workers=2, stall=stall)
    idle, over = solve(day, limits=limits), threading.Event()
    others = [threading.Thread(target=lambda: sum(iter(over.is_set, True))) for _ in range(3)]
    for other in others:
        other.start()
    busy = solve(day, limits=limits)
    over.set()
    for other in others:
        other.join()
    assert (busy.solution, busy.iterations) == (idle.solution, idle.iterations)


def test_a_visit_left_out_of_a_plan_to_begin_with_is_put_in_where_it_fits() -> None:
    day = mixed(8, visits=10, cars=3)
    day = replace(day, visits=tuple(replace(one, price=10**6) for one in day.visits))
    whole = solve(day, limits=FEW).solution
    sequences = [(one.car, [stop.visit for stop in one.stops]) for one in whole.routes]
    tied = {member for group in (*day.together, *day.bundles) for member in group}
    for gone in whole.planned - tied:
        rest = recover(day, [(number, [one for one in visits if one != gone]) for number, visits in sequences])
        if rest.planned == whole.planned - {gone}:
            assert len(solve(day, limits=Limits(iterations=1), start=rest).solution.planned) >= len(whole.planned)


def test_what_the_kernel_prices_too_high_is_put_into_the_plan_to_begin_with() -> None:
    """Three visits of one patient, in windows with wishes: the kernel finds no times with all of them."""
    day = random_problem(random.Random(276), visits=10, cars=3, share=0.4)
    prices = {2: 10**6, **dict.fromkeys((0, 4, 5, 7), 10**8)}
    visits = [replace(one, price=prices.get(number, 0)) for number, one in enumerate(day.visits)]
    visits[2] = replace(visits[2], refused=frozenset())
    day = replace(day, visits=tuple(visits))
    known = recover(day, [(0, [7]), (1, [4]), (2, [0, 5])])
    assert solve(day, limits=FEW, start=known).solution.planned >= {0, 2, 4, 5, 7}


@pytest.mark.parametrize("seconds", [0.2, 1.0])
def test_the_seconds_are_kept(seconds: float) -> None:
    day = mixed(8, visits=60, cars=12)
    before = time.process_time()
    result = solve(day, limits=Limits(seconds=seconds))
    assert time.process_time() - before < seconds + 1.5
    assert result.seconds < seconds + 10.0


@pytest.mark.parametrize("start", [None, Solution(routes=())])
def test_the_seconds_are_kept_where_all_visits_hang_together(start: Solution | None) -> None:
    patients = [Patient(max_visits=40, min_gap=500)]
    day = problem(line(0, 60), [car(), car()], [visit(1) for _ in range(40)], patients=patients)
    before = time.process_time()
    result = solve(day, limits=Limits(seconds=1.0), start=start)
    assert time.process_time() - before < 4.0
    assert check(day, result.solution) == ()


def test_what_is_left_out_is_tried_again_only_while_seconds_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    tried_until = []

    def try_for_ever(_: object, *, over: Callable[[], bool]) -> None:
        while not over():
            pass
        tried_until.append(time.monotonic())

    monkeypatch.setattr(insertion, "repair", try_for_ever)
    begun = time.monotonic()
    solve(mixed(3), limits=Limits(seconds=4.0, stall=1))
    assert tried_until[0] - begun < 4.4  # choosing times may go on until 4.5


def test_a_search_that_is_stopped_hands_its_plan_over_however_many_seconds_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given, best_times = [], times.best_times

    def choose(state: State, *, seconds: float | None, over: insertion.Over) -> list[Schedule]:
        given.append(seconds)
        while not over():
            time.sleep(0.01)
        return best_times(state, seconds=seconds, over=over)

    def try_for_ever(_: object, *, over: Callable[[], bool]) -> None:
        while not over():
            time.sleep(0.01)

    monkeypatch.setattr(times, "best_times", choose)
    monkeypatch.setattr(insertion, "repair", try_for_ever)
    begun = time.monotonic()
    solve(mixed(3), limits=Limits(seconds=20.0), stop=lambda: True)
    assert time.monotonic() - begun < 10.0
    assert given[0] is not None
    assert given[0] <= 1.0


def test_laying_a_day_out_is_part_of_the_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    def lay_out(day: Problem) -> Model:
        time.sleep(0.6)
        return Model(day)

    monkeypatch.setattr("solver.solve.Model", lay_out)
    result = solve(mixed(8, visits=60, cars=12), limits=Limits(seconds=0.5))
    assert result.seconds > 0.6
    assert result.iterations == 0


def test_visits_of_one_patient_in_one_car_do_not_wait_for_each_other() -> None:
    visits = [visit(0, price=500, windows=window(0, 8900)), visit(0, price=500, windows=window(9000, 9000))]
    result = solve(problem(line(0), [car()], visits), limits=FEW)
    assert result.solution.planned == {0, 1}
    assert result.cost.total == 0


@pytest.mark.parametrize("mandatory", [False, True])
def test_where_nothing_can_be_placed_the_bound_is_the_cost(*, mandatory: bool) -> None:
    day = problem(line(0, 60), [car()], [visit(1, skills=frozenset({1}), mandatory=mandatory)])
    result = solve(day, limits=Limits(seconds=5.0, bound=True))
    assert (result.bound, result.gap, result.optimal) == (result.cost.total, 0.0, True)


def test_a_tiny_day_does_not_take_all_its_seconds() -> None:
    result = solve(problem(line(0, 60), [car()], [visit(1)]), limits=Limits(seconds=60.0))
    assert result.seconds < 20.0


def test_progress_tells_phases_in_order_and_costs_that_fall() -> None:
    told: list[Progress] = []
    day = mixed(9)
    result = solve(day, limits=FEW, on_progress=told.append)
    assert [told[0].phase, told[-1].phase] == ["search", "times"]
    costs = [one.cost for one in told if one.phase != "times"]
    assert costs == sorted(costs, reverse=True)
    assert told[-1].cost == result.cost.total
    assert told[-1].left_out_cost == result.cost.unassigned > 0


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_to_begin_with_is_not_made_worse(seed: int) -> None:
    day = mixed(seed + 300)
    known = random_solution(random.Random(seed), day)
    result = solve(day, limits=Limits(seconds=30.0, iterations=0), start=known)
    assert result.cost.total <= cost_of(day, known).total


def test_a_plan_to_begin_with_may_break_every_rule() -> None:
    visits: list[Visit] = [
        visit(1, windows=window(100, 200)),
        visit(2, patient=1, skills=frozenset({9})),
        visit(1, patient=2),
    ]
    cars: list[Car] = [car(breaks=(Break(earliest=50, latest=60, duration=30),), max_visits=1), car()]
    day = problem(line(0, 60, 600), cars, visits, together=[(0, 2)], gaps=[Gap(before=0, after=1, minimum=50)])
    broken = Solution(
        routes=(
            route(0, 900, rest(900, 1), stop(0, 7, 1), stop(0, 7, 1), stop(77, 0, 0), stop(1, 1, 0), finish=0),
            route(0, 0, stop(2, 0, 0), finish=0),
            route(9, 0, stop(2, 0, 0), finish=0),
        )
    )
    result = solve(day, limits=FEW, start=broken)
    assert check(day, result.solution) == ()
    assert result.solution.planned == {0, 2}


def test_given_sequences_get_their_times() -> None:
    day = problem(line(0, 100, 200), [car(), car()], [visit(1), visit(2, patient=1), visit(1, patient=2)])
    solution = recover(day, [(0, [1, 0]), (1, [2])])
    assert [tuple(one.visit for one in route.stops) for route in solution.routes] == [(1, 0), (2,)]
    assert check(day, solution) == ()


@pytest.mark.parametrize("is_known", [False, True])
def test_a_break_that_is_better_taken_soon_keeps_no_visit_from_being_done_together(*, is_known: bool) -> None:
    """The first route ends soonest where the break comes first, but then its visit starts too late for the other."""
    visits = [
        visit(0, windows=window(100, 1000)),
        visit(0, patient=1),
        visit(0, patient=2, windows=window(100, 100)),
    ]
    cars = [car(breaks=(Break(earliest=60, latest=250, duration=50),)), car()]
    day = problem(line(0), cars, visits, together=[(0, 2)])
    known = Solution(
        routes=(
            route(0, 100, stop(0, 100, 200), rest(200, 250), stop(1, 250, 350), finish=350),
            route(1, 100, stop(2, 100, 200), finish=200),
        )
    )
    assert check(day, known) == ()
    assert recover(day, [(0, [0, 1]), (1, [2])], like=known if is_known else None).planned == {0, 1, 2}


def test_five_hundred_visits_get_a_plan() -> None:
    rng = random.Random(5)
    places = [rng.randint(0, 3000) for _ in range(200)]
    visits = [visit(rng.randrange(200), patient=number, duration=600) for number in range(500)]
    day = problem(line(*places), [car(shift_end=30_000) for _ in range(30)], visits)
    result = solve(day, limits=Limits(seconds=60.0, iterations=1))
    assert len(result.solution.planned) == 500


@pytest.mark.parametrize("workers", [1, 2])
def test_a_larger_day_with_all_rules_gets_a_better_plan_with_time(workers: int) -> None:
    day = mixed(4000, visits=45, cars=9)
    told: list[Progress] = []
    result = solve(day, limits=Limits(seconds=3.0, workers=workers), on_progress=told.append)
    assert check(day, result.solution) == ()
    assert result.cost.total < told[0].cost


def test_rounds_without_a_better_plan_end_a_search() -> None:
    day = mixed(12, visits=20, cars=4)
    result = solve(day, limits=Limits(seconds=600.0, stall=50))
    assert result.iterations < rounds_for(20)
    assert result.seconds < 300.0


@pytest.mark.parametrize("seed", range(12))
def test_a_bound_lies_between_nothing_and_the_plan(seed: int) -> None:
    day = mixed(seed + 6000, visits=7, cars=2)
    result = solve(day, limits=Limits(seconds=5.0, iterations=300, bound=True))
    assert result.bound is not None
    assert result.gap is not None
    assert 0 <= result.bound <= result.cost.total
    assert result.optimal == (result.bound == result.cost.total)


def test_a_plan_within_the_gap_asked_for_ends_the_search() -> None:
    visits = [visit(place, patient=place - 1) for place in range(1, 6)]
    day = problem(line(0, *(100 * place for place in range(1, 6))), [car()], visits)
    result = solve(day, limits=Limits(seconds=60.0, iterations=500, gap=0.0))
    assert (result.optimal, result.gap) == (True, 0.0)
    assert result.seconds < 50.0
