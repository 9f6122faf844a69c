"""plan, check and explain, from the day's file to the exit code."""

from __future__ import annotations

import datetime as dt
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler.plan import Stop, time_of
from tests.cli.conftest import Json, Ran, Run

QUICK = ("--seconds", 1, "--iterations", 20)


def test_plan_writes_every_form_and_prints_run_sheets(run: Run, day_file: Path, tmp_path: Path) -> None:
    outs = {name: tmp_path / "out" / f"plan.{name}" for name in ("json", "geojson", "html", "png", "csv")}
    options = [word for name in ("geojson", "html", "png", "csv") for word in (f"--{name}", outs[name])]
    ended = run("plan", day_file, "--out", outs["json"], *options, "--ics", tmp_path / "ics", *QUICK)
    assert ended.code == 0, ended.err
    assert all(path.stat().st_size > 0 for path in outs.values())
    assert outs["png"].read_bytes().startswith(b"\x89PNG")
    assert sorted(path.suffix for path in (tmp_path / "ics").iterdir()) == [".ics"] * len(
        {route["car"] for route in json.loads(outs["json"].read_text("utf-8"))["routes"]}
    )
    for words in ("Åsa Öst", "v1 (p1)", "Norrvägen 1", "Besök utan plats i planen: 1", "v3", "Kostnad"):
        assert words in ended.out, ended.out
    assert "Skrev" in ended.err
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]


def test_plan_in_json_prints_the_plan_and_nothing_else(call: Run, day_file: Path, tmp_path: Path) -> None:
    ended = call("plan", day_file, "--out", tmp_path / "plan.json", "--json", *QUICK)
    assert ended.code == 0
    assert ended.json == json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert ended.json["kpis"]["visits_planned"] == 2
    assert [left["visit"] for left in ended.json["unassigned"]] == ["v3"]


def test_plan_speaks_english_when_asked(call: Run, day_file: Path, tmp_path: Path) -> None:
    words = ("plan", day_file, "--out", tmp_path / "plan.json", *QUICK)
    assert "Visits left out: 1" in call(*words, "--language", "en").out
    assert "Visits left out: 1" in call(*words, HEMRUTT_LANGUAGE="en").out
    assert "Besök utan plats" in call(*words, "--language", "sv", HEMRUTT_LANGUAGE="en").out


def test_an_equal_seed_gives_an_equal_plan(call: Run, day_file: Path, tmp_path: Path) -> None:
    plans = []
    for name in ("a.json", "b.json"):
        assert (
            call("plan", day_file, "--out", tmp_path / name, "--seconds", 30, "--iterations", 5, "--seed", 3).code == 0
        )
        plans.append(json.loads((tmp_path / name).read_text("utf-8")) | {"seconds": None})
    assert plans[0] == plans[1]


def test_plan_starts_from_a_plan_and_takes_a_preset(call: Run, day_file: Path, plan_file: Path, tmp_path: Path) -> None:
    words = ("plan", day_file, "--out", tmp_path / "next.json", "--start", plan_file, "--preset", "shortest")
    assert call(*words, *QUICK, "--json").json["kpis"]["visits_planned"] == 2


def test_a_right_plan_passes_the_check(run: Run, call: Run, day_file: Path, plan_file: Path) -> None:
    ended = run("check", day_file, plan_file)
    assert ended.code == 0
    assert "håller alla hårda regler" in ended.out
    assert call("check", day_file, plan_file, "--json").json["hard"] == 0


def test_a_broken_plan_fails_the_check(call: Run, day_file: Path, plan_file: Path) -> None:
    plan: Json = json.loads(plan_file.read_text("utf-8"))
    plan["kpis"]["drive_m"] += 1
    plan["unassigned"] = []
    plan_file.write_text(json.dumps(plan), encoding="utf-8")
    ended = call("check", day_file, plan_file, "--json")
    assert (ended.code, ended.json["hard"]) == (1, 2)
    assert {finding["rule"] for finding in ended.json["findings"]} == {"missing", "figure"}
    shown = call("check", day_file, plan_file, "--language", "en")
    assert (shown.code, "2 hard faults" in shown.out, "v3" in shown.out) == (1, True, True)


def test_explain_tells_of_a_visit_left_out_and_of_one_in_the_plan(
    run: Run, call: Run, day_file: Path, plan_file: Path
) -> None:
    whole = run("explain", day_file, plan_file)
    assert (whole.code, "v3" in whole.out) == (0, True)
    for visit in ("v1", "v3"):
        ended = call("explain", day_file, plan_file, visit, "--json")
        assert ended.code == 0
        assert visit in json.dumps(ended.json)


def test_explain_lays_the_cost_on_routes_and_stops(call: Run, day_file: Path, plan_file: Path) -> None:
    told = call("explain", day_file, plan_file, "--json").json
    routes = {route["car"]: route for route in told["routes"]}
    for car, route in routes.items():
        assert sum(route["cost"]["parts"].values()) == route["cost"]["total"]
        stops = [sum(placed["parts"].values()) for placed in told["placed"] if placed["car"] == car]
        assert sum(stops) + sum(route["end"].values()) == route["cost"]["total"]
    assert {placed["car"] for placed in told["placed"]} == set(routes)


def test_explain_of_an_unknown_visit_says_no(call: Run, day_file: Path, plan_file: Path) -> None:
    ended = call("explain", day_file, plan_file, "nosuch", "--json")
    assert (ended.code, len(ended.json["faults"])) == (1, 1)


