"""Reasons in words."""

from __future__ import annotations

import datetime as dt
from typing import NoReturn

import numpy as np

from scheduler import clock, day, reasons, translation, travelling
from solver.explain import Explainer
from solver.solution import Solution

DATE = dt.date(2026, 11, 23)


def test_help_that_costs_nothing_is_not_told_a_price_below_zero() -> None:
    """A visit by phone at the start costs no drive: whoever had the skill could make it for nothing."""
    start, end = (clock.read_instant(text, date=DATE, timezone="Europe/Stockholm") for text in ("08:00", "16:00"))
    still = day.Matrix(seconds=np.zeros((1, 1), dtype=np.int64), metres=np.zeros((1, 1), dtype=np.int64))
    asked = day.Day(
        date=DATE,
        team="test",
        travel=day.TravelTable(locations=("base",), modes={"car": still}),
        locations=(day.Location(id="base", lat=63.8, lon=20.2),),
        staff=(day.Staff(id="anna", name="Anna", profession="nurse"),),
        cars=(day.Car(id="c1", start="base", end="base", crew=("anna",), shift=day.Shift(start=start, end=end)),),
        patients=(day.Patient(id="p1", location="base"),),
        visits=(day.Visit(id="v1", patient="p1", duration_s=600, kind=day.Kind.PHONE, skills=frozenset({"doctor"})),),
        weights=day.Weights(prices={"balance": 0}),
    )
    prepared = translation.translate(asked, travelling.measure_travel(asked, lambda *_: _no_network()))
    told = reasons.give_reasons(prepared, Explainer(prepared.problem, Solution(routes=())), 0, language="sv")
    assert [reason.code for reason in told] == ["skill"]
    assert "Planen blir då inte dyrare." in str(told[0].would_help)


def _no_network() -> NoReturn:
    raise AssertionError("the day has its own drives")
