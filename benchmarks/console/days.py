"""Teams of any size, all of a kind."""

from __future__ import annotations

from dataclasses import replace

from scheduler.teams import find_team
from scheduler.teams.preset import Team


def make_team(times: int) -> Team:
    """Give the team of a large city, with so many times its visits and about as many cars as they need."""
    team = find_team("nst-su")
    return replace(
        team,
        cars=tuple(replace(car, count=car.count * times * 3 // 4, max_visits=9) for car in team.cars),
        errands=tuple(replace(errand, count=errand.count * times) for errand in team.errands),
    )
