"""Words, options and languages of the command line itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from api.cli.entry import COMMANDS
from api.cli.session import plain
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch",),
        ("plan",),
        ("plan", "day.json"),
        ("plan", "day.json", "--out", "p.json", "--nosuch"),
        ("plan", "day.json", "--out", "p.json", "--seconds", "0"),
        ("plan", "day.json", "--out", "p.json", "--seconds", "nan"),
        ("plan", "day.json", "--out", "p.json", "--seed", "-1"),
        ("plan", "day.json", "--out", "p.json", "--preset", "cheap"),
        ("plan", "day.json", "--out", "p.json", "--date", "23/11"),
        ("check", "day.json"),
        ("check", "a", "b", "--language", "de"),
        ("roads",),
        ("roads", "nosuch"),
        ("roads", "matrix", "umea"),
        ("serve", "--port", "70000"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_a_clear_word(call: Run, words: tuple[str, ...]) -> None:
    ended = call(*words)
    assert (ended.code, ended.out) == (2, "")
    assert "hemrutt" in ended.err
    assert "--help" in ended.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nosuch",), "kommandot nosuch finns inte"),
        (("roads",), "ett kommando saknas"),
        (("roads", "route", "umea", "Kajen"), "TO saknas"),
        (("roads", "import"), "FILE saknas"),
        (("check", "a", "b", "c"), "för många ord: c"),
        (("plan", "a", "--out"), "--out saknar sitt värde"),
        (("plan", "a", "--json=3"), "--json tar inget värde"),
        (("plan", "a", "--out", "b", "--seconds", "0"), "(minst 0.1)"),
        (("plan", "a", "--out", "b", "--seconds", "nan"), "(högst 86400)"),
        (("plan", "a", "--out", "b", "--seconds", "x"), "(”x”)"),
        (("plan", "a", "--out", "b", "--preset", "x"), "(välj bland balanced, continuity, shortest)"),
        (("plan", "a", "--out", "b", "--date", "23/11"), "(”23/11”)"),
    ],
    ids=str,
)
def test_wrong_usage_is_told_in_swedish(call: Run, words: tuple[str, ...], told: str) -> None:
    assert told in call(*words).err


def test_wrong_usage_in_json_is_one_document(call: Run) -> None:
    ended = call("check", "--nosuch", "--json")
    assert ended.code == 2
    assert [fault["code"] for fault in ended.json["faults"]] == ["usage"]


def test_version(run: Run) -> None:
    version = metadata.version("hemrutt")
    assert run("--version").out.strip() == f"hemrutt {version}"
    assert run("--version", "--json").json == {"version": version}


def test_help_lists_every_command_in_both_languages(call: Run) -> None:
    swedish, english = call("--help"), call("--help", "--language", "en")
    assert (swedish.code, english.code) == (0, 0)
    assert all(name in swedish.out for name in (*COMMANDS, "roads"))
    assert "Planerar dagen" in swedish.out
    assert "Plans the day" in english.out
    assert "cli." not in swedish.out + english.out


@pytest.mark.parametrize(
    "command", ["demo", "plan", "check", "explain", "teams", "serve", "roads import", "roads matrix"]
)
def test_every_command_helps(call: Run, command: str) -> None:
    ended = call(*command.split(), "--help")
    assert ended.code == 0
    assert "--json" in ended.out
    assert "cli." not in ended.out


def test_no_words_at_all_help(call: Run) -> None:
    assert "Planerar dagen" in call().out


def test_a_language_nobody_speaks_in_the_environment_is_told(call: Run) -> None:
    ended = call("--version", HEMRUTT_LANGUAGE="klingon")
    assert (ended.code, "HEMRUTT_LANGUAGE" in ended.err) == (2, True)


def test_both_languages_have_the_same_texts_in_the_same_order() -> None:
    folder = Path(__file__).parents[2] / "scheduler" / "texts"
    for name in ("cli", "api"):
        swedish, english = (
            json.loads((folder / tongue / f"{name}.json").read_text("utf-8")) for tongue in ("sv", "en")
        )
        assert list(swedish) == list(english)


def test_foreign_text_is_shown_harmlessly_and_spaces_stay_spaces() -> None:
    assert plain("10\N{NO-BREAK SPACE}301") == "10\N{NO-BREAK SPACE}301"
    assert plain("\x1b[31m\u202e") == r"\x1b[31m\u202e"


@pytest.mark.parametrize(
    ("words", "unneeded"),
    [
        (["--help"], {"numpy", "scipy"}),
        (["roads", "--help"], {"numpy", "scipy"}),
        (["plan", "no-such-day.json", "--out", "plan.json"], {"pandas", "openpyxl", "numba", "icalendar"}),
        (["roads", "list"], {"scipy", "shapely", "numba", "matplotlib", "networkx"}),
        *[
            (["roads", command, "--help"], {"scipy", "numba", "matplotlib", "networkx"})
            for command in ("info", "find", "route", "matrix")
        ],
    ],
)
def test_a_command_loads_only_what_it_needs(tmp_path: Path, words: list[str], unneeded: set[str]) -> None:
    program = f"import sys; from api.cli import main; main({words!r}); print({unneeded!r} & set(sys.modules))"
    surroundings = {**os.environ, "HEMRUTT_HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, timeout=60, check=True
    )
    assert ended.stdout.splitlines()[-1] == "set()"
