"""The engines and the master for a problem."""

from __future__ import annotations

from solver.kernel.plain.layout import KIND, lay_out, planned_visits
from solver.master import Master
from solver.search.engine import Engine
from solver.search.model import Model
from solver.search.portfolio import Portfolio


def portfolio_for(model: Model, *, seed: int, workers: int) -> Portfolio:
    """Make engines for a problem that ``suits`` the plain kernel, with seeds of their own, and the master for them."""
    from solver.kernel.plain.engine import PlainEngine  # noqa: PLC0415 (numba takes half a second to import)

    layout, visits = lay_out(model), planned_visits(model)
    beyond = sum(price for visit, price in enumerate(model.price) if not model.cars_for[visit])
    seeds = range(1000 * seed, 1000 * seed + workers)
    engines: list[Engine] = [PlainEngine(layout, visits, beyond=beyond, seed=one) for one in seeds]
    master = Master(kinds=layout.cars[:, KIND].tolist(), prices=model.price)
    return Portfolio(engines, size=len(visits), master=master)
