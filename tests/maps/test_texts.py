"""Each code that maps/ raises is told in both languages, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import maps
from maps.errors import RoadsError
from scheduler.texts import LANGUAGES, Language, catalogue, say

RAISED = re.compile(r'RoadsError\(\s*"(\w+)"(.*?)\)(?: from|\n)', re.DOTALL)


def raised() -> dict[str, set[str]]:
    """Give the codes in the source and the names of their values."""
    codes: dict[str, set[str]] = {}
    for path in Path(maps.__path__[0]).rglob("*.py"):
        for code, values in RAISED.findall(path.read_text(encoding="utf-8")):
            codes.setdefault(code, set()).update(re.findall(r"(\w+)=", values))
    return codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_has_its_texts_and_each_text_its_code(language: Language) -> None:
    codes = raised()
    told = {key.split(".")[1] for key in catalogue(language) if key.startswith("roads.")}
    assert told == set(codes)
    for code, values in codes.items():
        for key in (f"roads.{code}", f"roads.{code}.mend"):
            assert say(key, language=language, **dict.fromkeys(values, "…"))


def test_an_error_tells_its_code_and_values() -> None:
    error = RoadsError("no_file", file="oslo.osm")
    assert str(error) == "no_file: file=oslo.osm"
    assert say(f"roads.{error.code}", language="sv", **error.values) == "Filen oslo.osm finns inte."
