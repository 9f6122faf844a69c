"""A preset's TOML text as a Team, read strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from scheduler.faults import Fault, InputError
from scheduler.teams.preset import Team

_TEAM: Final = TypeAdapter(Team)


def read_team(text: str, *, file: str) -> Team:
    """Read a preset; ``file`` names it in faults.

    Raises
    ------
    InputError
        With every fault found: bad TOML, unknown or missing fields, values that make no sense, a key other than
        the file's name, and entries of ``assumed`` that name nothing.
    """
    try:
        document = tomllib.loads(text)
        team = _TEAM.validate_python(document)
    except tomllib.TOMLDecodeError as error:
        raise InputError((_fault(file, None, str(error)),)) from error
    except ValidationError as error:
        raise InputError(tuple(_fault(file, _path(found["loc"]), found["msg"]) for found in error.errors())) from error
    unfit = [_fault(file, "assumed", path) for path in team.assumed if not _names_something(document, path.split("."))]
    if f"{team.key}.toml" != file:
        unfit.append(_fault(file, "key", team.key))
    if unfit:
        raise InputError(tuple(unfit))
    return team


def _fault(file: str, field: str | None, problem: str) -> Fault:
    return Fault(code="bad_preset", file=file, field=field, values={"problem": problem})


def _path(parts: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in parts)


def _names_something(value: object, path: Sequence[str]) -> bool:
    """Whether a path leads to a value; a list is entered by the ``name`` of an entry or by ``*``."""
    if not path:
        return True
    first, rest = path[0], path[1:]
    if isinstance(value, dict):
        return first in value and _names_something(value[first], rest)
    if isinstance(value, list):
        entries = [entry for entry in value if first in ("*", entry.get("name"))]
        return any(_names_something(entry, rest) for entry in entries)
    return False
