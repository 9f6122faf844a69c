"""The presets as one page of Markdown, ``docs/teams.md``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from scheduler.teams import TEAMS
from scheduler.teams.preset import ALL_DAYS, WEEKDAYS, Span, Team

_HEAD: Final = """\
# The teams

Made from the presets in `scheduler/teams/` by `python -m scheduler.teams > docs/teams.md`; a test keeps it true.

What published reports of 2016–2025 tell of a team is a fact and must hold in its preset; what they do not tell, and was
chosen to make a sensible day, stands under *Assumed* as paths into the preset's file (`*` means every entry of a list).
In the table a star marks what is assumed at least in part. Three visits a day to one patient are hemrutt's default; the
reports tell of a bound for `mst-malmo` (three) and the `spot` teams (four).

`hemrutt demo KEY` plans a made day of a team; its people, addresses and patients are invented.

| key | team | roads | hours | cars told | out on a weekday | visits on a weekday | visits a patient |
|---|---|---|---|---|---|---|---|
"""
_HOURS: Final = ("hours", "hours.*.open", "hours.*.days")
_CARS: Final = ("cars.*.count", "cars.*.shift", "cars.*.crew")


def write_document() -> str:
    """Give the page: a table of all teams, then for each what it is and what is assumed."""
    teams = list(TEAMS.values())
    return _HEAD + "\n".join(_row(team) for team in teams) + "\n\n" + "\n".join(_section(team) for team in teams)


def _row(team: Team) -> str:
    day = next(number for number in range(7) if any(number in hours.days for hours in team.hours))
    out = sum(car.count for car in team.cars if day in car.days)
    visits = sum(errand.count * errand.visits_each for errand in team.errands if day in errand.days)
    hours = ", ".join(f"{_days(entry.days)} {_clock(entry.open)}" for entry in team.hours)
    cells = (
        f"`{team.key}`",
        team.name.en,
        f"`{team.roads}`",
        hours + _star(team, _HOURS),
        ", ".join(f"{count} {mode}{'s' if count > 1 else ''}" for mode, count in team.cars_told.items()) or "–",
        f"{out}{_star(team, _CARS)}",
        f"{visits}*",
        f"at most {team.rules.max_visits_per_day}",
    )
    return "| " + " | ".join(cells) + " |"


def _section(team: Team) -> str:
    posts = ", ".join(f"{count:g} {_words(profession)}" for profession, count in team.posts.items())
    errands = ", ".join(f"{_words(errand.name)} ({errand.count})" for errand in team.errands)
    cars = "; ".join(_car(team, number) for number in range(len(team.cars)))
    lines = [
        f"## {team.name.en} (`{team.key}`)",
        team.about.en,
        f"- Municipalities: {', '.join(team.municipalities)}",
        *([f"- Posts: {posts}{_star(team, ['posts'])}"] if posts else []),
        f"- Cars: {cars}",
        f"- Reasons for visits, with patients a day: {errands}",
        f"- Assumed: {', '.join(f'`{path}`' for path in team.assumed)}",
    ]
    return "\n".join([lines[0], "", lines[1], "", *lines[2:], ""])


def _car(team: Team, number: int) -> str:
    car = team.cars[number]
    count = f"{car.count} × " if car.count > 1 else ""
    crew = " and ".join(_words(member.profession) for member in car.crew)
    how = " by bike" if car.mode == "bike" else ""
    whose = "" if car.own else ", not the team's own"
    days = "" if car.days == ALL_DAYS else f" {_days(car.days)}"
    return f"{count}{crew}{how}{days} {_clock(car.shift)}{whose}"


def _star(team: Team, paths: Iterable[str]) -> str:
    return "*" if any(path in team.assumed for path in paths) else ""


def _days(days: frozenset[int]) -> str:
    known = {ALL_DAYS: "every day", frozenset(range(5)): "weekdays", frozenset({5, 6}): "weekends"}
    return known.get(days) or ", ".join(WEEKDAYS[day].capitalize() for day in sorted(days))


def _clock(span: Span) -> str:
    if span.round_the_clock:
        return "round the clock"
    start, end = (f"{minutes // 60 % 24:02d}:{minutes % 60:02d}" for minutes in (span.start, span.end))
    return f"{start}–{end}" + (" (next day)" if span.end > 24 * 60 else "")


def _words(name: str) -> str:
    return name.replace("_", " ")
