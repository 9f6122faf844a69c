"""Directions in words: what ``maps.directions`` tells, in the sentences of a language."""

from __future__ import annotations

from typing import Final

from maps.directions import Step
from scheduler.texts import Language, say, say_number

_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def say_step(step: Step, *, language: Language = "sv") -> str:
    """Say what to do, as a whole sentence."""
    values = {"street": step.street, "road": step.road, "number": step.number}
    values |= {"length": say_metres(step.metres, language=language)}
    return say(f"directions.{step.phrase}", language=language, **values)


def say_row(metres: int, seconds: int, *, language: Language = "sv") -> tuple[str, str]:
    """Say a length and a time in full, for columns that add up: ``21 873 m``, ``21:47``, ``1:05:00``."""
    hours, rest = divmod(seconds, 3600)
    minutes = f"{rest // 60}" if not hours else f"{hours}:{rest // 60:02}"
    return _say("metres", say_number(metres, language=language), language), f"{minutes}:{rest % 60:02}"


def say_metres(metres: float, *, language: Language = "sv") -> str:
    """Say a length as one would: ``0 m``, ``40 m``, ``350 m``, ``1,2 km``, ``48 km``."""
    if metres < 975:
        unit = 10 if metres < 95 else 50
        return _say("metres", f"{max(unit * (metres > 0), round(metres / unit) * unit)}", language)
    decimals = 1 if metres < 9_950 else 0
    text = f"{metres / 1000:.{decimals}f}"
    return _say("km", text if language == "en" else text.replace(".", ","), language)


def _say(unit: str, number: str, language: Language) -> str:
    return say(f"directions.{unit}", language=language, number=number).replace(" ", _NO_BREAK)
