"""The engines and the master for a problem."""

from __future__ import annotations

import importlib
import time

from solver.kernel.plain.layout import KIND, lay_out, planned_visits, suits
from solver.search.engine import Engine
from solver.search.model import Model
from solver.search.portfolio import Portfolio


def portfolio_for(model: Model, *, seed: int, workers: int) -> tuple[Portfolio, float]:
    """Make engines for a problem, with seeds of their own, and the master for them where routes add up to a plan.

    Tells the seconds as well that loading and compiling code has taken, once in a process.
    """
    begun, plain = time.monotonic(), suits(model.problem)
    importlib.import_module("solver.kernel.plain.engine" if plain else "solver.kernel.full.engine")
    importlib.import_module("solver.master")  # as OR-Tools takes its time, too
    loaded = time.monotonic() - begun
    from solver.kernel.compiling import seconds_compiling  # noqa: PLC0415 (numba takes its time to import)

    compiled, seeds = seconds_compiling(), range(1000 * seed, 1000 * seed + workers)
    portfolio = _plain(model, seeds) if plain else _full(model, seeds)
    return portfolio, loaded + seconds_compiling() - compiled


def _plain(model: Model, seeds: range) -> Portfolio:
    from solver.kernel.plain.engine import PlainEngine  # noqa: PLC0415 (as above)
    from solver.master import Master  # noqa: PLC0415 (as above)

    layout, visits = lay_out(model), planned_visits(model)
    beyond = sum(price for visit, price in enumerate(model.price) if not model.cars_for[visit])
    engines: list[Engine] = [PlainEngine(layout, visits, beyond=beyond, seed=one) for one in seeds]
    master = Master(kinds=layout.cars[:, KIND].tolist(), prices=model.price)
    return Portfolio(engines, size=len(visits), master=master)


def _full(model: Model, seeds: range) -> Portfolio:
    from solver.kernel.full.engine import FullEngine  # noqa: PLC0415 (as above)
    from solver.master import Master  # noqa: PLC0415 (as above)

    engines: list[Engine] = [FullEngine(model.problem, seed=one, model=model) for one in seeds]
    master = Master(kinds=list(range(model.car_count)), prices=model.price) if _adds_up(model) else None
    return Portfolio(engines, size=len(model.units), master=master)


def _adds_up(model: Model) -> bool:
    """Tell whether the cost of a plan is the sum of its routes' and no rule ties routes together."""
    problem, costs = model.problem, model.problem.costs
    tied = problem.together or problem.bundles or problem.gaps or model.ties
    capped = any(len(mates) > 1 for mates in model.mates.values())
    return not (tied or capped or costs.balance or costs.worst_lateness or costs.idle)
