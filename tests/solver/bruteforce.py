"""The slow and simple truth about tiny problems: every plan on whole ticks, judged second by second.

Shares no code with ``solver.check``, ``solver.cost`` and the search. ``is_valid`` lays what a car does on a time
line and counts the free seconds; ``best`` tries every choice of cars, orders, breaks and start times.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from solver.problem import Break, Car, Earlier, Problem, Visit
from solver.solution import Rest, Route, Solution, Stop
from solver.travel import Travel

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
    groups = (*problem.together, *problem.bundles)
    nobody = problem.costs.idle * _longest(problem, {})
    found = (nobody + sum(visit.price for visit in problem.visits), Solution(routes=()))
    for cars in itertools.product([None, *range(len(problem.cars))], repeat=len(visits)):
        price = sum(problem.visits[visit].price for visit in visits if cars[visit] is None)
        if price >= found[0] or any(len({cars[v] is None for v in group}) > 1 for group in groups):
            continue
        used = sorted({car for car in cars if car is not None})
        chosen = [options[car].get(frozenset(v for v in visits if cars[v] == car), ()) for car in used]
        for routes in itertools.product(*chosen):
            cost = price + _cost(problem, routes)
            if cost < found[0]:
                solution = Solution(routes=tuple(priced.route for priced in routes))
                if _ties_hold(problem, solution):
                    found = (cost, solution)
    return found


def best_times(problem: Problem, orders: dict[int, tuple[int, ...]], *, tick: int, horizon: int) -> int | None:
    """Find the cost, but for visits left out, of the cheapest times for given orders of visits by car, if any hold."""
    chosen = [
        tuple(_cheapest(problem, car, order, tick, horizon).values()) for car, order in sorted(orders.items()) if order
    ]
    costs = []
    for routes in itertools.product(*chosen):
        solution = Solution(routes=tuple(priced.route for priced in routes))
        if _ties_hold(problem, solution):
            costs.append(_cost(problem, routes))
    return min(costs, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Priced:
    """A route: its cost by itself, and what is priced for the worst of all routes."""

    route: Route
    cost: int
    busy: int
    late: int
    idle: int


def _cost(problem: Problem, routes: Sequence[_Priced]) -> int:
    prices = problem.costs
    return (
        sum(priced.cost for priced in routes)
        + prices.balance * max((priced.busy for priced in routes), default=0)
        + prices.worst_lateness * max((priced.late for priced in routes), default=0)
        + prices.idle * _longest(problem, {priced.route.car: priced.idle for priced in routes})
    )


def _longest(problem: Problem, idle: dict[int, int]) -> int:
    """Give the seconds of the car with most idle ones; a car that stays rests and waits through its shift."""
    for number, crew in enumerate(problem.cars):
        if number not in idle:
            resting = sum(one.duration for one in crew.breaks)
            idle[number] = max(0, crew.shift_end - crew.shift_start - resting)
    return max(idle.values(), default=0)


def _routes_by_visits(problem: Problem, car: int, tick: int, horizon: int) -> dict[frozenset[int], tuple[_Priced, ...]]:
    """Give, per set of visits, the cheapest route for each choice of what other cars can notice."""
    cheapest: dict[frozenset[int], dict[_Notice, _Priced]] = defaultdict(dict)
    for size in range(1, len(problem.visits) + 1):
        for order in itertools.permutations(range(len(problem.visits)), size):
            known = cheapest[frozenset(order)]
            for notice, priced in _cheapest(problem, car, order, tick, horizon).items():
                if notice not in known or priced.cost < known[notice].cost:
                    known[notice] = priced
    return {
        visits: tuple(sorted(routes.values(), key=lambda priced: priced.cost)) for visits, routes in cheapest.items()
    }


_Notice = tuple[object, ...]


def _cheapest(problem: Problem, car: int, order: tuple[int, ...], tick: int, horizon: int) -> dict[_Notice, _Priced]:
    """Give the cheapest route in an order of visits, for each choice of what other cars can notice."""
    found: dict[_Notice, _Priced] = {}
    if not all(_may(problem, car, visit) for visit in order) or not _order_holds(problem.cars[car], order):
        return found
    tied, prices = _tied(problem), problem.costs
    for route in _timed(problem, car, order, tick, horizon):
        priced = _price(problem, route)
        worst = (
            bool(prices.balance) * priced.busy,
            bool(prices.worst_lateness) * priced.late,
            bool(prices.idle) * priced.idle,
        )
        notice = (*worst, *sorted((s.visit, s.start, s.end) for s in route.stops if s.visit in tied))
        if notice not in found or priced.cost < found[notice].cost:
            found[notice] = priced
    return found


def _order_holds(crew: Car, order: tuple[int, ...]) -> bool:
    return [visit for visit in crew.frozen if visit in order] == [
        visit for visit in order if visit in crew.frozen
    ] and (all(visit in crew.frozen for visit in order[: len(set(order) & set(crew.frozen))]))


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
    if any(visit in other.frozen for number, other in enumerate(problem.cars) if number != car):
        return False
    return all(fix.visit != visit or fix.car in (None, car) for fix in problem.fixed)


def _timed(problem: Problem, car: int, order: tuple[int, ...], tick: int, horizon: int) -> Iterator[Route]:
    """Yield every route on whole ticks that takes the visits in this order."""
    crew = problem.cars[car]
    choices = [range(len(order) + (3 if one.price is None else 4)) for one in crew.breaks]
    for places in itertools.product(*choices):
        # place 0: before departing; 1 … n: before a visit; n + 1: before the end; n + 2: after it; n + 3: not taken
        if crew.end is None and len(order) + 1 in places:
            continue
        for numbers in itertools.permutations(range(len(crew.breaks))):
            if [places[number] for number in numbers] == sorted(places):
                taken = [(places[number], number) for number in numbers if places[number] < len(order) + 3]
                sequence = _sequence(order, taken)
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
    ways, works = _ways(problem, crew, steps), _works(problem, steps)
    travel = problem.travels[crew.travel]
    if any(travel.seconds[way] >= NO_WAY for way in ways.values()):
        return
    last = crew.shift_end + crew.max_overtime

    def walk(
        at: int, clock: int, since: tuple[int, int], items: tuple[Stop | Rest, ...], depart: int
    ) -> Iterator[Route]:
        # since: the end of the last stop (or the departure), and the seconds from then on in which the car could drive
        if at == len(steps):
            finish = next(item for item in items if isinstance(item, Stop) and item.visit < 0).end
            yield Route(car=car, depart=depart, items=tuple(i for i in items if _counts(i)), finish=finish)
            return
        kind, number = steps[at]
        for start in range(clock, min(last, horizon) + 1, tick):
            left, spare = since[0], since[1] + start - clock
            if kind == "depart":
                yield from walk(at + 1, start, (start, 0), items, start)
            elif kind == "rest":
                wanted = crew.breaks[number]
                if wanted.earliest <= start <= wanted.latest and start + wanted.duration <= last:
                    rest = Rest(number=number, start=start, end=start + wanted.duration)
                    yield from walk(at + 1, rest.end, (left, spare), (*items, rest), depart)
            elif kind == "finish":
                if spare >= _drive(travel, ways[at], left):
                    mark = Stop(visit=-1, arrive=start, start=start, end=start)
                    yield from walk(at + 1, start, (start, 0), (*items, mark), depart)
                    break  # later is dearer, and a break after the finish is free to wait
            elif start + works[at] > last or not _start_allowed(problem, number, start):
                continue
            elif spare >= _drive(travel, ways[at], left):
                stop = Stop(visit=number, arrive=start, start=start, end=start + works[at])
                yield from walk(at + 1, stop.end, (stop.end, 0), (*items, stop), depart)

    if _load_allowed(problem, crew, [number for kind, number in steps if kind == "visit"]):
        yield from walk(0, crew.shift_start, (crew.shift_start, 0), (), 0)


def _counts(item: Stop | Rest) -> bool:
    return isinstance(item, Rest) or item.visit >= 0


def _drive(travel: Travel, way: tuple[int, int], leave: int) -> int:
    """Walk along the line between the two knots around a departure, and round down."""
    if travel.knots is None:
        return int(travel.seconds[way])
    points = [(int(at), int(matrix[way])) for at, matrix in zip(travel.knots.at, travel.knots.seconds, strict=True)]
    if leave <= points[0][0]:
        return points[0][1]
    for (at, drive), (at2, drive2) in itertools.pairwise(points):
        if at <= leave <= at2:
            return math.floor(drive + Fraction((drive2 - drive) * (leave - at), at2 - at))
    return points[-1][1]


def _driven(problem: Problem, route: Route) -> int:
    crew = problem.cars[route.car]
    steps: list[_Step] = [("visit", stop.visit) for stop in route.stops]
    leaves = [route.depart, *(stop.end for stop in route.stops)]
    ways = _ways(problem, crew, [*steps, ("finish", 0)])
    return sum(_drive(problem.travels[crew.travel], ways[at], leave) for at, leave in enumerate(leaves))


def _ways(problem: Problem, crew: Car, steps: list[_Step]) -> dict[int, tuple[int, int]]:
    place, ways = crew.start, {}
    for at, (kind, number) in enumerate(steps):
        if kind == "visit":
            goal = problem.visits[number].location
        elif kind == "finish":
            goal = crew.end
        else:
            continue
        ways[at] = (place, place if goal is None else goal)
        place = ways[at][1]
    return ways


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
    driven = _driven(problem, route)
    visited = sum(stop.end - stop.start for stop in route.stops)
    rested = sum(rest.end - rest.start for rest in route.rests if route.depart <= rest.start < route.finish)
    cost = prices.driving * driven + prices.waiting * (route.finish - route.depart - driven - visited - rested)
    cost += prices.overtime * max(0, route.finish - crew.shift_end)
    taken = {rest.number: rest.end - rest.start for rest in route.rests}
    cost += sum(one.price or 0 for number, one in enumerate(crew.breaks) if number not in taken)
    late = [_late(problem.visits[stop.visit], stop.start) for stop in route.stops]
    for stop in route.stops:
        known = problem.visits[stop.visit].known
        cost += prices.continuity if known and route.car not in known else 0
        cost += sum(_moved(problem, old, route.car, stop.start) for old in problem.earlier if old.visit == stop.visit)
    on_duty = max(crew.shift_end, route.finish) - crew.shift_start
    idle = max(0, on_duty - driven - visited - sum(taken.values()))
    return _Priced(
        route=route, cost=cost + prices.lateness * sum(late), busy=driven + visited, late=max(late), idle=idle
    )


def _moved(problem: Problem, old: Earlier, car: int, start: int) -> int:
    prices = problem.costs
    beyond = [second for second in (start - old.start, old.start - start) if second > prices.tolerance]
    return prices.moved * (old.car != car) + prices.shifted * sum(second - prices.tolerance for second in beyond)


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
        and _order_holds(crew, tuple(visits))
        and len({rest.number for rest in route.rests}) == len(route.rests)
        and all(
            one.price is not None or any(rest.number == number for rest in route.rests)
            for number, one in enumerate(crew.breaks)
        )
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
    ways, travel = _ways(problem, crew, [*steps, ("finish", 0)]), problem.travels[crew.travel]
    arrivals = [(stop.arrive, stop.start) for stop in route.stops] + [(route.finish, route.finish)]
    left = route.depart
    if any(rest.start < at < rest.end for rest in route.rests for at in (route.depart, route.finish)):
        return False
    for at, (arrive, start) in enumerate(arrivals):
        free = [second for second in range(left, arrive) if second not in resting]
        drive = _drive(travel, ways[at], left)
        if not left <= arrive <= start or len(free) < drive or drive >= NO_WAY:
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
    if any(0 < sum(visit in stops for visit in bundle) < len(bundle) for bundle in problem.bundles):
        return False
    for gap in problem.gaps:
        if gap.before in stops and gap.after in stops:
            if gap.other_car and stops[gap.before][0] == stops[gap.after][0]:
                return False
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
