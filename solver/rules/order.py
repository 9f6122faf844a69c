"""What is frozen comes first in its car's route, in its order.

For each car c with frozen visits f: those of f that are planned are all done by c, and they are its first stops in
the order of f. Frozen visits that are left out bind nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "order"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the frozen visits that another car does, and those that do not come where they should in their route."""
    holder = {visit: car for car, crew in enumerate(problem.cars) for visit in crew.frozen}
    for route, stop in solution.stops:
        if holder.get(stop.visit, route.car) != route.car:
            message = f"visit {stop.visit} is done by car {route.car}, frozen in the route of car {holder[stop.visit]}"
            yield Fault(rule=RULE, message=message, car=route.car, visits=(stop.visit,))
    for route in solution.routes:
        done = [stop.visit for stop in route.stops]
        wanted = [visit for visit in problem.cars[route.car].frozen if visit in done]
        for place, (visit, found) in enumerate(zip(wanted, done, strict=False)):
            if found != visit:
                message = f"car {route.car}: visit {visit} is frozen at place {place}, where visit {found} is"
                yield Fault(rule=RULE, message=message, car=route.car, visits=(visit,))
