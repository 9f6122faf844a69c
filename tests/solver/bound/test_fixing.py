"""Arcs left away: none that a cheap route goes over, and many that none does."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from solver.bound import enumeration, fixing
from solver.bound.hands import Hands
from solver.bound.layout import layout_of
from solver.bound.pricing import Proof
from solver.bound.relaxation import Relaxation
from solver.bound.tasks import SCALE
from solver.problem import Problem
from tests.solver.bound.days import plain_day

ROOMS = (0, 2, 5)
"""How far above the bound better plans may be, in seconds."""


@pytest.mark.parametrize("seed", range(30))
def test_every_arc_of_a_route_that_is_cheap_enough_stays(seed: int) -> None:
    rng = random.Random(seed)
    day = plain_day(rng, visits=rng.randint(4, 8), cars=rng.randint(1, 3))
    with ThreadPoolExecutor(1) as pool:
        hands = Hands(pool, lambda: 20.0)
        relaxation, proof = _relaxed(day, hands)
        ways = relaxation.ways_at(proof)
        for room in ROOMS:
            limits = proof.limits(SCALE * room)
            routes = enumeration.routes(ways, limits, hands, most=100_000)
            assert routes is not None
            kept = [fixing.arcs_within(way, limit, halt=_going()) for way, limit in zip(ways, limits, strict=True)]
            for route in routes:
                arcs = kept[route.kind]
                assert arcs is not None
                assert arcs[(len(arcs) - 1, *route.visits[:-1]), route.visits].all(), f"{route} with room {room}"


def test_most_arcs_are_left_away_where_there_is_no_room() -> None:
    day = plain_day(random.Random(8), visits=9, cars=2)
    with ThreadPoolExecutor(1) as pool:
        relaxation, proof = _relaxed(day, Hands(pool, lambda: 20.0))
        way, limits = relaxation.ways_at(proof)[0], (proof.limits(0)[0], SCALE * 1_000_000)
        few, all_ = (fixing.arcs_within(way, limit, halt=_going()) for limit in limits)
    assert few is not None
    assert all_ is not None
    assert not (few & ~all_).any()
    assert few.sum() < 0.5 * all_.sum()


def test_nothing_is_known_of_arcs_without_room_for_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixing, "MOST_LABELS", 3)
    day = plain_day(random.Random(7), visits=8, cars=2)
    with ThreadPoolExecutor(1) as pool:
        relaxation, proof = _relaxed(day, Hands(pool, lambda: 20.0))
        assert fixing.arcs_within(relaxation.ways_at(proof)[0], SCALE * 1_000_000, halt=_going()) is None


def _relaxed(day: Problem, hands: Hands) -> tuple[Relaxation, Proof]:
    relaxation = Relaxation(layout_of(day, [visit.price for visit in day.visits]), hands)
    relaxation.begin(is_whole=False)
    for _ in relaxation.bounds(lambda: 20.0):
        pass
    assert relaxation.proof is not None
    return relaxation, relaxation.proof


def _going() -> np.ndarray:
    return np.zeros(1, np.int64)
