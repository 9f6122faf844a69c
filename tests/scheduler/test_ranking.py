"""Offers are ranked by one sum: what they cost, how long the call waits, and how many others are moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import ranking
from scheduler.day import Visit, Window
from scheduler.offers import Moved, Offer
from tests.scheduler.running_days import MINUTE, at

CHEAP = Offer(
    car="c1", position=1, after=None, before=None, arrive=at("14:00"), start=at("14:00"), end=at("14:30"), drive_s=60,
    cost=180, parts={}, overtime_s=0, late_s=0, known=False, moved=(), routes=(),
)  # fmt: skip
VISIT = Visit(id="v9", patient="p9", duration_s=1800)
SOON = replace(CHEAP, car="c2", start=at("09:00"), cost=9_000)


def moved(minutes: float) -> Moved:
    start = at("12:00") + minutes * MINUTE
    shift_s = round(minutes * 60)
    return Moved(visit="v1", car="c1", was=at("12:00"), start=start, shift_s=shift_s, was_late_s=0, late_s=0)


def cars(*offers: Offer, priority: int = 1, top: int = 5, per_car: int = 1) -> list[str]:
    return [offer.car for offer in ranking.rank(offers, priority, top=top, per_car=per_car)]


@pytest.mark.parametrize(("priority", "first"), [(0, "c1"), (1, "c1"), (3, "c2"), (4, "c2"), (100, "c2")])
def test_the_more_urgent_a_call_the_more_an_early_arrival_counts(priority: int, first: str) -> None:
    assert cars(CHEAP, SOON, priority=priority)[0] == first


def test_at_priority_3_a_minute_of_waiting_is_worth_a_minute_of_driving() -> None:
    later = replace(CHEAP, start=SOON.start + 10 * MINUTE, cost=SOON.cost - 10 * 180 + 1)
    assert cars(later, SOON, priority=3) == ["c2", "c1"]
    assert cars(replace(later, cost=later.cost - 2), SOON, priority=3) == ["c1", "c2"]


def test_who_moves_fewer_comes_first_where_it_costs_little_more() -> None:
    moving = replace(CHEAP, moved=(moved(5), moved(-3)))
    still = replace(CHEAP, car="c2", cost=CHEAP.cost + 2 * ranking.PRICE_OF_MOVED - 1)
    assert cars(moving, still) == ["c2", "c1"]
    assert cars(replace(moving, moved=(moved(5),)), still) == ["c1", "c2"]


def test_of_the_first_it_is_told_what_counted_for_it_the_most_first() -> None:
    first = replace(CHEAP, parts={"driving": 180, "continuity": 0, "waiting": 50})
    other = replace(
        SOON,
        cost=9_000,
        start=CHEAP.start + 10 * MINUTE,
        moved=(moved(5),),
        parts={"driving": 7_100, "continuity": 1_800},
    )
    best, rest = ranking.rank([first, other], 1, top=5, per_car=1)
    assert [(one.kind, one.by) for one in best.why] == [("driving", 6_920), ("continuity", 1_800), ("fewer", 1)]
    (urgent, _) = ranking.rank([first, other], 4, top=5, per_car=1)
    assert [(one.kind, one.by) for one in urgent.why][:2] == [("sooner", 600), ("driving", 6_920)]
    assert rest.why == ()


def test_the_best_of_another_car_is_compared_with_though_it_is_not_shown() -> None:
    (best,) = ranking.rank([CHEAP, SOON], 3, top=1, per_car=1)
    assert [one.kind for one in best.why] == ["sooner"]
    (alone,) = ranking.rank([SOON, replace(SOON, position=2)], 3, top=1, per_car=1)
    assert [one.kind for one in alone.why] == ["only"]


def test_what_nobody_notices_moves_nobody() -> None:
    (ranked,) = ranking.rank([replace(CHEAP, moved=(moved(0.9), moved(1)))], 1, top=5, per_car=1)
    assert ranked.rank.moved == ranking.PRICE_OF_MOVED


def test_what_ranks_an_offer_adds_up() -> None:
    first, last = ranking.rank([CHEAP, SOON], 3, top=5, per_car=1)
    assert (first.rank.cost, first.rank.waiting, first.rank.moved) == (9_000, 0, 0)
    assert last.rank.total == 180 + 5 * 3600 * 3


def test_each_car_has_its_share_of_the_offers() -> None:
    twin = replace(CHEAP, position=2, start=at("08:00"), cost=240)
    assert cars(CHEAP, twin, SOON, top=2) == ["c1", "c2"]
    assert cars(CHEAP, twin, SOON, top=2, per_car=2) == ["c1", "c1"]
    assert cars() == []


def test_an_offer_found_twice_is_given_once() -> None:
    assert cars(CHEAP, SOON, CHEAP, per_car=3) == ["c1", "c2"]


NOON = Window(start=at("12:00"), end=at("16:00"))


@pytest.mark.parametrize(
    ("window", "since", "cut"),
    [
        (NOON, "11:45", ("12:00", "12:15")),
        (NOON, "13:00", ("12:00", "13:30")),
        (NOON, "15:50", ("12:00", "16:00")),
        (NOON, "11:00", None),
        (NOON, "16:01", None),
        (replace(NOON, soft_start=at("15:00")), "13:00", None),
    ],
)
def test_a_visit_in_a_hurry_starts_soon_unless_it_may_not(
    window: Window, since: str, cut: tuple[str, str] | None
) -> None:
    hurried = ranking.hurry(replace(VISIT, windows=(window,)), at(since), 1800)
    assert (None if hurried is None else [(one.start, one.end) for one in hurried.windows]) == (
        None if cut is None else [(at(cut[0]), at(cut[1]))]
    )


def test_a_visit_at_any_time_in_a_hurry_starts_from_now_on() -> None:
    hurried = ranking.hurry(replace(VISIT, windows=()), at("13:00"), 1800)
    assert hurried is not None
    assert [(one.start, one.end) for one in hurried.windows] == [(at("13:00"), at("13:30"))]


def test_a_wish_for_soon_is_kept_within_it() -> None:
    wished = replace(NOON, soft_end=at("15:00"))
    hurried = ranking.hurry(replace(VISIT, windows=(wished,)), at("13:00"), 1800)
    assert hurried is not None
    assert hurried.windows[0].soft_end == at("13:30")
