"""Patterns of dates, against a count that steps from one date to the next."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from scheduler.roster.records import Absence, Rhythm
from scheduler.roster.rhythms import covering, falls_on
from tests.scheduler.roster.registries import DATES, Json, rhythms

NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def stepped(document: Json, days: int) -> list[dt.date]:
    """List the dates of a pattern by going through a calendar day by day, turning a leaf each Monday."""
    at = dt.date.fromisoformat(document["from"])
    last = at + dt.timedelta(days=days)
    if document["until"]:
        last = min(last, dt.date.fromisoformat(document["until"]))
    found, since, leaf = [], 0, 0
    while at <= last:
        wanted = not document["weekdays"] or NAMES[at.weekday()] in document["weekdays"]
        if wanted and since == 0 and leaf == 0:
            found.append(at)
        at += dt.timedelta(days=1)
        since = (since + 1) % document["every_days"]
        if at.weekday() == 0:
            leaf = (leaf + 1) % document["every_weeks"]
    return found


@given(rhythms())
def test_a_pattern_falls_where_counting_through_the_calendar_falls(document: Json) -> None:
    rhythm = Rhythm.model_validate(document)
    first = dt.date.fromisoformat(document["from"])
    dates = [first + dt.timedelta(days=days) for days in range(-10, 801)]
    assert [date for date in dates if falls_on(rhythm, date)] == stepped(document, 800)


@given(DATES)
def test_a_pattern_that_says_nothing_falls_on_every_date(date: dt.date) -> None:
    assert falls_on(Rhythm(), date)


@given(DATES, st.integers(0, 60), st.integers(-70, 70))
def test_a_spell_covers_its_first_and_last_date_and_those_between(first: dt.date, length: int, away: int) -> None:
    until = first + dt.timedelta(days=length)
    spell = Absence.model_validate({"from": first.isoformat(), "until": until.isoformat(), "kind": "ill"})
    date = first + dt.timedelta(days=away)
    assert (covering([spell], date) is not None) == (0 <= away <= length)


def test_of_two_spells_the_one_that_ends_last_is_told() -> None:
    short, long = (
        Absence.model_validate({"from": "2026-11-23", "until": until, "kind": "ill"}) for until in ("2026-11-24", None)
    )
    assert covering([long, short], dt.date(2026, 11, 23)) is long
