"""What users read, in Swedish (default) and English: one JSON file a subject, one folder a language.

A key is ``file.name``; ``{names}`` in a text are filled in, and ``{n|one|many}`` picks by the number n, as in the
console's texts. Every text exists in both languages with the same names.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Final, Literal

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")

_LONG_MIN: Final = 120
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_CHOICE: Final = re.compile(r"\{(\w+)\|([^{}|]*)\|([^{}|]*)\}")


def say(key: str, *, language: Language = "sv", **values: object) -> str:
    """Give the text of a key with its values filled in; raises KeyError for an unknown key or name."""
    text = _CHOICE.sub(lambda found: found[2 if str(values[found[1]]) == "1" else 3], catalogue(language)[key])
    return text.format(**values)


def say_number(number: int, *, language: Language = "sv") -> str:
    """Give a number, its thousands parted by a space that does not break or by a comma: ``21 873``, ``21,873``."""
    parted = f"{number:,}"
    return parted if language == "en" else parted.replace(",", _NO_BREAK)


def say_minutes(seconds: int, *, language: Language = "sv") -> str:
    """Say a time in minutes, from two hours on in hours too: ``45 min``, ``2 h 5 min``; never 0 for something."""
    minutes = max(round(seconds / 60), int(seconds > 0))
    if minutes < _LONG_MIN:
        return say("directions.minutes", language=language, number=minutes)
    hours, rest = divmod(minutes, 60)
    return say("directions.hours" if rest else "directions.whole_hours", language=language, hours=hours, minutes=rest)


def say_seconds(seconds: int, *, language: Language = "sv") -> str:
    """Say a time as one would, in one line: ``0 s``, ``20 s``, ``3 min``, ``1 h 5 min``."""
    minutes = round(seconds / 60)
    if seconds < 55:
        number = max(5 * (seconds > 0), round(seconds / 5) * 5)
        told = say("directions.seconds", language=language, number=number)
    elif minutes < 60:
        told = say("directions.minutes", language=language, number=minutes)
    else:
        told = say("directions.hours", language=language, hours=minutes // 60, minutes=minutes % 60)
    return told.replace(" ", _NO_BREAK)


def say_list(words: Sequence[str], *, language: Language = "sv") -> str:
    """Join words as in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say('reasons.and', language=language)} {words[-1]}"


def name_skill(skill: str, *, language: Language = "sv") -> str:
    """Give the word for a skill or profession: the catalogue's, or the skill's own with spaces."""
    return catalogue(language).get(f"skills.{skill.casefold()}", skill.replace("_", " "))


def say_roads(code: str, values: Mapping[str, object], *, language: Language = "sv", mend: bool = False) -> str:
    """Say what is wrong with roads, or what to do, by the code and values of a RoadsError, ways of travelling in words.

    Raises KeyError for an unknown code or name.
    """
    words = catalogue(language)
    told = {name: words.get(f"network.{name}.{value}", value) for name, value in values.items()}
    return say(f"roads.{code}.mend" if mend else f"roads.{code}", language=language, **told)


@functools.cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Read all texts of a language, keyed ``file.name``."""
    folder = resources.files(__package__) / language
    texts: dict[str, str] = {}
    for file in folder.iterdir():
        if file.name.endswith(".json"):
            subject = file.name.removesuffix(".json")
            entries = json.loads(file.read_text(encoding="utf-8"))
            texts |= {f"{subject}.{name}": text for name, text in entries.items()}
    return texts
