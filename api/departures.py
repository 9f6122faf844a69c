"""When drives begin, and what the roads are like then: for the command line and for HTTP."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from maps import paths, travel
from maps.conditions import Conditions
from maps.network import RoadNetwork
from maps.snapping import Snaps
from maps.times import calibration_files, timetable, usual_traffic
from maps.times.traffic import Moment
from maps.travel import Matrix
from scheduler import clock
from scheduler.clock import ClockError

TIMEZONE: Final = "Europe/Stockholm"
_CLOCK: Final = re.compile(r"(?P<hour>[0-9]{1,2})[:.][0-9]{2}(?:[:.][0-9]{2})?")
_HOURS: Final = 24
_SATURDAY: Final = 5


def read_moment(text: str) -> Moment:
    """Read a time of a weekday, or a date with time of day, as local time.

    Raises
    ------
    ClockError
        Also for the hours from 24, which days take for those of the next morning: here no day is told.
    """
    time = _CLOCK.fullmatch(text.strip())
    if time is not None and int(time["hour"]) >= _HOURS:
        raise ClockError("bad_time", text)
    # Any ordinary Monday will do for a time without date.
    local = clock.to_local(clock.read_instant(text, date=dt.date(2026, 11, 23), timezone=TIMEZONE), TIMEZONE)
    weekend = time is None and local.weekday() >= _SATURDAY
    return Moment(weekend=weekend, second=3600 * local.hour + 60 * local.minute + local.second)


def find_conditions(
    network: RoadNetwork, folder: Path, moment: Moment | None, *, winter: bool = False, ferries: bool = True
) -> Conditions:
    """Give what is learned of the roads that a folder keeps, and with a departure the traffic at that time."""
    calibration = calibration_files.find_calibration(network, folder)
    known = Conditions(calibration=calibration, winter=winter, ferries=ferries)
    if moment is None:
        return known
    learned = None if calibration is None else calibration.traffic
    return replace(known, moment=moment, traffic=learned or usual_traffic.for_network(network))


def measure(network: RoadNetwork, starts: Snaps, ends: Snaps, conditions: Conditions) -> Matrix:
    """Measure drives with the walks at both ends; with a departure as the traffic goes over from slice to slice."""
    moment, traffic = conditions.moment, conditions.traffic
    if moment is None or traffic is None:
        return travel.measure(network, starts, to=ends, conditions=conditions, walk=True)
    day = timetable.measure_day(
        network, starts, traffic, weekend=moment.weekend, conditions=conditions, to=ends, walk=True
    )
    return day.at(moment.second)


def find_paths(
    network: RoadNetwork, snaps: Snaps, legs: Sequence[tuple[int, int]], conditions: Conditions
) -> tuple[paths.Path | None, ...]:
    """Find the ways of legs, whose seconds and metres are those of ``measure`` under the same conditions."""
    moment, traffic = conditions.moment, conditions.traffic
    if moment is None or traffic is None:
        return paths.find_paths(network, snaps, legs, conditions=conditions, walk=True)
    return timetable.find_paths(network, snaps, legs, traffic, moment=moment, conditions=conditions, walk=True)
