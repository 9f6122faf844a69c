"""Races: clients that apply to the same version at the same moment; of each round exactly one must win."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence

from api.store import Store, plans
from api.store.errors import BusyError
from api.store.plans import NewVersion
from benchmarks.faults.business import BUSINESS, DAY, LEAD, World


def prepare(store: Store) -> str:
    """Have a plan published, to be raced on; give its id."""
    world = World(store=store)
    for name, carry_out in BUSINESS.items():
        world.key = name
        carry_out(world)
        if name == "plan published":
            break
    return world.plan


def race(stores: Sequence[Store], plan: str, *, clients: int, rounds: int) -> Counter[int]:
    """Count the rounds by the number of those who won; each client goes through one of the stores."""
    won = [[False] * clients for _ in range(rounds)]
    start = threading.Barrier(clients)

    def run(client: int) -> None:
        store = stores[client % len(stores)]
        for number in range(rounds):
            with store.read(LEAD) as tx:
                seen = plans.get_plan(tx, plan)
            start.wait(timeout=60)
            new = NewVersion(day=DAY, plan=_document(client), origin="manual")
            won[number][client] = _apply(store, seen, new)
            start.wait(timeout=60)

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(sum(winners) for winners in won)


def _apply(store: Store, seen: plans.StoredPlan, new: NewVersion) -> bool:
    while True:
        try:
            with store.write(LEAD) as tx:
                return plans.add_version(tx, seen, new) is not None
        except BusyError:
            continue


def _document(client: int) -> dict[str, object]:
    return {"date": "2026-11-23", "by": client, "kpis": {"visits_planned": 40, "visits_unassigned": 0}}
