"""When a drive begins and what the roads are like then, as it is said to people."""

from __future__ import annotations

from api import departures
from api.cli.refusals import RefusedError
from api.cli.session import Session
from maps.conditions import Conditions
from maps.network import RoadNetwork
from maps.times.traffic import Moment
from scheduler import texts
from scheduler.clock import ClockError


def read_moment(text: str) -> Moment:
    """Read when drives begin, as ``departures.read_moment``; raises RefusedError."""
    try:
        return departures.read_moment(text)
    except ClockError as error:
        raise RefusedError("depart", place="--depart", value=text[:60]) from error


def tell_conditions(session: Session, network: RoadNetwork, conditions: Conditions) -> list[str]:
    """Say under which conditions drives were measured, and whether the roads are real."""

    def say(key: str, **values: object) -> str:
        return texts.say(f"traffic.{key}", language=session.language, **values)

    moment = conditions.moment
    learned = moment is None and conditions.calibration is not None and bool(conditions.calibration.any_time)
    if moment is None:
        lines = [] if learned else [say("free_flow")]
    elif conditions.traffic is None:
        lines = [say("no_traffic", mode=say(f"by.{network.mode}"))]
    else:
        time = f"{moment.second // 3600:02}:{moment.second // 60 % 60:02}"
        lines = [say("departing", time=time, day=say("weekend" if moment.weekend else "weekday"))]
    lines += [say("winter")] if conditions.winter else []
    lines += [] if conditions.ferries else [say("no_ferries")]
    if conditions.calibration is not None:
        key = "calibrated_any_time" if learned else "calibrated"
        lines.append(say(key, drives=conditions.calibration.drives))
    lines += [texts.say("directions.made", language=session.language)] if network.made else []
    return lines