def test_all_faults_of_a_day_are_told_at_once(call: Run, tmp_path: Path, day: Json) -> None:
    day["visits"][0]["duration_min"] = -5
    day["visits"][1]["patient"] = "nosuch"
    day["cars"][0]["colour"] = "red"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(day), encoding="utf-8")
    ended = call("plan", path, "--out", tmp_path / "plan.json", "--json")
    assert ended.code == 1
    assert len(ended.json["faults"]) >= 3
    assert all(fault["cause"] and fault["action"] and fault["place"] for fault in ended.json["faults"])
    shown = call("plan", path, "--out", tmp_path / "plan.json")
    assert (shown.code, shown.out) == (1, "")
    assert "colour" in shown.err
    assert not (tmp_path / "plan.json").exists()


def make_inputs(folder: Path) -> dict[str, Path]:
    """Make inputs that no day can be read from."""
    contents = {
        "empty.json": b"",
        "half.json": b'{"format": "hemrutt-day/1"',
        "latin.json": '{"team": "Åsa"}'.encode("latin-1"),
        "list.json": b"[]",
        "nan.json": b'{"date": NaN}',
        "deep.json": b"[" * 100_000,
        "binary.json": bytes(range(256)),
        "zip.xlsx": b"PK\x03\x04nothing",
        "escape.json": b'{"\\u001b[31mred": 1}',
    }
    paths = {name: folder / name for name in (*contents, "missing.json", "empty-folder", "other-folder")}
    for name, content in contents.items():
        paths[name].write_bytes(content)
    paths["empty-folder"].mkdir()
    paths["other-folder"].mkdir()
    (paths["other-folder"] / "notes.txt").write_text("hej", encoding="utf-8")
    return paths


def test_what_is_no_day_is_refused_in_words(call: Run, tmp_path: Path) -> None:
    for name, path in make_inputs(tmp_path).items():
        ended = call("plan", path, "--out", tmp_path / "plan.json")
        assert ended.code == 1, (name, ended)
        assert ended.out == ""
        assert "fel i det som gavs" in ended.err, (name, ended.err)
        assert "\x1b" not in ended.err
        assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize("out", ["folder", "file/plan.json", "n" * 300])
def test_a_place_that_cannot_be_written_is_told_before_the_search(
    call: Run, day_file: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    ended = call("plan", day_file, "--out", tmp_path / out, "--seconds", 60, "--json")
    assert ended.code == 1
    assert ended.json["faults"][0]["code"] in {"is_a_folder", "not_a_folder", "long_name"}


@contextmanager
def files_end_at(size_bytes: int) -> Iterator[None]:
    """Let the system cut every write off there, as a disk does that fills up while it is written to."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("option", "size_bytes"), [("--out", 1_000), ("--html", 20_000), ("--png", 20_000)])
def test_a_full_disk_is_told_and_leaves_no_half_file(
    call: Run, day_file: Path, plan_file: Path, tmp_path: Path, option: str, size_bytes: int
) -> None:
    full = tmp_path / "full"
    with files_end_at(size_bytes):
        ended = call("plan", day_file, "--out", plan_file, option, full / "file", *QUICK, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "disk_full")
    assert list(full.iterdir()) == []
    assert json.loads(plan_file.read_text("utf-8"))["format"] == "hemrutt-plan/1"


def test_a_figure_that_is_wrong_is_found(call: Run, day_file: Path, plan_file: Path) -> None:
    def check(**changes: object) -> Ran:
        plan_file.write_text(json.dumps({**plan, **changes}), encoding="utf-8")
        return call("check", day_file, plan_file, "--json")

    plan = json.loads(plan_file.read_text("utf-8"))
    for changes in (
        {"cost": {**plan["cost"], "parts": {**plan["cost"]["parts"], "bribes": 7}}},
        {"cost": {**plan["cost"], "total": plan["cost"]["total"] + 1}},
        {"kpis": {**plan["kpis"], "care_share": plan["kpis"]["care_share"] + 0.01}},
        {"estimated_times": True},
    ):
        ended = check(**changes)
        assert [finding["rule"] for finding in ended.json["findings"]] == ["figure"], changes
        assert ended.code == 1


def test_a_plan_of_another_program_needs_no_field_beyond_the_common_ones(
    call: Run, day_file: Path, plan_file: Path
) -> None:
    plan = json.loads(plan_file.read_text("utf-8"))
    for name in ("timezone", "roads", "roads_made", "attribution", "notes"):
        del plan[name]
    plan["kpis"]["care_share"] = round(plan["kpis"]["care_share"], 2)
    plan_file.write_text(json.dumps(plan), encoding="utf-8")
    assert call("check", day_file, plan_file).code == 0


def test_a_break_after_the_return_is_told_after_it(call: Run, day: Json, tmp_path: Path) -> None:
    day["cars"][0]["breaks"] = [{"earliest": "15:00", "latest": "15:15", "duration_min": 30}]
    day["cars"][1]["crew"] = []
    day["visits"] = [{**day["visits"][0], "skills": ["nurse"], "windows": [{"start": "09:00", "end": "09:30"}]}]
    path = tmp_path / "late_break.json"
    path.write_text(json.dumps(day), encoding="utf-8")
    told = call("plan", path, "--out", tmp_path / "plan.json", *QUICK).out
    assert told.index("Åter") < told.index("Rast")


def test_a_break_that_begins_as_the_car_comes_back_is_told_after_that() -> None:
    back = dt.datetime(2026, 11, 23, 11, 17, tzinfo=dt.UTC)
    rest, end = Stop(kind="break", start=back, end=back + dt.timedelta(minutes=30)), Stop(kind="end", arrive=back)
    assert sorted([rest, end], key=time_of) == [end, rest]
