"""A desk that is ready answers as one that is made for each call."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scheduler import calling, checking, replanning, translation
from scheduler.call import Call
from scheduler.day import Day, Location, Patient, Visit, Window
from scheduler.desk import CallDesk
from scheduler.offers import Offer
from tests.scheduler.running_days import MINUTE, NOWHERE, at, planned, random_day


def random_call(rng: random.Random, day: Day, number: int) -> Call:
    begin = at("09:00") + rng.randrange(0, 240) * MINUTE
    visit = Visit(
        id=f"n{number}",
        patient=rng.choice(day.patients).id,
        duration_s=900,
        setup_s=rng.choice([0, 300]),
        windows=() if rng.random() < 0.3 else (Window(start=begin, end=begin + 120 * MINUTE),),
        skills=frozenset(rng.choice([[], [], ["nurse"], ["doctor"], ["Nurse", "doctor"], ["surgeon"]])),
        priority=2,
    )
    if rng.random() < 0.4:
        return Call(visit=visit)
    someone = Patient(id=f"q{number}", location=rng.choice(day.locations).id)
    if day.travel is not None or rng.random() < 0.3:
        return Call(visit=replace(visit, patient=someone.id), patient=someone)
    place = Location(id=f"x{number}", lat=63.8 + rng.random() / 10, lon=20.2 + rng.random() / 10)
    return Call(visit=replace(visit, patient=someone.id), patient=replace(someone, location=place.id), location=place)


def _car(offer: Offer) -> str:
    return offer.car


@pytest.mark.parametrize("measured", [False, True], ids=["estimated", "measured"])
@pytest.mark.parametrize("seed", range(12))
def test_a_call_added_to_a_ready_desk_is_answered_as_one_prepared_for(
    seed: int, *, measured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    day = random_day(rng)
    if not measured:
        places = (replace(one, lat=63.8 + rng.random() / 10, lon=20.2 + rng.random() / 10) for one in day.locations)
        day = replace(day, travel=None, locations=tuple(places))
    plan, now = planned(day), at("08:30") + rng.randrange(0, 180) * MINUTE
    if rng.random() < 0.5:
        carried = replanning.carry_on(day, plan, (), at=now, folder=NOWHERE)
        day, plan = carried.day, carried.plan
    ready = CallDesk(day, plan, folder=NOWHERE, at=now)
    calls = [random_call(rng, day, number) for number in range(4)]
    answers = [ready.answer(call) for call in calls]
    monkeypatch.setattr(translation, "knows", lambda *_: False)
    for call, answer in zip(calls, answers, strict=True):
        alone = CallDesk(day, plan, folder=NOWHERE, at=now).answer(call)
        assert answer.reasons == alone.reasons
        assert {offer.car for offer in answer.offers} == {offer.car for offer in alone.offers}
        # Where others have to be moved the two may choose different times for them.
        both = zip(sorted(answer.offers, key=_car), sorted(alone.offers, key=_car), strict=True)
        assert all(one == other for one, other in both if not (one.moved or other.moved))
        for offer in answer.offers:
            called, with_it = calling.place_call(day, plan, call, offer.routes, folder=NOWHERE)
            assert not [one for one in checking.check_plan(called, with_it, folder=NOWHERE) if one.hard]
            (start,) = [stop.start for route in with_it.routes for stop in route.stops if stop.visit == call.visit.id]
            assert start == offer.start
