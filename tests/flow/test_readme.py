"""The README's commands work as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXTRACT = ROOT.parent / "shared" / "roads" / "linkoping-centrum.osm.pbf"


def commands_under(heading: str) -> list[list[str]]:
    """List the commands of the first code block under a heading, comments left out."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block, f"no commands under {heading!r}"
    return [words for line in block.group(1).splitlines() if (words := shlex.split(line, comments=True))]


def run(words: list[str], folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the README in a folder that holds what the repository's root does."""
    if words[0].endswith("hemrutt"):
        words = [sys.executable, "-m", "api.cli", *words[1:], *more]
    environment = {**os.environ, "HEMRUTT_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{shlex.join(words)}: {done.stderr}"
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    return tmp_path


def test_an_own_day_is_planned_checked_and_explained(folder: Path) -> None:
    copy, plan, check, explain, call = commands_under("Your own day")
    run(copy, folder)
    run(plan, folder, "--seconds", "2")
    assert (folder / "plan.html").stat().st_size > 100_000
    run(check, folder)
    assert "v3" in run(explain, folder).stdout
    assert "bil-" in run(call, folder).stdout


def test_roads_tell_what_the_readme_says(folder: Path) -> None:
    find, *others = commands_under("What roads can tell")
    assert "Mannerheimintie 5, Helsinki" in run(find, folder).stdout
    for words in others:
        run(words, folder)
    assert all((folder / name).stat().st_size > 1_000 for name in ("matrix.xlsx", "map.pdf", "helsinki.pmtiles"))


@pytest.mark.extracts
def test_own_roads_are_imported_told_about_and_planned_on(folder: Path) -> None:
    if not EXTRACT.is_file():
        reason = f"the extract {EXTRACT.name} is not in ../shared/roads"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    (folder / "linkoping.osm.pbf").symlink_to(EXTRACT)
    for words in commands_under("Your own roads"):
        demo = words[1] == "demo"
        run(words, folder, *(("--no-serve", "--seconds", "2") if demo else ()))
    assert (folder / "demo" / "plan.html").is_file()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_link_leads_to_a_file(page: str) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
