"""The page that people sign in on; what it does is in ``web/signing_in.html``."""

from __future__ import annotations

import html
import json
from importlib import resources
from string import Template
from typing import Final

from scheduler import texts
from scheduler.texts import Language

_IN_SCRIPT: Final = ("unreachable", "refused")
_WORDS: Final = (
    "title",
    "login",
    "password",
    "code",
    "code_hint",
    "enter",
    "choose",
    "new_password",
    "password_hint",
    "second",
    "new_code",
    "choose_button",
    "noscript",
)


def write_page(*, language: Language, provider: bool) -> str:
    """Write the page, with a way to the identity provider if there is one."""
    template = resources.files("api").joinpath("web", "signing_in.html").read_text(encoding="utf-8")
    words = {name: html.escape(_say(name, language)) for name in _WORDS}
    scripted = {name: json.dumps(_say(name, language)).replace("<", "\\u003c") for name in _IN_SCRIPT}
    way = f'<p><a href="/api/sessions/provider">{html.escape(_say("provider", language))}</a></p>' if provider else ""
    return Template(template).substitute(words, **scripted, provider=way, language=language)


def _say(name: str, language: Language) -> str:
    return texts.say(f"signing.{name}", language=language)
