"""Reasons in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NoReturn

import numpy as np
import pytest

from scheduler import clock, day, plan, reasons, translation, travelling
from scheduler.texts import LANGUAGES, Language
from solver.explain import Explainer, Reason
from solver.solution import Solution

DATE = dt.date(2026, 11, 23)


def test_help_that_costs_nothing_is_not_told_a_price_below_zero() -> None:
    """A visit by phone at the start costs no drive: whoever had the skill could make it for nothing."""
    told = _why_no_doctor_calls(cars=1, language="sv")
    assert [reason.code for reason in told] == ["skill"]
    assert "Planen blir då inte dyrare." in str(told[0].would_help)


@pytest.mark.parametrize(
    ("cars", "language", "text"),
    [
        (2, "sv", "Besättningarna i c1 och c2 saknar kompetensen läkare."),
        (5, "sv", "Besättningarna i dagens 5 bilar saknar kompetensen läkare."),
        (5, "en", "The crews of the day's 5 cars lack the skill doctor."),
    ],
)
def test_many_cars_of_which_none_is_left_out_are_told_by_their_number(cars: int, language: Language, text: str) -> None:
    told = _why_no_doctor_calls(cars=cars, language=language)
    assert [reason.text for reason in told] == [text]
    assert len(told[0].cars) == cars


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_begins_with_all_cars_begins_with_a_capital(language: Language) -> None:
    prepared = _prepare(cars=5)
    late = Reason(code="time_window", cars=(0, 1, 2, 3, 4), remedy=None)
    text = reasons.tell_reason(prepared, late, 0, language=language).text
    assert text[0].isupper()
    few = reasons.tell_reason(prepared, replace(late, cars=(0, 1)), 0, language=language).text
    assert few.startswith("c1")


def _why_no_doctor_calls(*, cars: int, language: Language) -> tuple[plan.Reason, ...]:
    prepared = _prepare(cars=cars)
    explainer = Explainer(prepared.problem, Solution(routes=()))
    return reasons.give_reasons(prepared, explainer, 0, language=language)


def _prepare(*, cars: int) -> translation.Translation:
    """Make a day with a phone call that takes a doctor, and cars with a nurse each."""
    start, end = (clock.read_instant(text, date=DATE, timezone="Europe/Stockholm") for text in ("08:00", "16:00"))
    still = day.Matrix(seconds=np.zeros((1, 1), dtype=np.int64), metres=np.zeros((1, 1), dtype=np.int64))
    shift = day.Shift(start=start, end=end)
    numbers = range(1, cars + 1)
    asked = day.Day(
        date=DATE,
        team="test",
        travel=day.TravelTable(locations=("base",), modes={"car": still}),
        locations=(day.Location(id="base", lat=63.8, lon=20.2),),
        staff=tuple(day.Staff(id=f"s{n}", name=f"Anna {n}", profession="nurse") for n in numbers),
        cars=tuple(day.Car(id=f"c{n}", start="base", end="base", crew=(f"s{n}",), shift=shift) for n in numbers),
        patients=(day.Patient(id="p1", location="base"),),
        visits=(day.Visit(id="v1", patient="p1", duration_s=600, kind=day.Kind.PHONE, skills=frozenset({"doctor"})),),
        weights=day.Weights(prices={"balance": 0}),
    )
    return translation.translate(asked, travelling.measure_travel(asked, lambda *_: _no_network()))


def _no_network() -> NoReturn:
    raise AssertionError("the day has its own drives")
