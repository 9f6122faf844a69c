"""Valid solutions of random problems, corrupted in every way we can think of: each is caught under its rule's name."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from solver.check import check
from solver.legs import legs_of
from solver.problem import LATEST, Fixed, Gap, Problem, Window
from solver.rules import RULES
from solver.solution import Rest, Route, Solution, Stop
from solver.travel import UNREACHABLE, Knots
from tests.solver.random_problems import random_problem, random_solution

Case = tuple[Problem, Solution]
Corruption = Callable[[random.Random, Problem, Solution], Case | None]
SEEDS = range(60)


def valid(seed: int) -> Case:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=10, cars=3)
    return problem, random_solution(rng, problem)


def _change_route(problem: Problem, solution: Solution, at: int, **values: object) -> Case:
    routes = list(solution.routes)
    routes[at] = replace(routes[at], **values)  # type: ignore[arg-type]
    return problem, replace(solution, routes=tuple(routes))


def _change_item(
    rng: random.Random, case: Case, kind: type, change: Callable[[Stop | Rest], Stop | Rest | None]
) -> Case | None:
    problem, solution = case
    places = [
        (at, number)
        for at, route in enumerate(solution.routes)
        for number, item in enumerate(route.items)
        if isinstance(item, kind)
    ]
    if not places:
        return None
    at, number = rng.choice(places)
    items = list(solution.routes[at].items)
    changed = change(items[number])
    items[number : number + 1] = [] if changed is None else [changed]
    return _change_route(problem, solution, at, items=tuple(items))


def _stop_change(**shift: Callable[[Stop], int]) -> Corruption:
    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        def change(item: Stop | Rest) -> Stop | Rest:
            assert isinstance(item, Stop)
            return replace(item, **{name: value(item) for name, value in shift.items()})

        return _change_item(rng, (problem, solution), Stop, change)

    return corrupt


def _rest_change(**shift: Callable[[Rest], int]) -> Corruption:
    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        def change(item: Stop | Rest) -> Stop | Rest:
            assert isinstance(item, Rest)
            return replace(item, **{name: value(item) for name, value in shift.items()})

        return _change_item(rng, (problem, solution), Rest, change)

    return corrupt


def drop_rest(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    cars = tuple(replace(car, breaks=tuple(replace(one, price=None) for one in car.breaks)) for car in problem.cars)
    taken = {route.car: {rest.number for rest in route.rests} for route in solution.routes}
    if any(taken[route.car] != set(range(len(cars[route.car].breaks))) for route in solution.routes):
        return None
    return _change_item(rng, (replace(problem, cars=cars), solution), Rest, lambda _: None)


def rest_over_visit(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    def change(item: Stop | Rest) -> Stop | Rest:
        stops = [stop for route in solution.routes if item in route.items for stop in route.stops]
        return replace(item, start=stops[0].start, end=stops[0].end)

    return _change_item(rng, (problem, solution), Rest, change)


def repeat_item(kind: type) -> Corruption:
    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        found = [
            (at, item) for at, route in enumerate(solution.routes) for item in route.items if isinstance(item, kind)
        ]
        if not found:
            return None
        at, item = rng.choice(found)
        return _change_route(problem, solution, at, items=(*solution.routes[at].items, item))

    return corrupt


def route_change(**shift: Callable[[Problem, Route], object]) -> Corruption:
    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        at = rng.randrange(len(solution.routes))
        route = solution.routes[at]
        return _change_route(problem, solution, at, **{name: value(problem, route) for name, value in shift.items()})

    return corrupt


def repeat_route(rng: random.Random, problem: Problem, solution: Solution) -> Case:
    return problem, replace(solution, routes=(*solution.routes, rng.choice(solution.routes)))


def same_visit_twice_by_two_cars(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    if len(solution.routes) < 2:
        return None
    one, other = rng.sample(range(len(solution.routes)), 2)
    items = (*solution.routes[one].items, solution.routes[other].stops[0])
    return _change_route(problem, solution, one, items=items)


def swap_order(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    long = [at for at, route in enumerate(solution.routes) if len(route.stops) > 1]
    if not long:
        return None
    at = rng.choice(long)
    return _change_route(problem, solution, at, items=solution.routes[at].items[::-1])


def move_all_times(rng: random.Random, problem: Problem, solution: Solution) -> Case:
    at = rng.randrange(len(solution.routes))
    route, by = solution.routes[at], 2 * 10**6
    items = tuple(
        replace(item, arrive=item.arrive + by, start=item.start + by, end=item.end + by)
        if isinstance(item, Stop)
        else replace(item, start=item.start + by, end=item.end + by)
        for item in route.items
    )
    return _change_route(problem, solution, at, items=items, depart=route.depart + by, finish=route.finish + by)


def one_of_together(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    rest = [visit for visit in solution.left_out(problem) if not any(visit in group for group in problem.together)]
    alone = [visit for visit in solution.planned if not any(visit in group for group in problem.together)]
    if not rest or not alone:
        return None
    group = (rng.choice(alone), rng.choice(rest))
    return replace(problem, together=(*problem.together, group)), solution


def one_of_bundle(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    held = {visit for bundle in problem.bundles for visit in bundle}
    out = [visit for visit in solution.left_out(problem) if visit not in held]
    planned = [visit for visit in solution.planned if visit not in held]
    if not out or not planned:
        return None
    return replace(problem, bundles=(*problem.bundles, (rng.choice(planned), rng.choice(out)))), solution


def freeze(*, own: bool) -> Corruption:
    """Freeze, first in its own car or in another, a visit that does not come first."""

    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        frozen = {visit for car in problem.cars for visit in car.frozen}
        routes = [route for route in solution.routes if len(route.stops) > 1]
        if not routes:
            return None
        route = rng.choice(routes)
        visit = rng.choice(route.stops[1:]).visit
        if visit in frozen:
            return None
        chosen = route.car if own else (route.car + 1) % len(problem.cars)
        cars = tuple(replace(car, frozen=(visit,)) if at == chosen else car for at, car in enumerate(problem.cars))
        return replace(problem, cars=cars), solution

    return corrupt


def gap_between_cars(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    routes = [route for route in solution.routes if len(route.stops) > 1]
    if not routes:
        return None
    before, after = sorted(rng.sample(rng.choice(routes).stops, 2), key=lambda stop: stop.start)
    gap = Gap(before=before.visit, after=after.visit, from_end=False, other_car=True)
    return replace(problem, gaps=(*problem.gaps, gap)), solution


def traffic(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    """Let all drives take longer at the time of day of a departure than at any other."""
    route = rng.choice(solution.routes)
    at = problem.cars[route.car].travel
    travel = problem.travels[at]
    if travel.knots is not None or not travel.seconds[problem.cars[route.car].start].any():
        return None
    seconds = travel.seconds
    slow = np.where((seconds > 0) & (seconds < UNREACHABLE), seconds + 50_000, seconds)
    leaves = sorted({route.depart, *(stop.end for stop in route.stops)})
    days = [leaves[0] - 50_000, *leaves, leaves[-1] + 50_000]
    knots = Knots(
        at=np.array(days, dtype=np.int64),
        seconds=np.array([seconds, *(slow for _ in leaves), seconds], dtype=np.int64),
    )
    driven = sum(leg.seconds for leg in legs_of(problem, route))
    changed = tuple(replace(one, knots=knots) if one is travel else one for one in problem.travels)
    return (replace(problem, travels=changed), solution) if driven else None


def together_by(*, same_car: bool) -> Corruption:
    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        tied = {visit for group in problem.together for visit in group}
        stops = [(route.car, stop) for route, stop in solution.stops if stop.visit not in tied]
        rng.shuffle(stops)
        for car, stop in stops:
            for other, second in stops:
                if stop.visit != second.visit and (car == other) == same_car and stop.start != second.start:
                    group = (stop.visit, second.visit)
                    return replace(problem, together=(*problem.together, group)), solution
        return None

    return corrupt


def on_visit(**values: Callable[[Problem, Route, Stop], object]) -> Corruption:
    """Ask for something that the plan does not give; the plan stays as it is."""

    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        route, stop = rng.choice(list(solution.stops))
        visits = list(problem.visits)
        new = {name: value(problem, route, stop) for name, value in values.items()}
        visits[stop.visit] = replace(visits[stop.visit], **new)  # type: ignore[arg-type]
        return replace(problem, visits=tuple(visits)), solution

    return corrupt


def on_car(**values: Callable[[Problem, Route], object]) -> Corruption:
    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        route = rng.choice(solution.routes)
        cars = list(problem.cars)
        new = {name: value(problem, route) for name, value in values.items()}
        cars[route.car] = replace(cars[route.car], **new)  # type: ignore[arg-type]
        return replace(problem, cars=tuple(cars)), solution

    return corrupt


def lower_patient_cap(rng: random.Random, problem: Problem, solution: Solution) -> Case:
    patient = problem.visits[rng.choice(sorted(solution.planned))].patient
    planned = sum(problem.visits[visit].patient == patient for visit in solution.planned)
    patients = list(problem.patients)
    patients[patient] = replace(patients[patient], max_visits=planned - 1)
    return replace(problem, patients=tuple(patients)), solution


def widen_patient_gap(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    patients = [problem.visits[visit].patient for visit in sorted(solution.planned)]
    tied = {problem.visits[visit].patient for group in problem.together for visit in group}
    often = [patient for patient in patients if patients.count(patient) > 1 and patient not in tied]
    if not often:
        return None
    chosen = rng.choice(often)
    new = [replace(one, min_gap=LATEST) if at == chosen else one for at, one in enumerate(problem.patients)]
    return replace(problem, patients=tuple(new)), solution


def add_gap(**values: Callable[[int], object]) -> Corruption:
    """Ask for another gap than there is between two planned visits."""

    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        stops = sorted((stop for _, stop in solution.stops), key=lambda stop: (stop.start, stop.end))
        if len(stops) < 2:
            return None
        before, after = sorted(rng.sample(range(len(stops)), 2))
        apart = stops[after].start - stops[before].start
        if apart < 1:
            return None
        new = {name: value(apart) for name, value in values.items()}
        gap = Gap(before=stops[before].visit, after=stops[after].visit, from_end=False, **new)  # type: ignore[arg-type]
        return replace(problem, gaps=(*problem.gaps, gap)), solution

    return corrupt


def fix_elsewhere(*, car: bool) -> Corruption:
    def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
        fixed = {fix.visit for fix in problem.fixed}
        stops = [(route, stop) for route, stop in solution.stops if stop.visit not in fixed]
        if not stops:
            return None
        route, stop = rng.choice(stops)
        other = (route.car + 1) % len(problem.cars)
        fix = Fixed(visit=stop.visit, car=other) if car else Fixed(visit=stop.visit, start=stop.start + 1)
        return replace(problem, fixed=(*problem.fixed, fix)), solution

    return corrupt


def no_way(rng: random.Random, problem: Problem, solution: Solution) -> Case | None:
    pairs = []
    for route in solution.routes:
        place = problem.cars[route.car].start
        for stop in route.stops:
            goal = problem.visits[stop.visit].location
            if goal is not None and goal != place:
                pairs.append((problem.cars[route.car].travel, place, goal))
            place = place if goal is None else goal
    if not pairs:
        return None
    travel, place, goal = rng.choice(pairs)
    seconds, knots = problem.travels[travel].seconds.copy(), problem.travels[travel].knots
    seconds[place, goal] = 1_000_000_000
    if knots is not None:
        slow = knots.seconds.copy()
        slow[:, place, goal] = 1_000_000_000
        knots = replace(knots, seconds=slow)
    travels = list(problem.travels)
    travels[travel] = replace(travels[travel], seconds=seconds, knots=knots)
    return replace(problem, travels=tuple(travels)), solution


def overload(rng: random.Random, problem: Problem, solution: Solution) -> Case:
    chosen = rng.choice(solution.routes).car
    cars = tuple(
        replace(car, capacity=(*car.capacity, 0 if number == chosen else None))
        for number, car in enumerate(problem.cars)
    )
    visits = tuple(replace(visit, demand=(*visit.demand, 1)) for visit in problem.visits)
    return replace(problem, cars=cars, visits=visits, dimensions=problem.dimensions + 1), solution


CORRUPTIONS: dict[str, tuple[str, Corruption]] = {
    "arrives at once": ("clock", _stop_change(arrive=lambda item: item.arrive - 10**6)),
    "arrives after it starts": ("clock", _stop_change(arrive=lambda item: item.start + 1)),
    "ends a second early": ("clock", _stop_change(end=lambda item: item.end - 1)),
    "ends a second late": ("clock", _stop_change(end=lambda item: item.end + 1)),
    "starts a second late, ends in time": ("clock", _stop_change(start=lambda item: item.start + 1)),
    "negative length": ("clock", _stop_change(end=lambda item: item.start - 5)),
    "visits in reverse": ("clock", swap_order),
    "departs after the first stop": ("clock", route_change(depart=lambda _, route: route.stops[0].start + 1)),
    "finishes before the last stop ends": ("clock", route_change(finish=lambda _, route: route.stops[-1].end - 1)),
    "a break during a visit": ("clock", rest_over_visit),
    "departs before the shift": ("shift", route_change(depart=lambda problem, r: problem.cars[r.car].shift_start - 1)),
    "departs at a negative time": ("shift", route_change(depart=lambda _, _route: -(10**12))),
    "finishes after shift and overtime": (
        "shift",
        route_change(finish=lambda problem, r: problem.cars[r.car].shift_end + problem.cars[r.car].max_overtime + 1),
    ),
    "the whole route days later": ("shift", move_all_times),
    "a visit at another time of year": ("time_window", _stop_change(start=lambda item: item.start + 10**8)),
    "a visit before time began": ("time_window", _stop_change(start=lambda _: -1)),
    "a window missed by a second": (
        "time_window",
        on_visit(windows=lambda _p, _r, stop: (Window(start=stop.start + 1, end=LATEST),)),
    ),
    "a window over before the visit": (
        "time_window",
        on_visit(windows=lambda _p, _r, stop: (Window(start=0, end=stop.start // 2),)),
    ),
    "a break not taken": ("break", drop_rest),
    "a break cut short": ("break", _rest_change(end=lambda item: item.end - 1)),
    "a break drawn out": ("break", _rest_change(end=lambda item: item.end + 1)),
    "a break at another time": (
        "break",
        _rest_change(start=lambda item: item.start + 10**6, end=lambda item: item.end + 10**6),
    ),
    "a break before time began": ("break", _rest_change(start=lambda _: -100, end=lambda _: 0)),
    "a break that is not the car's": ("structure", _rest_change(number=lambda _: 99)),
    "a break with a negative number": ("structure", _rest_change(number=lambda _: -1)),
    "a break taken twice": ("structure", repeat_item(Rest)),
    "a visit done twice": ("structure", repeat_item(Stop)),
    "a visit done by two cars": ("structure", same_visit_twice_by_two_cars),
    "an unknown visit": ("structure", _stop_change(visit=lambda _: 10**9)),
    "a negative visit": ("structure", _stop_change(visit=lambda _: -1)),
    "an unknown car": ("structure", route_change(car=lambda problem, _: len(problem.cars))),
    "a negative car": ("structure", route_change(car=lambda _p, _r: -1)),
    "two routes of a car": ("structure", repeat_route),
    "a route without visits": ("structure", route_change(items=lambda _, route: route.rests)),
    "a skill nobody has": ("skill", on_visit(skills=lambda _p, _r, _s: frozenset({99}))),
    "a crew that knows nothing": (
        "skill",
        lambda rng, p, s: on_car(skills=lambda _p, _r: frozenset())(
            rng, replace(p, visits=tuple(replace(v, skills=frozenset({0})) for v in p.visits)), s
        ),
    ),
    "too few people": ("crew_size", on_visit(crew_size=lambda problem, r, _: problem.cars[r.car].crew_size + 1)),
    "a car refused": ("refused", on_visit(refused=lambda _p, route, _s: frozenset({route.car}))),
    "a car not allowed": (
        "refused",
        on_visit(allowed=lambda problem, r, _: frozenset(range(len(problem.cars))) - {r.car}),
    ),
    "nobody allowed": ("refused", on_visit(allowed=lambda _p, _r, _s: frozenset())),
    "one visit too many for a car": ("max_visits", on_car(max_visits=lambda _, route: len(route.stops) - 1)),
    "one visit too many for a patient": ("patient_cap", lower_patient_cap),
    "a patient's visits too close": ("gap", widen_patient_gap),
    "a gap too short by a second": ("gap", add_gap(minimum=lambda apart: apart + 1)),
    "a gap too long by a second": ("gap", add_gap(maximum=lambda apart: apart - 1)),
    "one of a group left out": ("together", one_of_together),
    "a group in one car": ("together", together_by(same_car=True)),
    "a group at different times": ("together", together_by(same_car=False)),
    "too heavy a load": ("capacity", overload),
    "fixed to another car": ("fixed", fix_elsewhere(car=True)),
    "fixed to another second": ("fixed", fix_elsewhere(car=False)),
    "no way there": ("unreachable", no_way),
    "one of a bundle left out": ("bundle", one_of_bundle),
    "frozen first, done later": ("order", freeze(own=True)),
    "frozen in another car": ("order", freeze(own=False)),
    "a gap that asks for two cars in one": ("gap", gap_between_cars),
    "traffic at the time of departure": ("clock", traffic),
}


def test_there_are_thirty_kinds_and_all_rules_among_them() -> None:
    assert len(CORRUPTIONS) >= 30
    assert {rule for rule, _ in CORRUPTIONS.values()} == {rule.name for rule in RULES}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    made = [valid(seed) for seed in SEEDS]
    return [(problem, solution) for problem, solution in made if len(solution.planned) > 1]


def test_the_uncorrupted_pass(cases: list[Case]) -> None:
    assert [check(problem, solution) for problem, solution in cases if check(problem, solution)] == []
    assert len(cases) > 40


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_caught_by_its_rule(name: str, cases: list[Case]) -> None:
    rule, corrupt = CORRUPTIONS[name]
    rng = random.Random(name)
    corrupted = [found for problem, solution in cases if (found := corrupt(rng, problem, solution))]
    missed = [case for case in corrupted if rule not in {fault.rule for fault in check(*case)}]
    assert len(corrupted) >= 5
    assert missed == []


def test_garbage_never_crashes_the_checker(cases: list[Case]) -> None:
    rng = random.Random(0)
    numbers = (-(10**30), -2, -1, 0, 1, 2, 5, 10**9, 10**30)

    def roll() -> int:
        return rng.choice(numbers)

    def item() -> Stop | Rest:
        if rng.random() < 0.7:
            return Stop(visit=rng.choice([roll(), rng.randrange(10)]), arrive=roll(), start=roll(), end=roll())
        return Rest(number=rng.choice([-1, 0, 1, 7]), start=roll(), end=roll())

    for problem, _ in cases * 10:
        routes = tuple(
            Route(car=rng.choice([-1, 0, 1, 2, 3]), depart=roll(), items=tuple(item() for _ in range(3)), finish=roll())
            for _ in range(2)
        )
        assert check(problem, Solution(routes=routes)), "nothing so wild is valid"
