"""The difference between two plans, change by change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scheduler.comparing import Change, Difference, compare
from scheduler.plan import Kpis, Plan, Reason, Route, Stop, Unassigned
from tests.scheduler.running_days import DATE, at

WHY = Reason(code="skill", cars=("c1",), text="lacks a skill")


def plan(places: dict[str, tuple[str, str, int]], left: tuple[str, ...] = (), cost: int = 0) -> Plan:
    """Make a plan of visits as (car, start, seconds late)."""
    cars = sorted({car for car, _, _ in places.values()})
    return Plan(
        date=DATE,
        timezone="Europe/Stockholm",
        team="test",
        routes=tuple(
            Route(
                car=car,
                drive_s=0,
                drive_m=0,
                visit_s=0,
                wait_s=0,
                overtime_s=0,
                stops=tuple(
                    Stop(kind="visit", visit=visit, arrive=at(start), start=at(start), end=at(start), late_s=late)
                    for visit, (own, start, late) in places.items()
                    if own == car
                ),
            )
            for car in cars
        ),
        unassigned=tuple(Unassigned(visit=visit, reasons=(WHY,)) for visit in left),
        cost_total=cost,
        cost_parts={"driving": cost},
        kpis=Kpis(
            visits_planned=len(places),
            visits_unassigned=len(left),
            drive_s=0,
            drive_m=0,
            late_s=0,
            overtime_s=0,
            care_share=0.0,
            continuity=None,
            co2_g=0,
        ),
        seconds=0.0,
        seed=1,
    )


def named(changes: tuple[Change, ...]) -> list[str]:
    return [change.visit for change in changes]


def lists(difference: Difference) -> dict[str, list[str]]:
    kinds = ("moved", "shifted", "late", "unassigned", "planned", "new", "gone")
    return {kind: named(getattr(difference, kind)) for kind in kinds if getattr(difference, kind)}


def test_each_change_is_told_as_what_it_is() -> None:
    before = plan(
        {
            "moved": ("c1", "09:00", 0),
            "later": ("c1", "10:00", 0),
            "lost": ("c1", "11:00", 0),
            "late": ("c2", "09:00", 60),
            "fallen": ("c2", "10:00", 0),
            "still": ("c2", "11:00", 0),
        },
        left=("found", "left"),
    )
    after = plan(
        {
            "moved": ("c2", "13:00", 0),
            "later": ("c1", "10:16", 0),
            "late": ("c2", "09:05", 360),
            "still": ("c2", "11:00", 0),
            "found": ("c2", "12:00", 0),
            "fresh": ("c1", "12:00", 0),
        },
        left=("lost", "left", "asked"),
    )
    assert lists(compare(before, after)) == {
        "moved": ["moved"],
        "shifted": ["later"],
        "late": ["late"],
        "unassigned": ["lost"],
        "planned": ["found"],
        "new": ["asked", "fresh"],
        "gone": ["fallen"],
    }


def test_a_quarter_of_an_hour_is_no_change_and_a_second_more_is() -> None:
    before = plan({"v": ("c1", "10:00", 0)})
    assert compare(before, plan({"v": ("c1", "10:15", 0)})).is_empty
    assert compare(before, plan({"v": ("c1", "09:45", 0)})).is_empty
    assert compare(before, plan({"v": ("c1", "10:15", 0)})).nudged[0].shift_s == 900
    assert compare(before, plan({"v": ("c1", "10:00:59", 0)})).nudged == ()
    (shifted,) = compare(before, plan({"v": ("c1", "09:44:59", 0)})).shifted
    assert shifted.shift_s == -901


def test_reasons_and_figures_come_along() -> None:
    before, after = plan({"v": ("c1", "10:00", 0)}, cost=7), plan({}, left=("v",), cost=9)
    difference = compare(before, replace(after, version=2))
    (lost,) = difference.unassigned
    assert lost.reasons == (WHY,)
    assert lost.before is not None
    assert lost.before.start == at("10:00")
    assert lost.before.start.tzinfo is dt.UTC
    assert (difference.before.cost, difference.after.cost, difference.after.version) == (7, 9, 2)


def test_a_visit_that_becomes_less_late_is_not_told_as_late() -> None:
    before, after = plan({"v": ("c1", "10:00", 600)}), plan({"v": ("c1", "09:55", 300)})
    assert compare(before, after).is_empty
