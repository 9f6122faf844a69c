"""Directions in words: what ``maps.directions`` tells, in the sentences of a language."""

from __future__ import annotations

from typing import Final

from maps.directions import Step
from scheduler.texts import Language, say

_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def say_step(step: Step, *, language: Language = "sv") -> str:
    """Say what to do, as a whole sentence."""
    values = {"street": step.street, "road": step.road, "number": step.number}
    values |= {"length": say_metres(step.metres, language=language)}
    return say(f"directions.{step.phrase}", language=language, **values)


def say_metres(metres: float, *, language: Language = "sv") -> str:
    """Say a length as one would: ``40 m``, ``350 m``, ``1,2 km``, ``48 km``."""
    if metres < 975:
        unit = 10 if metres < 95 else 50
        return _say("metres", f"{max(unit, round(metres / unit) * unit)}", language)
    decimals = 1 if metres < 9_950 else 0
    text = f"{metres / 1000:.{decimals}f}"
    return _say("km", text if language == "en" else text.replace(".", ","), language)


def say_seconds(seconds: int, *, language: Language = "sv") -> str:
    """Say a time as one would: ``20 s``, ``3 min``, ``1 h 5 min``."""
    if seconds < 55:
        return _say("seconds", f"{max(5, round(seconds / 5) * 5)}", language)
    minutes = round(seconds / 60)
    if minutes < 60:
        return _say("minutes", f"{minutes}", language)
    hours, rest = divmod(minutes, 60)
    return say("directions.hours", language=language, hours=hours, minutes=rest).replace(" ", _NO_BREAK)


def _say(unit: str, number: str, language: Language) -> str:
    return say(f"directions.{unit}", language=language, number=number).replace(" ", _NO_BREAK)
