"""When a drive begins, and what the roads are like then."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from api.cli.refusals import RefusedError
from api.cli.session import Session
from maps.conditions import Conditions
from maps.network import RoadNetwork
from maps.times import calibration_files, usual_traffic
from maps.times.traffic import Moment
from scheduler import clock

TIMEZONE: Final = "Europe/Stockholm"
_CLOCK: Final = re.compile(r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?")
_SATURDAY: Final = 5


def read_moment(text: str) -> Moment:
    """Read a time of a weekday, or a date with time of day, as local time; raises RefusedError."""
    try:
        # Any ordinary Monday will do for a time without date.
        instant = clock.read_instant(text, date=dt.date(2026, 11, 23), timezone=TIMEZONE)
    except clock.ClockError as error:
        raise RefusedError("depart", value=text[:60]) from error
    local = clock.to_local(instant, TIMEZONE)
    second = 3600 * local.hour + 60 * local.minute + local.second
    weekend = not _CLOCK.fullmatch(text.strip()) and local.weekday() >= _SATURDAY
    return Moment(weekend=weekend, second=second)


def find_conditions(session: Session, network: RoadNetwork, moment: Moment | None) -> Conditions:
    """Give what is learned of the roads, and with a departure the traffic at that time."""
    calibration = calibration_files.find_calibration(network, session.settings.roads)
    if moment is None:
        return Conditions(calibration=calibration)
    learned = None if calibration is None else calibration.traffic
    return Conditions(calibration=calibration, moment=moment, traffic=learned or usual_traffic.for_network(network))
