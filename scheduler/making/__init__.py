"""A made day for a preset team on any road network: the same date and seed give the same day.

Everybody in it is invented; the places, hours, cars and rules are the preset's.
"""

from __future__ import annotations

import datetime as dt
import zlib

import numpy as np

from maps.network import RoadNetwork
from scheduler.day import Day, Rules, Weights
from scheduler.faults import Fault, InputError
from scheduler.making import crews, errands, homes
from scheduler.teams.preset import Team


def make_day(team: Team, network: RoadNetwork, *, date: dt.date, seed: int) -> Day:
    """Make the day of a team on a date.

    Bases and homes lie where the preset says as far as the network reaches, else at well-connected junctions and
    anywhere along its streets, so that every preset works on every network.

    Raises
    ------
    InputError
        With the fault ``closed_day`` where the team does not work on the date; it names the next date it does.
    """
    check_open(team, date)
    rng = np.random.default_rng([zlib.crc32(team.key.encode()), date.toordinal(), seed % 2**32])
    bases = homes.find_bases(team.bases, network)
    duty = crews.send_out(team, date)
    work = errands.draw(team, date, duty=duty, homes=homes.Homes(team.places, network), rng=rng)
    return Day(
        date=date,
        team=team.key,
        roads=network.name,
        locations=(*(bases[name] for name in sorted({car.start for car in duty.cars})), *work.locations),
        staff=duty.staff,
        cars=duty.cars,
        patients=work.patients,
        visits=work.visits,
        together=work.together,
        gaps=work.gaps,
        rules=Rules(min_gap_same_patient_s=team.rules.min_gap_same_patient_min * 60),
        weights=Weights(preset=team.preset),
    )


def check_open(team: Team, date: dt.date) -> None:
    """See to it that a team works on a date; raises InputError as ``make_day``."""
    if not team.cars_on(date):
        values = {"team": team.key, "date": date.isoformat(), "next": team.next_day(date).isoformat()}
        raise InputError((Fault(code="closed_day", field="date", values=values),))
