"""Days as clients post them: homes strewn over the Umeå network, crews, skills, windows and breaks."""

from __future__ import annotations

import random
from typing import Any, Final

_SKILLS: Final = ("iv_therapy", "wound_care", "palliative")
_CENTRE: Final = (63.825, 20.263)


def make_day(visits: int, cars: int, *, seed: int = 1, date: str = "2026-11-23") -> dict[str, Any]:
    """Make a day document (`hemrutt-day/1`) that its cars can nearly do."""
    lots = random.Random(seed)  # noqa: S311 (a made day, no secret)
    homes = [_place(f"l{number}", lots, spread=0.05) for number in range(visits)]
    bases = [_place(f"base{number}", lots, spread=0.01) for number in range(3)]
    staff = [
        {"id": f"s{number}", "name": f"S {number}", "profession": "nurse", "skills": lots.sample(_SKILLS, 2)}
        for number in range(cars)
    ]
    return {
        "format": "hemrutt-day/1",
        "date": date,
        "team": "primar",
        "roads": "umea",
        "locations": [*bases, *homes],
        "staff": staff,
        "cars": [_car(number, lots) for number in range(cars)],
        "patients": [{"id": f"p{number}", "location": f"l{number}"} for number in range(visits)],
        "visits": [_visit(number, lots) for number in range(visits)],
    }


def make_call(number: int, lots: random.Random) -> dict[str, Any]:
    """Make an urgent call from a home that the day does not know (`hemrutt-call/1`)."""
    lat, lon = (round(centre + lots.uniform(-0.04, 0.04), 6) for centre in _CENTRE)
    return {"id": f"call{number}", "lat": lat, "lon": lon, "duration_min": 20, "skills": ["nurse"], "priority": 3}


def _place(key: str, lots: random.Random, *, spread: float) -> dict[str, Any]:
    lat, lon = (centre + lots.uniform(-spread, spread) for centre in _CENTRE)
    return {"id": key, "lat": round(lat, 6), "lon": round(lon, 6)}


def _car(number: int, lots: random.Random) -> dict[str, Any]:
    base = f"base{lots.randrange(3)}"
    return {
        "id": f"car-{number + 1}",
        "mode": "car",
        "start": base,
        "end": base,
        "crew": [f"s{number}"],
        "shift": {"start": "07:30", "end": "16:30", "max_overtime_min": 30},
        "breaks": [{"earliest": "11:00", "latest": "13:30", "duration_min": 30}],
    }


def _visit(number: int, lots: random.Random) -> dict[str, Any]:
    early = lots.randrange(8, 13)
    skills = ["nurse", lots.choice(_SKILLS)] if lots.random() < 0.3 else ["nurse"]
    return {
        "id": f"v{number}",
        "patient": f"p{number}",
        "duration_min": lots.choice((15, 20, 30)),
        "windows": [{"start": f"{early:02d}:00", "end": f"{early + 3:02d}:00"}],
        "skills": skills,
        "priority": lots.choice((1, 2, 3)),
    }
