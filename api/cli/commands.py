"""Commands by name: where each lives and what it does, so that only the one asked for is loaded."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import typer


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: the module that holds ``<name>_command``, and the name of the text that helps."""

    module: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Commands behind a word of their own, and the name of the text that helps."""

    help: str
    commands: Mapping[str, Command]


def find_wanted(words: Sequence[str], names: Collection[str]) -> str | None:
    """Give the command that the words of a command line ask for."""
    return next((word for word in words if word in names), None)


def add(app: typer.Typer, commands: Mapping[str, Command], *, wanted: str | None) -> None:
    """Add all commands, of which only the wanted one is loaded: solvers and libraries of roads load slowly."""
    for name, command in commands.items():
        app.command(name, help=command.help)(_load(name, command.module) if name == wanted else _stand_in)


def add_group(app: typer.Typer, name: str, group: Group, *, words: Sequence[str]) -> None:
    """Add a group with its commands, of which only the one is loaded that ``words`` ask for."""
    part = typer.Typer(rich_markup_mode=None)
    add(part, group.commands, wanted=find_wanted(words, group.commands))
    app.add_typer(part, name=name, help=group.help)


def _load(name: str, module: str) -> Callable[..., Any]:
    loaded: Callable[..., Any] = getattr(importlib.import_module(module), f"{name}_command")
    return loaded


def _stand_in() -> None:
    """Stand where a command would: of one that was not asked for, only the name and the help are shown."""
