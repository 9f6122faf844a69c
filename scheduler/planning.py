"""Planning a day: from a day to a checked plan with reasons, and nothing else on the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from maps.network import RoadNetwork
from maps.storage import library
from maps.storage.caching import MatrixCache
from maps.times import calibration_files
from maps.times.calibration import Calibration
from scheduler import figures, notes, plan, proofs, reasons, routes, translation, travelling
from scheduler.day import Day, Mode
from scheduler.faults import PlanRefusedError, SearchEndedError
from scheduler.plan import Plan
from scheduler.texts import Language
from scheduler.texts.translations import word
from scheduler.translation import Translation
from scheduler.travelling import DayTravel
from solver import apart, check, explain, solve
from solver.errors import ApartError, Failure
from solver.limits import Limits
from solver.solution import Solution

MOST_HELPED: Final = 40
"""Visits left out for which a plan tells what would help; for others ``explaining`` does, as trying takes its time."""

MOST_EXPLAINED: Final = 200
"""Visits left out for which a plan tells all reasons, for the same reason; of others it names the rules that only look
at the visit and the car."""

ROOM_TO_HELP: Final = 4_000
ROOM_TO_EXPLAIN: Final = 20_000
"""Most visits explained so, times the visits of the day: trying takes the longer, the more there are."""

OnProgress = Callable[[solve.Progress], None]

Solver = Callable[..., solve.Result]
"""``solve.solve``, or ``apart.solve_apart`` where the process is worth more than the search."""


def prepare_day(day: Day, *, folder: Path) -> Translation:
    """Measure a day's drives on its roads and turn it into a problem.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    """
    return translation.translate(day, measure_day(day, folder=folder))


def measure_day(day: Day, *, folder: Path) -> DayTravel:
    """Measure a day's drives on its roads; raises maps.errors.RoadsError as ``prepare_day``."""

    def open_network(name: str, mode: Mode) -> RoadNetwork:
        return library.open_network(name, mode=mode, folder=folder)

    def find_calibration(network: RoadNetwork) -> Calibration | None:
        return calibration_files.find_calibration(network, folder)

    cache = MatrixCache(folder / "matrices")
    return travelling.measure_travel(day, open_network, find_calibration=find_calibration, cache=cache)


def plan_day(
    day: Day,
    *,
    folder: Path,
    limits: Limits,
    language: Language = "sv",
    start: Plan | None = None,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] | None = None,
    solver: Solver = solve.solve,
) -> Plan:
    """Plan a day on the road networks kept in ``folder``, from an earlier plan where ``start`` gives one.

    Once ``stop`` says yes, the best plan found so far is finished and given.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    PlanRefusedError
        The solver's plan breaks a hard rule, which is a bug of ours; it is not handed out.
    SearchEndedError
        A solver in a process of its own ended without a plan.
    """
    prepared = prepare_day(day, folder=folder)
    first = None if start is None else known_part(prepared, start)
    try:
        result = solver(prepared.problem, limits=limits, start=first, on_progress=on_progress, stop=stop)
    except solve.SolverFaultError as error:
        raise PlanRefusedError(str(error)) from error
    except ApartError as error:
        raise SearchEndedError(error.failure) from error
    return make_plan(prepared, result, seed=limits.seed, language=language)


def make_plan(prepared: Translation, result: solve.Result, *, seed: int, language: Language) -> Plan:
    """Turn a solver's result into a plan, once the independent checker has found nothing wrong with it."""
    solution = routes.as_read(prepared, result.solution)
    faults = check.check(prepared.problem, solution)
    if faults:
        raise PlanRefusedError("; ".join(f"{fault.rule}: {fault.message}" for fault in faults[:5]))
    failure = result.failure if isinstance(result, apart.ApartResult) else None
    written = write_plan(prepared, solution, seed=seed, language=language, failure=failure)
    return replace(written, bound=proofs.tell_bound(result, language=language), seconds=round(result.seconds, 3))


def write_plan(
    prepared: Translation,
    solution: Solution,
    *,
    seed: int,
    language: Language,
    known: Mapping[str, plan.Unassigned] = MappingProxyType({}),
    failure: Failure | None = None,
) -> Plan:
    """Write a solution as a plan, whatever it breaks; visits left out that are ``known`` keep their reasons.

    ``failure`` is why the search broke off, if it did.
    """
    slacks = explain.slacks(prepared.problem, solution)
    total = routes.whole_cost(prepared, solution)
    network = next((roads.network for roads in prepared.travel.roads.values()), None)
    return Plan(
        date=prepared.day.date,
        timezone=prepared.day.timezone,
        team=prepared.day.team,
        routes=routes.to_routes(prepared, solution, slacks=slacks),
        unassigned=_tell_unassigned(prepared, solution, language, known),
        cost_total=total.total,
        cost_parts=figures.cost_parts(total),
        kpis=figures.sum_up(prepared, solution),
        estimated_times=bool(prepared.travel.estimated),
        roads=prepared.day.roads,
        roads_made=network is not None and network.made,
        attribution=None if network is None else network.attribution,
        seconds=0.0,
        seed=seed,
        **word(lambda spoken: {"notes": notes.write_notes(prepared, failure=failure, language=spoken)}, language),
    )


def _tell_unassigned(
    prepared: Translation, solution: Solution, language: Language, known: Mapping[str, plan.Unassigned]
) -> tuple[plan.Unassigned, ...]:
    """Give the reasons for each visit left out, and for the dearest also what would help."""
    begun, names = prepared.begun, [visit.id for visit in prepared.day.visits]
    left = [visit for visit in solution.left_out(prepared.problem) if visit not in begun]
    depths = choose_depths(prepared, [visit for visit in left if names[visit] not in known])
    explainer = explain.Explainer(prepared.problem, solution)

    def tell(visit: int) -> plan.Unassigned:
        told = reasons.give_reasons(prepared, explainer, visit, language=language, depth=depths[visit])
        return plan.Unassigned(visit=names[visit], reasons=told)

    return tuple(known[names[visit]] if visit not in depths else tell(visit) for visit in left)


def choose_depths(prepared: Translation, left: Iterable[int]) -> dict[int, explain.Depth]:
    """Say how far to look for the reasons of visits left out: the dearest are worth the most time."""
    size = len(prepared.problem.visits)
    depths: dict[int, explain.Depth] = {}
    for number, visit in enumerate(sorted(left, key=lambda visit: -prepared.problem.visits[visit].price)):
        is_helped = number < max(1, min(MOST_HELPED, ROOM_TO_HELP // size))
        is_explained = number < max(1, min(MOST_EXPLAINED, ROOM_TO_EXPLAIN // size))
        depths[visit] = "remedies" if is_helped else "reasons" if is_explained else "brief"
    return depths


def known_part(prepared: Translation, start: Plan) -> Solution:
    """Keep of an earlier plan what the day still has: a visit may have been called off since, a car be gone."""
    known = [
        replace(route, stops=tuple(stop for stop in route.stops if stop.visit is None or stop.visit in prepared.visits))
        for route in start.routes
        if route.car in prepared.cars
    ]
    return routes.from_routes(prepared, known)
