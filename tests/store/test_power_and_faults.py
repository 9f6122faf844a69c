"""Power cuts and faults of the disk, on the store as it is shipped (long forms: ``python -m benchmarks.faults``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from api.access.actor import Actor
from api.store import Store
from api.store.verifying import verify
from benchmarks.faults import breaking, killing, power, races
from benchmarks.faults.breaking import Case, break_everywhere
from benchmarks.faults.disk import Breaking, Fault
from benchmarks.faults.power import SHIPPED, UNSAFE, Shipped, cut_often, record
from tests.store.conftest import KEY


@pytest.mark.parametrize("settings", SHIPPED, ids=lambda settings: settings.journal)
def test_whenever_the_power_goes_the_state_is_that_of_the_last_transaction_or_the_next(
    settings: Shipped, tmp_path: Path
) -> None:
    found = cut_often(record(tmp_path, settings, days=1, pages=20), tmp_path, times=100, seed=1)
    assert {outcome: count for outcome, count in found.items() if outcome not in power.GOOD} == {}


@pytest.mark.parametrize("settings", UNSAFE, ids=lambda settings: f"{settings.journal}-{settings.synchronous}")
def test_with_settings_that_are_not_shipped_the_same_cuts_lose_transactions(settings: Shipped, tmp_path: Path) -> None:
    found = cut_often(record(tmp_path, settings, days=1, pages=20), tmp_path, times=100, seed=1)
    assert found["lost"] + found["mixed"] + found["corrupt"] > 0


@pytest.mark.parametrize("fault", ["io", "full"])
@pytest.mark.parametrize("settings", SHIPPED, ids=lambda settings: settings.journal)
def test_whichever_act_of_the_disk_fails_the_state_is_old_or_new_and_the_store_goes_on(
    settings: Shipped, fault: Fault, tmp_path: Path
) -> None:
    case = Case(business="plan published", settings=settings, fault=fault, lasting=fault == "full")
    found = break_everywhere(case, tmp_path, Breaking(), step=3)
    assert {outcome: count for outcome, count in found.items() if outcome not in breaking.GOOD} == {}
    assert found["refused"] > 3


def test_of_those_who_apply_to_one_version_one_wins(open_here: Callable[..., Store], lead: Actor) -> None:
    stores = [open_here(), open_here()]
    plan = races.prepare(stores[0])
    assert races.race(stores, plan, clients=8, rounds=20) == Counter({1: 20})
    with stores[0].read(lead) as tx:
        assert list(verify(tx.connection, key=KEY)) == []


def test_what_a_server_acknowledged_before_it_was_killed_is_there_once(tmp_path: Path) -> None:
    killed = killing.kill_often(tmp_path, times=2, seed=1)
    assert killed.acknowledged > 0
    assert (killed.lost, killed.doubled, killed.broken) == (0, 0, 0)
