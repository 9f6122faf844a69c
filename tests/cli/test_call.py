"""``hemrutt call``: offers for an urgent visit, and clear words where there are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Json, Run

Call = Any


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a call into a file."""

    def write_call(**fields: object) -> Path:
        path = tmp_path / "call.json"
        path.write_text(json.dumps({"duration_min": 10, **fields}), encoding="utf-8")
        return path

    return write_call


def test_offers_come_ranked_and_change_nothing(
    call: Call, day: Json, day_file: Path, plan_file: Path, write: Any
) -> None:
    before = plan_file.read_bytes()
    asked = write(location=day["patients"][0]["location"], id="urgent")
    ended = call("call", day_file, plan_file, asked, "--json")
    assert ended.code == 0
    assert ended.json["visit"] == "urgent"
    costs = [offer["cost"]["total"] for offer in ended.json["offers"]]
    assert costs == sorted(costs)
    for offer in ended.json["offers"]:
        assert sum(offer["cost"]["parts"].values()) == offer["cost"]["total"]
        assert offer["car"] in {car["id"] for car in day["cars"]}
    assert plan_file.read_bytes() == before
    only = call("call", day_file, plan_file, asked, "--top", 1, "--json")
    assert only.json["offers"] == ended.json["offers"][:1]
    several = call("call", day_file, plan_file, asked, "--top", 9, "--per-car", 3, "--json")
    assert several.json["offers"][0] == ended.json["offers"][0]
    cars = [offer["car"] for offer in several.json["offers"]]
    assert max(map(cars.count, cars)) > 1


def test_people_read_a_table_in_their_language(
    run: Run, day: Json, day_file: Path, plan_file: Path, write: Any
) -> None:
    asked = write(patient=day["patients"][0]["id"])
    shown = {language: run("call", day_file, plan_file, asked, "--language", language) for language in ("sv", "en")}
    assert (shown["sv"].code, "Vad det gör" in shown["sv"].out) == (0, True)
    assert "What it does" in shown["en"].out


def test_where_nobody_can_go_the_reasons_are_told(
    call: Call, day: Json, day_file: Path, plan_file: Path, write: Any
) -> None:
    asked = write(location=day["patients"][0]["location"], skills=["brain_surgery"])
    ended = call("call", day_file, plan_file, asked, "--json")
    assert (ended.code, ended.json["offers"]) == (1, [])
    assert [reason["code"] for reason in ended.json["reasons"]] == ["skill"]
    assert call("call", day_file, plan_file, asked).code == 1


def test_after_the_day_nobody_can_go(call: Call, day: Json, day_file: Path, plan_file: Path, write: Any) -> None:
    asked = write(location=day["patients"][0]["location"])
    ended = call("call", day_file, plan_file, asked, "--at", "23:00", "--json")
    assert (ended.code, ended.json["offers"]) == (1, [])
    assert ended.json["reasons"]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "call_place", "location"),
        ({"location": "base", "lat": 57.7, "lon": 11.9}, "call_place", "location"),
        ({"lat": 57.7}, "missing_field", "lon"),
        ({"location": "nosuch"}, "unknown_id", "location"),
        ({"patient": "nosuch"}, "unknown_id", "patient"),
        ({"patient": "nosuch", "cars_refused": ["nosuch"]}, "unknown_id", "cars_refused"),
        ({"lat": 57.7, "lon": 11.9}, "call_off_matrix", "lat"),
        ({"address": "Ingenstans 1"}, "address_unknown", "address"),
        ({"earliest": "12:00", "latest": "10:00"}, "ends_before_start", "latest"),
        ({"earliest": "25:99"}, "bad_time", "earliest"),
        ({"earliest": "08:00", "windows": [{"start": "08:00", "end": "09:00"}]}, "call_two_windows", "windows"),
        ({"duration_min": -3}, "number_too_small", "duration_min"),
        ({"colour": "red"}, "unknown_field", "colour"),
        ({"id": "v1"}, "duplicate_id", "id"),
    ],
)
def test_a_bad_call_is_refused_by_field(
    call: Call, day_file: Path, plan_file: Path, write: Any, fields: Json, code: str, field: str
) -> None:
    ended = call("call", day_file, plan_file, write(**fields), "--json")
    assert ended.code == 1
    assert (code, field) in {(fault["code"], fault["field"]) for fault in ended.json["faults"]}


@pytest.mark.parametrize(("at", "code"), [("soon", "bad_moment"), ("12:00", "call_over")])
def test_a_bad_moment_is_refused(
    call: Call, day: Json, day_file: Path, plan_file: Path, write: Any, at: str, code: str
) -> None:
    asked = write(location=day["patients"][0]["location"], earliest="08:00", latest="11:00")
    ended = call("call", day_file, plan_file, asked, "--at", at, "--json")
    assert (ended.code, [fault["code"] for fault in ended.json["faults"]]) == (1, [code])


def test_a_missing_file_is_told(call: Call, day_file: Path, plan_file: Path, tmp_path: Path) -> None:
    ended = call("call", day_file, plan_file, tmp_path / "nosuch.json", "--json")
    assert (ended.code, [fault["code"] for fault in ended.json["faults"]]) == (1, ["file_missing"])
