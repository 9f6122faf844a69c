"""The real teams as presets: one TOML file each, read when first asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Final

from scheduler.faults import Fault, InputError
from scheduler.teams.preset import Team
from scheduler.teams.reading import read_team
from scheduler.texts import Language

DEFAULT_TEAM: Final = "primar"


def find_team(key: str) -> Team:
    """Give the preset with a key.

    Raises
    ------
    InputError
        With the fault ``unknown_team``, which names the key most like it.
    """
    if key in TEAMS:
        return TEAMS[key]
    nearest = difflib.get_close_matches(key.casefold(), TEAMS, n=1, cutoff=0.0)
    raise InputError((Fault(code="unknown_team", field="team", values={"team": key, "nearest": nearest[0]}),))


def name_team(key: str, name: str | None, language: Language) -> str:
    """Give what a team is called; one without a name, or still with its preset's, is called by that in a language."""
    if key not in TEAMS:
        return name or key
    preset = TEAMS[key].name
    return name if name and name not in {key, preset.sv, preset.en} else str(getattr(preset, language))


class _Presets(Mapping[str, Team]):
    """The presets by key; listing the keys opens no file, and each file is read once."""

    def __init__(self) -> None:
        self._files = {
            file.name.removesuffix(".toml"): file
            for file in resources.files(__package__).iterdir()
            if file.name.endswith(".toml")
        }
        self._read: dict[str, Team] = {}

    def __getitem__(self, key: str) -> Team:
        if key not in self._read:
            file = self._files[key]
            self._read[key] = read_team(file.read_text(encoding="utf-8"), file=file.name)
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)


TEAMS: Final[Mapping[str, Team]] = _Presets()
