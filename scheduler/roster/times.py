"""Times of the clock that recur, on a date: an hour that the date skips or has twice is no fault of who wrote them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from scheduler import clock
from scheduler.clock import ClockError
from scheduler.files.wire import BreakItem, ShiftItem, WindowItem


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedClock:
    """The clock of one date.

    A time that the clock skips stands for the time it jumps to. Of one that it shows twice a span takes all: the first
    for its start, the second for its end.
    """

    date: dt.date
    timezone: str

    def window(self, item: WindowItem) -> dict[str, Any]:
        """Give a window as a day says it."""
        start = self._read(item.start)
        end = max(start, self._read(item.end, last=True))
        times = {"start": start, "end": end}
        if item.soft_start is not None:
            times["soft_start"] = min(max(start, self._read(item.soft_start)), end)
        if item.soft_end is not None:
            times["soft_end"] = min(max(times.get("soft_start", start), self._read(item.soft_end, last=True)), end)
        return {name: self._write(at) for name, at in times.items()}

    def shift(self, item: ShiftItem) -> dict[str, Any]:
        """Give a shift as a day says it."""
        start = self._read(item.start)
        end = max(start + dt.timedelta(minutes=1), self._read(item.end, last=True))
        return {"start": self._write(start), "end": self._write(end), "max_overtime_min": item.max_overtime_min}

    def rest(self, item: BreakItem) -> dict[str, Any]:
        """Give a break as a day says it."""
        earliest = self._read(item.earliest)
        latest = max(earliest, self._read(item.latest, last=True))
        times = {"earliest": self._write(earliest), "latest": self._write(latest)}
        return {**times, "duration_min": item.duration_min}

    def _read(self, text: str, *, last: bool = False) -> dt.datetime:
        try:
            return clock.read_instant(text, date=self.date, timezone=self.timezone)
        except ClockError as error:
            if not error.suggestions:
                raise
            meant = error.suggestions[-1 if last else 0]
            return clock.read_instant(meant, date=self.date, timezone=self.timezone)

    def _write(self, at: dt.datetime) -> str:
        return clock.write_instant(at, date=self.date, timezone=self.timezone)
