"""Times of one day as they are written, read so that all that is wrong with them is told at once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from scheduler import clock
from scheduler.clock import ClockError
from scheduler.files.findings import Finding, Path, shown


@dataclass(slots=True, kw_only=True)
class TimeReader:
    """Reads the times of one day and keeps what is wrong with them."""

    date: dt.date
    timezone: str
    findings: list[Finding] = field(default_factory=list)

    def read(self, text: str | None, path: Path) -> dt.datetime | None:
        """Read one time; None where there is none or where it is wrong."""
        if text is None:
            return None
        try:
            at = clock.read_instant(text, date=self.date, timezone=self.timezone)
        except ClockError as error:
            self._refuse(path, error.code, value=shown(text), **_suggest(error))
            return None
        first = clock.day_start(self.date, self.timezone)
        last = clock.day_start(self.date + dt.timedelta(days=2), self.timezone)
        if not first <= at <= last:
            self._refuse(path, "time_outside_day", value=shown(text), date=self.date.isoformat())
            return None
        return at

    def read_span(
        self, start: str, end: str, path: Path, names: tuple[str, str]
    ) -> tuple[dt.datetime, dt.datetime] | None:
        """Read two times that must come in order; ``names`` are their fields below ``path``."""
        first, second = self.read(start, (*path, names[0])), self.read(end, (*path, names[1]))
        if first is None or second is None:
            return None
        if second < first:
            next_day = {"nearest": _next_day(end)} if _next_day(end) else {}
            self._refuse((*path, names[1]), "ends_before_start", start=shown(start), end=shown(end), **next_day)
            return None
        return first, second

    def _refuse(self, path: Path, code: str, **values: object) -> None:
        self.findings.append(Finding(path=path, code=code, values=values))


def _suggest(error: ClockError) -> dict[str, object]:
    return dict(zip(("nearest", "other"), error.suggestions, strict=False))


def _next_day(text: str) -> str | None:
    match = re.fullmatch(r"([0-9]{1,2})([:.][0-9]{2})", text.strip())
    return f"{int(match[1]) + 24}{match[2].replace('.', ':')}" if match and int(match[1]) < 24 else None
