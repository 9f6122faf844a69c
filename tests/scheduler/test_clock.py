"""Local times and UTC instants, around both clock changes of 2026 and past midnight."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import clock
from scheduler.clock import ClockError, day_start, read_instant, read_timestamp, write_instant

STOCKHOLM = "Europe/Stockholm"


def read(text: str, date: str = "2026-11-23", timezone: str = STOCKHOLM) -> dt.datetime:
    return read_instant(text, date=dt.date.fromisoformat(date), timezone=timezone)


@pytest.mark.parametrize(
    ("text", "date", "utc"),
    [
        ("08:30", "2026-11-23", "2026-11-23T07:30:00+00:00"),
        ("8.30", "2026-11-23", "2026-11-23T07:30:00+00:00"),
        ("08:30:15", "2026-07-01", "2026-07-01T06:30:15+00:00"),
        ("26:30", "2026-11-23", "2026-11-24T01:30:00+00:00"),
        ("24:00", "2026-12-31", "2026-12-31T23:00:00+00:00"),
        ("26:00", "2028-02-28", "2028-02-29T01:00:00+00:00"),
        ("01:59", "2026-03-29", "2026-03-29T00:59:00+00:00"),
        ("03:00", "2026-03-29", "2026-03-29T01:00:00+00:00"),
        ("03:00", "2026-10-25", "2026-10-25T02:00:00+00:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25", "2026-10-25T01:30:00+00:00"),
        ("2026-11-23T08:30Z", "2026-11-23", "2026-11-23T08:30:00+00:00"),
        ("2026-11-23 08:30", "2026-11-23", "2026-11-23T07:30:00+00:00"),
        ("2026-11-23T08:30:00.000Z", "2026-11-23", "2026-11-23T08:30:00+00:00"),
    ],
)
def test_times_are_read_as_utc(text: str, date: str, utc: str) -> None:
    assert read(text, date).isoformat() == utc


@pytest.mark.parametrize(
    "text",
    ["", "8", "0830", "48:00", "12:60", "12:00:60", "noon", "-1:00", "٠٨:٣٠", "2026-11-23", "2026-02-30T08:00:00Z",
     "2026-W48-1T08:00", "2026-11-23T08:30:00.500Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
     "0001-01-01T00:00:00", "2026-11-23T08:30:00+25:00"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ClockError) as caught:
        read(text)
    assert caught.value.code == "bad_time"


@pytest.mark.parametrize(
    ("text", "date", "suggestion"),
    [
        ("02:30", "2026-03-29", "03:30"),
        ("26:30", "2026-03-28", "27:30"),
        ("2026-03-29T02:30:00", "2026-03-29", "2026-03-29T03:30:00"),
    ],
)
def test_an_hour_that_the_clock_skips_is_refused_with_the_time_after_it(text: str, date: str, suggestion: str) -> None:
    with pytest.raises(ClockError) as caught:
        read(text, date)
    assert (caught.value.code, caught.value.suggestions) == ("missing_hour", (suggestion,))
    read(suggestion, date)


@pytest.mark.parametrize(("text", "date"), [("02:30", "2026-10-25"), ("26:30", "2026-10-24"), ("02:00", "2026-10-25")])
def test_an_hour_that_comes_twice_is_refused_with_both_times_as_timestamps(text: str, date: str) -> None:
    with pytest.raises(ClockError) as caught:
        read(text, date)
    assert caught.value.code == "doubled_hour"
    first, second = (read(suggestion, date) for suggestion in caught.value.suggestions)
    assert second - first == dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-23", 8)], ids=["spring", "autumn", "plain"]
)
def test_a_night_shift_lasts_as_long_as_it_really_does(date: str, hours: int) -> None:
    assert read("30:00", date) - read("22:00", date) == dt.timedelta(hours=hours)


@pytest.mark.parametrize(("date", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-23", 24)])
def test_a_day_lasts_as_long_as_it_really_does(date: str, hours: int) -> None:
    day = dt.date.fromisoformat(date)
    assert day_start(day + dt.timedelta(days=1), STOCKHOLM) - day_start(day, STOCKHOLM) == dt.timedelta(hours=hours)


@given(
    st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    | st.sampled_from([dt.date(2026, 3, 28), dt.date(2026, 10, 24)]),
    st.integers(-86_400, 3 * 86_400),
    st.sampled_from([STOCKHOLM, "Europe/Lisbon", "Australia/Lord_Howe", "America/St_Johns", "UTC"]),
)
def test_any_instant_written_reads_back_the_same(date: dt.date, seconds: int, timezone: str) -> None:
    at = day_start(date, timezone) + dt.timedelta(seconds=seconds)
    assert read_instant(write_instant(at, date=date, timezone=timezone), date=date, timezone=timezone) == at


def test_times_are_written_as_short_as_can_be() -> None:
    date = dt.date(2026, 10, 24)
    write = [
        write_instant(read(text, "2026-10-24"), date=date, timezone=STOCKHOLM)
        for text in ("7:30", "22.00", "30:00", "07:30:05", "2026-10-25T02:30:00+01:00")
    ]
    assert write == ["07:30", "22:00", "30:00", "07:30:05", "2026-10-25T02:30:00+01:00"]


@pytest.mark.parametrize("text", ["2026-11-23T08:30:00", "08:30", "2026-11-23T08:30:00+01:00x"])
def test_a_timestamp_of_a_plan_needs_its_offset(text: str) -> None:
    with pytest.raises(ClockError):
        read_timestamp(text)


def test_zones_that_never_change_or_are_not_there_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock.knows_changes()

    def find(_: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError

    for wrong in (lambda _: ZoneInfo("Etc/GMT-1"), lambda _: ZoneInfo("Africa/Cairo"), find):
        with monkeypatch.context() as patched:
            patched.setattr(clock, "ZoneInfo", wrong)
            assert not clock.knows_changes()
