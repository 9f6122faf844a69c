"""``plan.html``: one file with map, timeline and lists, that opens anywhere without a server or the internet."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from typing import Final

from api.exports.page import content
from api.exports.scene import Scene
from scheduler.texts import Language, say

_FOLDER: Final = resources.files(__package__)

_SCRIPTS: Final = (
    "state.js",
    "map_view.js",
    "map_draw.js",
    "map_routes.js",
    "map_marks.js",
    "map_symbols.js",
    "timeline.js",
    "lists.js",
    "details.js",
    "sheets.js",
    "page.js",
)
"""Joined in this order inside one function, so that nothing leaks into the page."""


def plan_page(scene: Scene, *, language: Language = "sv") -> str:
    """Make the page of a plan.

    Everything a user typed reaches the page as JSON data and is shown as text only; the content security policy
    allows just the one script and the one style sheet that stand in the file.
    """
    script = "(() => {\n'use strict';\n" + "\n".join(_read(name) for name in _SCRIPTS) + "\n})();\n"
    style = _read("page.css")
    data = _embed(json.dumps(content.page_content(scene, language=language), ensure_ascii=False, separators=(",", ":")))
    title = _escape(f"{scene.titles[language]} · {scene.day.date.isoformat()} · {say('page.title', language=language)}")
    parts = {
        "LANGUAGE": language,
        "POLICY": _policy(script=script, style=style),
        "TITLE": title,
        "NOSCRIPT": _escape(say("page.noscript", language=language)),
        "STYLE": style,
        "SCRIPT": script,
        "DATA": data,
    }
    # One pass over the template alone, so that a mark typed as somebody's name stays a name.
    return re.sub(r"%([A-Z]+)%", lambda mark: parts[mark[1]], _read("template.html")) + "\n"


def _policy(*, script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embed(text: str) -> str:
    """Escape JSON for a script element: no ``</script>`` or ``<!--`` can arise, nor a line end that JS sees."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").replace("\r\n", "\n").strip("\n")
