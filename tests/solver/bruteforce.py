"""The slow and simple truth about tiny problems: every plan on whole ticks, judged second by second.

Shares no code with ``solver.check``, ``solver.cost`` and the search. ``is_valid`` lays what a car does on a time
line and counts the free seconds; ``best`` tries every choice of cars, orders, breaks and start times.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from solver.problem import Break, Car, Problem, Visit
from solver.solution import Rest, Route, Solution, Stop

NO_WAY = 1_000_000_000


def is_valid(problem: Problem, solution: Solution) -> bool:
    """Tell whether a solution with existing, unique indices keeps every rule."""
    return all(_route_holds(problem, route) for route in solution.routes) and _ties_hold(problem, solution)


def best(problem: Problem, *, tick: int, horizon: int) -> tuple[int, Solution]:
    """Find the cheapest valid plan whose times are multiples of ``tick`` up to ``horizon`` seconds.

    Exact for problems whose numbers all are multiples of ``tick``.
    """
    visits = range(len(problem.visits))
    options = [_routes_by_visits(problem, car, tick, horizon) for car in range(len(problem.cars))]
    found = (sum(visit.price for visit in problem.visits), Solution(routes=()))
    for cars in itertools.product([None, *range(len(problem.cars))], repeat=len(visits)):
        price = sum(problem.visits[visit].price for visit in visits if cars[visit] is None)
        if price >= found[0] or any(len({cars[v] is None for v in group}) > 1 for group in problem.together):
            continue
        used = sorted({car for car in cars if car is not None})
        chosen = [options[car].get(frozenset(v for v in visits if cars[v] == car), ()) for car in used]
        for routes in itertools.product(*chosen):
            longest = max((priced.busy for priced in routes), default=0)
            cost = price + sum(priced.cost for priced in routes) + problem.costs.balance * longest
            if cost < found[0]:
                solution = Solution(routes=tuple(priced.route for priced in routes))
                if _ties_hold(problem, solution):
                    found = (cost, solution)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Priced:
    route: Route
    cost: int
    busy: int


def _routes_by_visits(problem: Problem, car: int, tick: int, horizon: int) -> dict[frozenset[int], tuple[_Priced, ...]]:
    """Give, per set of visits, the cheapest route for each choice of what other cars can notice."""
    cheapest: dict[frozenset[int], dict[tuple[object, ...], _Priced]] = defaultdict(dict)
    tied = _tied(problem)
    for size in range(1, len(problem.visits) + 1):
        for order in itertools.permutations(range(len(problem.visits)), size):
            if not all(_may(problem, car, visit) for visit in order):
                continue
            for route in _timed(problem, car, order, tick, horizon):
                priced = _price(problem, route)
                notice = (priced.busy, *sorted((s.visit, s.start, s.end) for s in route.stops if s.visit in tied))
                known = cheapest[frozenset(order)].get(notice)
                if known is None or priced.cost < known.cost:
                    cheapest[frozenset(order)][notice] = priced
    return {
        visits: tuple(sorted(routes.values(), key=lambda priced: priced.cost)) for visits, routes in cheapest.items()
    }


def _tied(problem: Problem) -> set[int]:
    tied = {visit for group in problem.together for visit in group}
    tied |= {end for gap in problem.gaps for end in (gap.before, gap.after)}
    patients = [visit.patient for visit in problem.visits]
    return tied | {number for number, patient in enumerate(patients) if patients.count(patient) > 1}


def _may(problem: Problem, car: int, visit: int) -> bool:
    crew, asked = problem.cars[car], problem.visits[visit]
    if asked.skills - crew.skills or crew.crew_size < asked.crew_size or car in asked.refused:
        return False
    if asked.allowed is not None and car not in asked.allowed:
        return False
    return all(fix.visit != visit or fix.car in (None, car) for fix in problem.fixed)


def _timed(problem: Problem, car: int, order: tuple[int, ...], tick: int, horizon: int) -> Iterator[Route]:
    """Yield every route on whole ticks that takes the visits in this order."""
    crew = problem.cars[car]
    for places in itertools.product(range(len(order) + 3), repeat=len(crew.breaks)):
        # place 0: before departing; 1 … n: before a visit; n + 1: before the end; n + 2: after it
        if crew.end is None and len(order) + 1 in places:
            continue
        for numbers in itertools.permutations(range(len(crew.breaks))):
            if [places[number] for number in numbers] == sorted(places):
                sequence = _sequence(order, [(places[number], number) for number in numbers])
                yield from _timings(problem, car, sequence, tick, horizon)


_Step = tuple[str, int]


def _sequence(order: tuple[int, ...], breaks: list[tuple[int, int]]) -> list[_Step]:
    steps: list[_Step] = [("rest", number) for place, number in breaks if place == 0]
    steps.append(("depart", 0))
    for place, visit in enumerate(order, start=1):
        steps += [("rest", number) for at, number in breaks if at == place]
        steps.append(("visit", visit))
    steps += [("rest", number) for at, number in breaks if at == len(order) + 1]
    steps.append(("finish", 0))
    return steps + [("rest", number) for at, number in breaks if at == len(order) + 2]


def _timings(problem: Problem, car: int, steps: list[_Step], tick: int, horizon: int) -> Iterator[Route]:
    """Walk through the steps, trying every tick for each; times that no rule of one car allows are cut off."""
    crew = problem.cars[car]
    drives, works = _drives(problem, crew, steps), _works(problem, steps)
    if NO_WAY in drives.values():
        return
    last = crew.shift_end + crew.max_overtime

    def walk(at: int, clock: int, free: int, items: tuple[Stop | Rest, ...], depart: int) -> Iterator[Route]:
        # free: seconds since the last stop in which the car could drive
        if at == len(steps):
            finish = next(item for item in items if isinstance(item, Stop) and item.visit < 0).end
            yield Route(car=car, depart=depart, items=tuple(i for i in items if _counts(i)), finish=finish)
            return
        kind, number = steps[at]
        for start in range(clock, min(last, horizon) + 1, tick):
            spare = free + start - clock
            if kind == "depart":
                yield from walk(at + 1, start, 0, items, start)
            elif kind == "rest":
                wanted = crew.breaks[number]
                if wanted.earliest <= start <= wanted.latest and start + wanted.duration <= last:
                    rest = Rest(number=number, start=start, end=start + wanted.duration)
                    yield from walk(at + 1, rest.end, spare, (*items, rest), depart)
            elif kind == "finish":
                if spare >= drives[at]:
                    mark = Stop(visit=-1, arrive=start, start=start, end=start)
                    yield from walk(at + 1, start, 0, (*items, mark), depart)
                    break  # later is dearer, and a break after the finish is free to wait
            elif spare >= drives[at] and _start_allowed(problem, number, start) and start + works[at] <= last:
                stop = Stop(visit=number, arrive=start, start=start, end=start + works[at])
                yield from walk(at + 1, stop.end, 0, (*items, stop), depart)

    if _load_allowed(problem, crew, [number for kind, number in steps if kind == "visit"]):
        yield from walk(0, crew.shift_start, 0, (), 0)


def _counts(item: Stop | Rest) -> bool:
    return isinstance(item, Rest) or item.visit >= 0


def _drives(problem: Problem, crew: Car, steps: list[_Step]) -> dict[int, int]:
    seconds, place, drives = problem.travels[crew.travel].seconds, crew.start, {}
    for at, (kind, number) in enumerate(steps):
        if kind == "visit":
            goal = problem.visits[number].location
        elif kind == "finish":
            goal = crew.end
        else:
            continue
        drives[at] = 0 if goal is None else int(seconds[place][goal])
        place = place if goal is None else goal
    return drives


def _works(problem: Problem, steps: list[_Step]) -> dict[int, int]:
    works, seen = {}, -1
    for at, (kind, number) in enumerate(steps):
        if kind == "visit":
            visit = problem.visits[number]
            works[at] = visit.duration + (visit.setup if visit.location is None or visit.location != seen else 0)
            seen = seen if visit.location is None else visit.location
    return works


def _start_allowed(problem: Problem, visit: int, start: int) -> bool:
    if not any(window.start <= start <= window.end for window in problem.visits[visit].windows):
        return False
    return all(fix.visit != visit or fix.start in (None, start) for fix in problem.fixed)


def _load_allowed(problem: Problem, crew: Car, visits: list[int]) -> bool:
    if crew.max_visits is not None and len(visits) > crew.max_visits:
        return False
    loads = [sum(problem.visits[visit].demand[d] for visit in visits) for d in range(problem.dimensions)]
    return all(bound is None or load <= bound for load, bound in zip(loads, crew.capacity, strict=True))


def _price(problem: Problem, route: Route) -> _Priced:
    crew, prices = problem.cars[route.car], problem.costs
    steps: list[_Step] = [("visit", stop.visit) for stop in route.stops]
    driven = sum(_drives(problem, crew, [*steps, ("finish", 0)]).values())
    visited = sum(stop.end - stop.start for stop in route.stops)
    rested = sum(rest.end - rest.start for rest in route.rests if route.depart <= rest.start < route.finish)
    cost = prices.driving * driven + prices.waiting * (route.finish - route.depart - driven - visited - rested)
    cost += prices.overtime * max(0, route.finish - crew.shift_end)
    for stop in route.stops:
        visit = problem.visits[stop.visit]
        cost += prices.lateness * _late(visit, stop.start)
        cost += prices.continuity if visit.known and route.car not in visit.known else 0
    return _Priced(route=route, cost=cost, busy=driven + visited)


def _late(visit: Visit, start: int) -> int:
    late = []
    for window in visit.windows:
        if window.start <= start <= window.end:
            low = window.start if window.soft_start is None else window.soft_start
            high = window.end if window.soft_end is None else window.soft_end
            late.append(low - start if start < low else start - high if start > high else 0)
    return min(late)


def _route_holds(problem: Problem, route: Route) -> bool:
    crew = problem.cars[route.car]
    visits = [stop.visit for stop in route.stops]
    last = crew.shift_end + crew.max_overtime
    return (
        all(_may(problem, route.car, visit) for visit in visits)
        and _load_allowed(problem, crew, visits)
        and all(_start_allowed(problem, stop.visit, stop.start) for stop in route.stops)
        and all(crew.shift_start <= at <= last for at in (route.depart, route.finish))
        and sorted(rest.number for rest in route.rests) == list(range(len(crew.breaks)))
        and all(_rest_holds(crew, crew.breaks[rest.number], rest) for rest in route.rests)
        and _line_holds(problem, crew, route)
    )


def _rest_holds(crew: Car, wanted: Break, rest: Rest) -> bool:
    in_time = wanted.earliest <= rest.start <= wanted.latest and rest.end == rest.start + wanted.duration
    return in_time and crew.shift_start <= rest.start and rest.end <= crew.shift_end + crew.max_overtime


def _line_holds(problem: Problem, crew: Car, route: Route) -> bool:
    """Lay what the car does on a line of seconds: nothing twice, and enough free seconds to drive."""
    busy = [second for item in route.items for second in range(item.start, item.end)]
    starts = [(item.start, item.end) for item in route.items]
    if len(busy) != len(set(busy)) or starts != sorted(starts):
        return False
    resting = {second for rest in route.rests for second in range(rest.start, rest.end)}
    steps: list[_Step] = [("visit", stop.visit) for stop in route.stops]
    works = _works(problem, steps)
    drives = _drives(problem, crew, [*steps, ("finish", 0)])
    arrivals = [(stop.arrive, stop.start) for stop in route.stops] + [(route.finish, route.finish)]
    left = route.depart
    if any(rest.start < at < rest.end for rest in route.rests for at in (route.depart, route.finish)):
        return False
    for at, (arrive, start) in enumerate(arrivals):
        free = [second for second in range(left, arrive) if second not in resting]
        if not left <= arrive <= start or len(free) < drives[at] or drives[at] == NO_WAY:
            return False
        if any(rest.start < arrive < rest.end for rest in route.rests):
            return False
        if at < len(works):
            stop = route.stops[at]
            left = stop.end
            if stop.end - stop.start != works[at]:
                return False
    return crew.end is not None or route.finish == left


def _ties_hold(problem: Problem, solution: Solution) -> bool:
    stops = {stop.visit: (route.car, stop.start, stop.end) for route in solution.routes for stop in route.stops}
    for group in problem.together:
        there = [stops[visit] for visit in group if visit in stops]
        if there and (len(there) != len(group) or len({s for _, s, _ in there}) > 1):
            return False
        if len({car for car, _, _ in there}) != len(there):
            return False
    for gap in problem.gaps:
        if gap.before in stops and gap.after in stops:
            passed = stops[gap.after][1] - stops[gap.before][2 if gap.from_end else 1]
            if passed < gap.minimum or (gap.maximum is not None and passed > gap.maximum):
                return False
    return all(_patient_holds(problem, patient, stops) for patient in range(len(problem.patients)))


def _patient_holds(problem: Problem, patient: int, stops: dict[int, tuple[int, int, int]]) -> bool:
    asked = problem.patients[patient]
    mine = [visit for visit in stops if problem.visits[visit].patient == patient]
    if len(mine) > asked.max_visits:
        return False
    for one, other in itertools.permutations(mine, 2):
        if any(one in group and other in group for group in problem.together):
            continue
        (_, start, end), (_, start2, end2) = stops[one], stops[other]
        if start <= start2 and start2 < end + asked.min_gap and (start < start2 or end2 + asked.min_gap > start):
            return False
    return True
