"""``hemrutt roads draw`` and ``bake``, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pmtiles.reader import MemorySource, Reader

from api.cli import main
from api.cli.roads import titles
from api.cli.session import Session
from maps.network import RoadNetwork
from scheduler.texts import Language

MAGIC = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMRUTT_HOME", str(tmp_path_factory.getbasetemp() / "maps-home"))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["--json", *words])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("suffix", MAGIC)
def test_a_map_is_drawn(suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"karta.{suffix}"
    words = ("--center", "60.171,24.944", "--metres", "600", "--size", "A6", "--dpi", "60")
    code, told = run(capsys, "roads", "draw", "helsinki", "--out", str(out), *words)
    assert (code, told["bytes"]) == (0, out.stat().st_size)
    assert out.read_bytes().startswith(MAGIC[suffix])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--center", "Finns Inte Gatan 7000"), "no_address"),
        (("--center", "91,24"), "point"),
        (("--center", "89,24"), "map_center"),
        (("--bounds", "nan,24,61,25"), "map_bounds"),
        (("--bounds", "61,24,60,25"), "map_bounds"),
        (("--bounds", "60,24,61"), "map_bounds"),
        (("--bounds", "60,24,61,25", "--center", "60,24"), "center_or_bounds"),
    ],
)
def test_a_place_that_is_none_is_refused(
    words: tuple[str, ...], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = run(capsys, "roads", "draw", "helsinki", "--out", str(tmp_path / "x.png"), *words)
    assert (status, [fault["code"] for fault in told["faults"]]) == (1, [code])
    assert not list(tmp_path.iterdir())


def test_a_map_around_an_address_is_that_around_its_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = run(capsys, "roads", "find", "helsinki", "Unioninkatu 40")
    hit = found["hits"][0]
    pictures = []
    for number, center in enumerate(("Unioninkatu 40", f"{hit['lat']},{hit['lon']}")):
        out = tmp_path / f"{number}.png"
        words = ("--center", center, "--metres", "300", "--size", "A6", "--dpi", "50")
        assert run(capsys, "roads", "draw", "helsinki", "--out", str(out), *words)[0] == 0
        pictures.append(out.read_bytes())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize(
    ("name", "made", "language", "title"),
    [
        ("made-gotland-kommun", True, "sv", "Gotlands kommun (påhittat vägnät)"),
        ("made-gotland-kommun", True, "en", "Gotland municipality (made roads)"),
        ("made-umeå-kommun", True, "sv", "Umeå kommun (påhittat vägnät)"),
        ("made-falun-kommun", True, "sv", "Falu kommun (påhittat vägnät)"),
        ("made-jämtlands-län", True, "sv", "Jämtlands län (påhittat vägnät)"),
        ("made-norsjö", True, "sv", "Norsjö med omnejd (påhittat vägnät)"),
        ("made-ingenstans-kommun", True, "en", "Ingenstans kommun and surroundings (made roads)"),
        ("gotland-kommun", False, "sv", "Gotland kommun"),
        ("norra-stan", False, "sv", "Norra stan"),
    ],
)
def test_a_map_is_called_after_its_area(name: str, language: Language, title: str, *, made: bool) -> None:
    network = SimpleNamespace(name=name, made=made, places=())
    assert titles.make_title(cast("Session", SimpleNamespace(language=language)), cast("RoadNetwork", network)) == title


def test_a_picture_of_another_sort_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = run(capsys, "roads", "draw", "helsinki", "--out", str(tmp_path / "x.gif"))
    assert (status, told["faults"][0]["code"]) == (1, "picture_format")


def test_tiles_are_baked_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "h.pmtiles"
    code, told = run(capsys, "roads", "bake", "helsinki", "--out", str(out), "--zooms", "11-13")
    assert (code, told["zooms"], told["bytes"]) == (0, [11, 13], out.stat().st_size)
    assert Reader(MemorySource(out.read_bytes())).header()["max_zoom"] == 13
    assert list(tmp_path.iterdir()) == [out]


def test_a_baking_that_fails_leaves_what_was_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "h.pmtiles"
    out.write_bytes(b"before")
    for zooms, code in (("0-2", "no_tiles"), ("13-11", "bad_zooms"), ("1-99", "bad_zooms"), ("a", "zooms")):
        status, told = run(capsys, "roads", "bake", "helsinki", "--out", str(out), "--zooms", zooms)
        assert (status, told["faults"][0]["code"]) == (1, code)
    assert out.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [out]
