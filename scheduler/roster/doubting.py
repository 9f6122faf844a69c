"""What is allowed in a registry and probably not meant: somebody without a name, a profession that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from scheduler.files.findings import fold, nearest
from scheduler.roster.records import Roster, StaffRecord
from scheduler.texts import LANGUAGES, catalogue

Code = Literal["no_name", "unknown_profession"]

_SKILLS: Final = "skills."


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something to look at in a member of staff: the ``value`` that is there, and the key that may be ``meant``."""

    staff: str
    code: Code
    value: str | None = None
    meant: str | None = None


def doubts(staff: Iterable[StaffRecord], roster: Roster) -> Iterator[Doubt]:
    """Yield what is doubtful in members of staff who come into a registry."""
    words = _words()
    used = {one.profession for one in roster.staff}
    asked = {skill for patient in roster.patients for need in patient.needs for skill in need.skills}
    known = {*words.values(), *used, *asked}
    for person in staff:
        if not person.name:
            yield Doubt(staff=person.id, code="no_name")
        if person.profession not in known:
            meant = words.get(fold(person.profession)) or nearest(person.profession, known).get("nearest")
            yield Doubt(staff=person.id, code="unknown_profession", value=person.profession, meant=meant)


def _words() -> dict[str, str]:
    """Give the skills that have words, by what they are called in any language, and by themselves."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for name, word in catalogue(language).items():
            if name.startswith(_SKILLS):
                key = name.removeprefix(_SKILLS)
                found |= {fold(word): key, fold(key): key}
    return found
