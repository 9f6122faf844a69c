"""plan.html holds its data safely, and its policy allows only itself."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exports import plan_page
from api.exports.page.content import PRECISION, pack
from api.exports.scene import Scene
from maps.drawing import Line
from scheduler.texts import catalogue

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\u2028\u2029",
    "\u202egnirts",
    "👩‍⚕️ ł ş ı",
    "%DATA%%SCRIPT%",
    "\"\\'&amp;",
    "x" * 200,
)


def data_of(page: str) -> Any:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert match
    return json.loads(match[1])


def with_team(scene: Scene, team: str) -> Scene:
    return dataclasses.replace(scene, titles={"sv": team, "en": team})


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_through_as_data(scene: Scene, name: str) -> None:
    page = plan_page(with_team(scene, name))
    assert data_of(page)["team"]["sv"] == name
    assert page.count("</script>") == 2
    assert page.count("<script") == 2
    assert "<img" not in page
    assert "<!--" not in page


def test_the_policy_allows_exactly_the_script_and_style_inside(scene: Scene) -> None:
    page = plan_page(scene)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    for tag in ("script", "style"):
        (inline,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


def test_the_page_asks_nobody_for_anything(scene: Scene) -> None:
    shell = re.sub(r'<script type="application/json".*?</script>', "", plan_page(scene), flags=re.DOTALL)
    addresses = set(re.findall(r"https?://[^'\"\s)]+", shell))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"(src|href)=\"(?!data:|#)", shell)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(", shell)


def test_both_languages_are_inside_and_have_the_same_texts(scene: Scene) -> None:
    texts = data_of(plan_page(scene, language="en"))["texts"]
    assert set(texts) == {"sv", "en"}
    assert texts["sv"].keys() == texts["en"].keys()


def test_every_text_the_script_asks_for_exists(scene: Scene) -> None:
    page = plan_page(scene)
    asked = set(re.findall(r"\bt\('([a-z0-9_.]+)'", page)) | set(re.findall(r'data-text="([a-z0-9_.]+)"', page))
    known = {key.removeprefix("page.") for key in catalogue("sv") if key.startswith("page.")}
    assert asked <= known


def test_the_same_plan_makes_the_same_page(scene: Scene) -> None:
    assert plan_page(scene) == plan_page(scene)


def test_figures_reach_the_page_unchanged(scene: Scene) -> None:
    data = data_of(plan_page(scene))
    planned = {visit["id"]: visit["planned"] for visit in data["visits"]}
    assert planned["v12"] is None
    assert (planned["v6"]["late_s"], planned["v6"]["number"]) == (720, 3)
    assert sum(end - start for kind, start, end, _ in data["cars"][1]["spans"] if kind == "late") == 720
    assert [span[2] - span[1] for span in data["cars"][1]["spans"] if span[0] == "overtime"] == [1140]
    assert data["kpis"]["co2_g"] == scene.plan.kpis.co2_g


degrees = st.floats(-80, 80, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(degrees, degrees), min_size=2, max_size=30))
def test_packed_lines_unpack_to_within_half_a_step(points: list[tuple[float, float]]) -> None:
    lats, lons = (np.array(values) for values in zip(*points, strict=True))
    rounded = np.rint(np.column_stack((lats, lons)) * PRECISION)
    moved = rounded[np.append(True, (np.diff(rounded, axis=0) != 0).any(axis=1))]
    packed = pack([Line(name="", lats=lats, lons=lons)])
    if len(moved) < 2:
        assert packed == []
        return
    back = np.cumsum(np.array(packed[0]).reshape(-1, 2), axis=0)
    assert np.array_equal(back, moved)
