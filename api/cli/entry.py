"""The entry point: finds the command, gives it a session, and turns every way it can end into an exit code.

0 done, 1 the answer is 'no' (a fault found, an input that cannot be used), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from api.cli import auditing, commands, databases, notices, people, refusals, roads, usage
from api.cli.commands import Command, Group
from api.cli.refusals import ManyRefusedError, RefusedError
from api.cli.session import Complaint, Session
from api.settings import Settings, SettingsError, read_settings
from api.store.errors import BackupError, StoreError
from maps.errors import RoadsError
from scheduler.faults import HemruttError
from scheduler.texts import LANGUAGES, Language, catalogue, say

if TYPE_CHECKING:
    from solver.confinement import Waiting

COMMANDS: Final[Mapping[str, Command]] = {
    "demo": Command(module="api.cli.demo", help="cli.help.demo"),
    "plan": Command(module="api.cli.planning", help="cli.help.plan"),
    "check": Command(module="api.cli.checking", help="cli.help.check"),
    "solve": Command(module="api.cli.solving", help="cli.help.solve"),
    "call": Command(module="api.cli.calling", help="cli.help.call"),
    "replan": Command(module="api.cli.replanning", help="cli.help.replan"),
    "export": Command(module="api.cli.exporting", help="cli.help.export"),
    "needs": Command(module="api.cli.needing", help="cli.help.needs"),
    "compare": Command(module="api.cli.comparing", help="cli.help.compare"),
    "explain": Command(module="api.cli.explaining", help="cli.help.explain"),
    "teams": Command(module="api.cli.teams", help="cli.help.teams"),
    "serve": Command(module="api.cli.serving", help="cli.help.serve"),
    "backup": Command(module="api.cli.databases.keeping", help="store.help.backup"),
    "restore": Command(module="api.cli.databases.keeping", help="store.help.restore"),
}
GROUPS: Final[Mapping[str, Group]] = {
    "roads": roads.GROUP,
    "audit": auditing.GROUP,
    "database": databases.GROUP,
    "users": people.USERS,
    "tokens": people.TOKENS,
}

_TOLD: Final = (
    BackupError,
    HemruttError,
    ManyRefusedError,
    MemoryError,
    OSError,
    RefusedError,
    RoadsError,
    StoreError,
)
"""Errors that a user can do something about."""

DONE: Final = 0
NO: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


def run(words: list[str], *, searcher: Waiting | None) -> int:
    """Run the command line and give its exit code."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    session = Session(
        settings=settings, language=_find_language(words, settings), json="--json" in words, searcher=searcher
    )
    return _end(session, words)


def _end(session: Session, words: list[str]) -> int:
    try:
        with notices.told(session):
            code = _run(session, words)
    except typer.TyperException as error:
        return _explain_usage(session, error)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return NO
    except _TOLD as error:
        session.complain(refusals.to_complaints(session, error))
        return NO
    if code == INTERRUPTED:
        session.tell(session.say("interrupted"))
    return code


def _run(session: Session, words: list[str]) -> int:
    if "--version" in words[:1]:
        version = metadata.version("hemrutt")
        session.answer({"version": version}, f"hemrutt {version}")
        return DONE
    command = _build(words, session.language)
    code: object = command.main(args=words or ["--help"], prog_name="hemrutt", standalone_mode=False, obj=session)
    return code if isinstance(code, int) else DONE


def _build(words: list[str], language: Language) -> TyperGroup:
    """Put the commands together with their help in the language asked for."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.callback(help="cli.help")(_root)
    wanted = commands.find_wanted(words, [*COMMANDS, *GROUPS])
    commands.add(app, COMMANDS, wanted=wanted)
    for name, part in GROUPS.items():
        commands.add_group(app, name, part, words=words[words.index(name) + 1 :] if wanted == name else ())
    group = cast(TyperGroup, typer.main.get_command(app))
    shared = typer.Typer(add_completion=False)
    shared.command()(_shared)
    _translate(group, typer.main.get_command(shared).params, language)
    return group


def _root(
    *,
    version: Annotated[bool, typer.Option("--version", help="cli.option.version")] = False,
) -> None:
    """Stand where commands begin; ``--version`` is answered before they are loaded."""


def _shared(
    *,
    json: Annotated[bool, typer.Option("--json", help="cli.option.json", expose_value=False)] = False,
    language: Annotated[Literal["sv", "en"], typer.Option(help="cli.option.language", expose_value=False)] = "sv",
) -> None:
    """Carry the options that every command takes; ``main`` has read them, so that even errors keep to them."""


def _translate(command: TyperCommand | TyperGroup, shared: Sequence[Any], language: Language) -> None:
    command.params += shared
    command.help = command.help and say(command.help, language=language)
    for parameter in command.params:
        if isinstance(parameter, TyperOption | TyperArgument) and parameter.help in catalogue(language):
            parameter.help = say(str(parameter.help), language=language)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, shared, language)


def _find_language(words: Sequence[str], settings: Settings) -> Language:
    given = [after for word, after in itertools.pairwise(words) if word == "--language"]
    given += [word.removeprefix("--language=") for word in words if word.startswith("--language=")]
    return next((known for known in LANGUAGES if known in given), settings.language)


def _explain_usage(session: Session, error: typer.TyperException) -> int:
    complaint = Complaint(
        code="usage",
        place=" ".join(part for part in ("hemrutt", _command_of(error)) if part),
        cause=usage.say_usage(session, error),
        action=session.say("usage.action"),
    )
    if session.json:
        session.complain([complaint])
    else:
        session.tell(f"{complaint.place}: {complaint.cause}", style="bold red")
        session.tell(complaint.action)
    return USAGE


def _command_of(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return "" if context is None else context.command_path.removeprefix("hemrutt").strip()


def _forget_output() -> None:
    """Let the interpreter end quietly when the reader of the output has gone (``hemrutt … | head``)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
