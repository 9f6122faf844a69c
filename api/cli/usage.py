"""Wrong usage in the user's language: what the parser says in English, said anew."""

from __future__ import annotations

import re
from typing import Any

import typer
from pydantic import ValidationError

from api.cli.session import Session

_MESSAGES = {
    "No such command": "no_such_command",
    "Missing command": "no_command",
    "Got unexpected extra argument": "extra",
}


def say_usage(session: Session, error: typer.TyperException) -> str:
    """Say what is wrong with the words of a command line."""
    parameter = getattr(error, "param", None)
    name = "" if parameter is None else _name(parameter)
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return session.say("usage.no_such_option", name=getattr(error, "option_name", ""))
    if kind == "MissingParameter":
        return session.say("usage.missing", name=name)
    if kind == "BadOptionUsage":
        takes_none = "not take a value" in str(error)
        return session.say(f"usage.{'no_value' if takes_none else 'value'}", name=getattr(error, "option_name", ""))
    if name:
        return session.say("usage.bad_value", name=name, why=_say_why(session, error))
    return _say_command(session, str(error))


def _name(parameter: Any) -> str:
    """Name an option as it is typed, an argument as the usage shows it."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(parameter.opts[0])


def _say_why(session: Session, error: typer.TyperException) -> str:
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return str(error)
    found: Any = cause.errors(include_url=False)[0]
    bounds = found.get("ctx", {})
    if found["type"] in {"greater_than_equal", "less_than_equal"}:
        least = "ge" in bounds
        return session.say(f"usage.{'least' if least else 'most'}", limit=f"{bounds['ge' if least else 'le']:g}")
    _, separator, choices = str(found["msg"]).partition(" is not one of ")
    if separator:
        return session.say("usage.choices", choices=", ".join(re.findall(r"'([^']+)'", choices)))
    return session.say("usage.given", value=found["input"])


def _say_command(session: Session, message: str) -> str:
    code = next((code for start, code in _MESSAGES.items() if message.startswith(start)), "other")
    words = re.search(r"'([^']*)'|\(([^()]*)\)$", message)
    return session.say(f"usage.{code}", why=message, words=(words[1] or words[2]) if words else "")
