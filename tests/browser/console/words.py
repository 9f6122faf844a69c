"""The console's own words: a flow is walked in both languages, and no word of the other one is seen on the way."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

_TEXTS: Final = Path(__file__).parents[3] / "api" / "web" / "src" / "texts"

LANGUAGES: Final = ("sv", "en")
_VALUE: Final = re.compile(r"\{(?P<name>\w+)(?:\|(?P<one>[^|}]*)\|(?P<many>[^|}]*))?\}")
"""As in ``api/web/src/texts/index.ts``."""
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


@functools.cache
def words(language: str) -> Mapping[str, str]:
    """Give all texts of the console in a language."""
    texts: dict[str, str] = {}
    for file in sorted((_TEXTS / language).glob("*.json")):
        texts |= json.loads(file.read_text(encoding="utf-8"))
    return texts


def words_of(page: Page) -> Mapping[str, str]:
    """Give all texts of the console in the language that a page is in."""
    return words(page.locator("html").get_attribute("lang") or "")


def fill(text: str, **values: object) -> str:
    """Fill a text's values in as the console does: ``{n|one|many}`` picks by the number n."""

    def pick(found: re.Match[str]) -> str:
        value = str(values[found["name"]])
        if found["one"] is None:
            return value
        return found["one"] if value == "1" else found["many"]

    return _VALUE.sub(pick, text)


def foreign(page: Page, language: str) -> list[str]:
    """List what a page shows of the other language: whole texts, and the names of what can be pressed or filled in."""
    other = next(one for one in LANGUAGES if one != language)
    own = set(words(language).values())
    theirs = {text for text in words(other).values() if text not in own and "{" not in text and len(text) > 3}
    shown = page.locator("body").inner_text().splitlines()
    named = page.locator("[aria-label], [title], [placeholder]").evaluate_all(
        "all => all.flatMap(one => ['aria-label', 'title', 'placeholder'].map(name => one.getAttribute(name) ?? ''))"
    )
    theirs -= set(page.locator("[data-head]").evaluate_all("all => all.map(one => one.dataset.head)"))  # names of cars
    return sorted({text for line in (*shown, *named) if (text := re.sub(r"\s+", " ", line).strip()) in theirs})
