"""Lives of plans: of two who change one at the same moment the second is told, whatever each of them does."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from api.access.actor import Actor
from api.dispatching import applying
from api.dispatching.matching import StaleError
from api.errors import RefusalError
from api.store import Store, Transaction, plans
from api.store.plans import NewVersion
from benchmarks.faults import races
from benchmarks.faults.business import DAY

_PLAN = {"date": "2026-11-23", "kpis": {"visits_planned": 40, "visits_unassigned": 0}}


def _close(tx: Transaction, plan: str) -> None:
    applying.close(tx, f'"{plan}-2"', plan)


def _undo(tx: Transaction, plan: str) -> None:
    applying.undo(tx, f'"{plan}-2"', plan, reason=None)


@pytest.mark.parametrize(("first", "second"), [(_close, _undo), (_undo, _close), (_undo, _undo), (_close, _close)])
def test_the_second_of_two_is_refused(
    open_here: Callable[..., Store],
    lead: Actor,
    first: Callable[[Transaction, str], None],
    second: Callable[[Transaction, str], None],
) -> None:
    store = open_here()
    plan = races.prepare(store)
    with store.write(lead) as tx:
        plans.add_version(tx, plans.get_plan(tx, plan), NewVersion(day=DAY, plan=_PLAN, origin="manual"))
    refused: list[Exception] = []

    def come_second() -> None:
        try:
            with open_here().write(lead) as tx:
                second(tx, plan)
        except (StaleError, RefusalError) as error:
            refused.append(error)

    other = threading.Thread(target=come_second)
    with store.write(lead) as tx:
        first(tx, plan)
        other.start()
        other.join(timeout=0.5)
    other.join()
    assert len(refused) == 1
    with store.read(lead) as tx:
        now = plans.get_plan(tx, plan)
    assert (now.version, now.state) == ((2, "closed") if first is _close else (3, "published"))
