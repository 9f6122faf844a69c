"""The days of a season: which plan was in force on each, and what is kept of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from api.access.actor import Actor
from api.store import Store, calls, days, events, plans, seasons
from api.store.calls import NewCall
from api.store.events import NewEvent
from api.store.plans import NewVersion
from benchmarks.faults.business import DAY
from scheduler import files

_PLAN = {"date": DAY["date"], "kpis": {"visits_planned": 40, "visits_unassigned": 0}, "routes": []}
_DATE = dt.date.fromisoformat(DAY["date"])


def add_plan(store: Store, lead: Actor, *states: str) -> tuple[str, str]:
    """Keep a plan and let it go through states; give its team and id."""
    with store.write(lead) as tx:
        day = days.get_day(tx, days.add_day(tx, files.parse_day(DAY, file="day"), DAY))
        plan = plans.add_plan(tx, team=day.team, day=day.id, first=NewVersion(day=DAY, plan=_PLAN, origin="job"))
        for state in states:
            plans.set_state(tx, plans.get_plan(tx, plan), state)
    return day.team, plan


def test_of_a_date_the_plan_made_last_counts_and_one_that_was_never_in_force_does_not(
    open_here: Callable[..., Store], lead: Actor
) -> None:
    store = open_here()
    team, _ = add_plan(store, lead, "published", "closed")
    _, second = add_plan(store, lead, "published")
    add_plan(store, lead)
    with store.read(lead) as tx:
        assert [day.plan for day in seasons.list_days(tx, team, first=_DATE, last=_DATE)] == [second]
        assert seasons.list_days(tx, team, first=_DATE + dt.timedelta(days=1), last=dt.date(2030, 1, 1)) == []


def test_what_became_of_a_day_is_kept_until_something_more_happens(
    open_here: Callable[..., Store], lead: Actor
) -> None:
    store = open_here()
    team, plan = add_plan(store, lead, "published")

    def held() -> list[str]:
        with store.read(lead) as tx:
            return list(seasons.find_tallies(tx, seasons.list_days(tx, team, first=_DATE, last=_DATE)).values())

    def keep(text: str) -> None:
        with store.write(lead) as tx:
            seasons.keep_tallies(tx, dict.fromkeys(seasons.list_days(tx, team, first=_DATE, last=_DATE), text))

    assert held() == []
    keep("first")
    assert held() == ["first"]
    with store.write(lead) as tx:
        new = NewEvent(kind="en_route", happened_us=1, document={"event": "en_route", "visit": "v", "time": "08:00"})
        events.add_event(tx, plans.get_plan(tx, plan), new)
    assert held() == []
    keep("second")
    with store.write(lead) as tx:
        call = NewCall(
            team=team, plan=plan, visit="c", patient="c", priority=1, document={}, answer={}, state="waiting"
        )
        key = calls.add_call(tx, call)
    assert held() == []
    keep("third")
    assert held() == ["third"]
    with store.write(lead) as tx:
        calls.change_call(tx, calls.get_call(tx, key), state="withdrawn", action="call:withdraw")
    assert held() == []
