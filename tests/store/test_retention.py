"""What is forgotten a while after its date, and what stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from api.access.actor import SERVICE, Actor
from api.store import Store, calls, days, jobs, plans, proposals, retention, seasons
from api.store.calls import NewCall
from api.store.errors import NotFoundError
from api.store.plans import NewVersion, Rendering
from api.store.proposals import NewProposal
from api.store.schema import DAYS, DELIVERIES, JOBS, PLANS, PROPOSALS, RENDERINGS, VERSIONS, WEBHOOKS
from api.store.verifying import verify
from benchmarks.faults.business import DAY
from scheduler import files

_PLAN = {"date": DAY["date"], "kpis": {"visits_planned": 40, "visits_unassigned": 0}, "routes": []}
_NOON = dt.datetime.combine(dt.date.fromisoformat(DAY["date"]), dt.time(12), tzinfo=dt.UTC)
_KEPT_DAYS = 30


class Clock:
    """Stands at noon of the day, until it is moved."""

    def __init__(self) -> None:
        self.now = round(_NOON.timestamp() * 1e6)

    def __call__(self) -> int:
        return self.now

    def go_on(self, days: float) -> None:
        self.now += round(days * 24 * 3600 * 1e6)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(open_here: Callable[..., Store], clock: Clock) -> Store:
    return open_here(clock=clock)


def add_plan(store: Store, lead: Actor, *states: str, **changes: Any) -> str:
    """Keep a plan with its job and drawing, let it go through states, and give its id."""
    day, plan = {**DAY, **changes}, {**_PLAN, **changes}
    with store.write(lead) as tx:
        kept = days.get_day(tx, days.add_day(tx, files.parse_day(day, file="day"), day))
        job = jobs.add_job(tx, team=kept.team, day=kept.id, kind="plan", order={})
        claimed = jobs.claim(tx, "w")
        assert claimed is not None
        assert claimed.id == job.id
        jobs.end(tx, replace(claimed, state="done"), "w")
        key = plans.add_plan(tx, team=kept.team, day=kept.id, first=NewVersion(day=day, plan=plan, origin="job"))
        plans.add_rendering(tx, plans.get_plan(tx, key).version_id, Rendering(geojson={}, page="page"))
        for state in states:
            plans.set_state(tx, plans.get_plan(tx, key), state)
    return key


def propose(store: Store, lead: Actor, plan: str, *, call: str | None = None, is_applied: bool = False) -> str:
    """Keep a proposal, applied or not."""
    with store.write(lead) as tx:
        base = plans.get_plan(tx, plan)
        new = NewProposal(
            team=base.team, plan=plan, base_version=base.version, base_event=0, origin="call" if call else "manual",
            day=DAY, document=_PLAN, difference={}, faults={"hard": [], "soft": []}, call=call, job=None, reason=None,
        )  # fmt: skip
        key = proposals.add_proposal(tx, new)
        if is_applied:
            proposals.settle(tx, proposals.get_proposal(tx, key), "applied")
            plans.add_version(tx, base, NewVersion(day=DAY, plan=_PLAN, origin="call"))
    return key


def forget_all(store: Store) -> list[int]:
    """Forget until there is no more; give how much at a time."""
    forgotten = []
    while True:
        with store.write(SERVICE) as tx:
            count = retention.forget_old(tx, days=_KEPT_DAYS)
        if not count:
            return forgotten
        forgotten.append(count)


def counts(store: Store) -> dict[str, int]:
    with store.read(SERVICE) as tx:
        tables = (DAYS, JOBS, PLANS, VERSIONS, RENDERINGS, PROPOSALS)
        return {
            table.name: tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables
        }


def test_what_could_have_become_of_a_day_goes_and_what_became_of_it_stays(
    store: Store, clock: Clock, lead: Actor
) -> None:
    draft, closed = add_plan(store, lead), add_plan(store, lead, "published", "closed")
    for plan in (draft, closed):
        propose(store, lead, plan)
    applied = propose(store, lead, closed, is_applied=True)
    clock.go_on(_KEPT_DAYS - 1)
    assert forget_all(store) == []
    clock.go_on(2)
    assert sum(forget_all(store)) == 3 + 2 + 1 + 1
    assert counts(store) == {"days": 1, "jobs": 1, "plans": 1, "versions": 2, "renderings": 0, "proposals": 0}
    with store.read(lead) as tx:
        assert plans.get_plan(tx, closed, version=1).document["date"] == DAY["date"]
        for key in (draft, applied):
            with pytest.raises(NotFoundError):
                (plans.get_plan if key == draft else proposals.get_proposal)(tx, key)
        assert list(verify(tx.connection, key=store.key)) == [], "the audit is whole"


def test_when_a_call_got_its_place_is_still_known(store: Store, clock: Clock, lead: Actor) -> None:
    plan = add_plan(store, lead, "published")
    with store.write(lead) as tx:
        team = plans.get_plan(tx, plan).team
        new = NewCall(
            team=team, plan=plan, visit="call-1", patient="call-1", priority=3, document={"id": "call-1"},
            answer={"offers": []}, state="offered",
        )  # fmt: skip
        call = calls.add_call(tx, new)
    proposal = propose(store, lead, plan, call=call, is_applied=True)
    with store.write(lead) as tx:
        assert calls.change_call(tx, calls.get_call(tx, call), state="placed", action="call:place")

    def placed() -> list[int | None]:
        date = dt.date.fromisoformat(DAY["date"])
        with store.read(lead) as tx:
            (day,) = seasons.list_days(tx, team, first=date, last=date)
            return [one.placed_us for one in seasons.read_day(tx, day).calls]

    before = placed()
    clock.go_on(_KEPT_DAYS + 1)
    forget_all(store)
    assert placed() == before
    assert before != [None]
    with store.read(lead) as tx:
        assert list(proposals.list_proposals(tx, plan)) == []
        with pytest.raises(NotFoundError):
            proposals.get_proposal(tx, proposal)


def test_what_is_made_anew_of_a_day_long_past_or_of_one_far_ahead_stays(
    store: Store, clock: Clock, lead: Actor
) -> None:
    add_plan(store, lead, date="2029-01-01")
    clock.go_on(2 * _KEPT_DAYS)
    propose(store, lead, add_plan(store, lead))
    assert forget_all(store) == []


def test_a_day_that_is_being_planned_stays(store: Store, clock: Clock, lead: Actor) -> None:
    with store.write(lead) as tx:
        day = days.get_day(tx, days.add_day(tx, files.parse_day(DAY, file="day"), DAY))
        jobs.add_job(tx, team=day.team, day=day.id, kind="plan", order={})
    clock.go_on(_KEPT_DAYS + 2)
    assert forget_all(store) == []


def test_little_goes_at_once(store: Store, clock: Clock, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    plan = add_plan(store, lead, "published")
    for _ in range(5):
        propose(store, lead, plan)
    clock.go_on(_KEPT_DAYS + 2)
    assert forget_all(store) == [2, 2, 1, 1]


def test_deliveries_that_are_settled_go_and_those_that_wait_stay(store: Store, clock: Clock, lead: Actor) -> None:
    add_plan(store, lead, "published")
    with store.write(lead) as tx:
        team = tx.connection.execute(sa.select(PLANS.c.team)).scalar_one()
        hook = {"id": "h", "team": team, "url": "https://hooks.example.se", "secret": "s", "active": True}
        tx.connection.execute(WEBHOOKS.insert().values(**hook, made_us=0))
    add_plan(store, lead)
    with store.write(SERVICE) as tx:
        told = sa.select(DELIVERIES.c.id).where(DELIVERIES.c.document.like("%done%")).scalar_subquery()
        tx.connection.execute(DELIVERIES.update().where(DELIVERIES.c.id == told).values(state="delivered"))
    clock.go_on(_KEPT_DAYS + 2)
    forget_all(store)
    with store.read(SERVICE) as tx:
        left = tx.connection.execute(sa.select(DELIVERIES.c.state, DELIVERIES.c.document)).all()
    assert left
    assert all(row.state == "waiting" and "done" not in row.document for row in left)
