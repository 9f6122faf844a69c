"""Which kernel takes a problem, and the engines and the master for it."""

from __future__ import annotations

from solver.kernel.plain.layout import KIND, lay_out, planned_visits, suits
from solver.master import Master
from solver.search.engine import Engine
from solver.search.model import Model
from solver.search.portfolio import Portfolio


def portfolio_for(model: Model, *, seed: int, workers: int) -> Portfolio:
    """Make engines with seeds of their own, and a master where routes add up to a plan by themselves."""
    seeds = range(seed * 1000, seed * 1000 + workers)
    visits = planned_visits(model)
    if not suits(model.problem):
        from solver.kernel.full.engine import FullEngine  # noqa: PLC0415 (half a second of numba, where it is used)

        full: list[Engine] = [FullEngine(model.problem, seed=one, model=model) for one in seeds]
        return Portfolio(full, size=len(visits), master=None)
    from solver.kernel.plain.engine import PlainEngine  # noqa: PLC0415 (as above)

    layout = lay_out(model)
    plain: list[Engine] = [PlainEngine(layout, visits, seed=one) for one in seeds]
    prices = {visit: model.price[visit] for visit in visits}
    master = Master(kinds=layout.cars[:, KIND].tolist(), prices=prices)
    return Portfolio(plain, size=len(visits), master=master)
