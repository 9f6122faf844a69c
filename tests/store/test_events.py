"""Events in the store: numbered in the order in which they are there for others."""

from __future__ import annotations

import threading
from collections.abc import Callable

from api.access.actor import Actor
from api.store import Store, Transaction, events, plans
from api.store.events import NewEvent
from benchmarks.faults import races


def test_no_event_of_a_plan_is_there_before_one_with_a_lower_number(
    open_here: Callable[..., Store], lead: Actor
) -> None:
    store = open_here()
    key = races.prepare(store)
    new = NewEvent(kind="started", happened_us=0, document={"visit": "v1"})

    def report(tx: Transaction) -> None:
        events.add_event(tx, plans.get_plan(tx, key), new)

    def report_too() -> None:
        with open_here().write(lead) as tx:
            report(tx)

    other = threading.Thread(target=report_too)
    with store.write(lead) as tx:
        report(tx)
        other.start()
        other.join(timeout=0.5)
        with store.read(lead) as reading:
            assert events.last_event(reading, plans.get_plan(reading, key)) == 0
    other.join()
    with store.read(lead) as tx:
        assert [event.seq for event in events.list_events(tx, plans.get_plan(tx, key))] == [1, 2]
