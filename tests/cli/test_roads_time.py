"""roads matrix at a time of day, and roads calibrate: what is written, told and refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from maps.storage import library
from maps.times import calibration_files
from tests.cli.conftest import Run

POINTS = "id,lat,lon\nkajen,60.1675,24.9500\ntorget,60.1690,24.9440\nkyrkan,60.1702,24.9520\n"


@pytest.fixture
def points(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(POINTS, encoding="utf-8")
    return path


def test_rush_hour_is_slower_than_free_flow_and_winter_slower_still(call: Run, points: Path, tmp_path: Path) -> None:
    out = tmp_path / "matrix.npz"
    seconds = []
    for words in ((), ("--depart", "08:00"), ("--depart", "2026-11-23T08:00"), ("--depart", "08:00", "--winter")):
        assert call("roads", "matrix", "helsinki", points, "--out", out, *words).code == 0
        with np.load(out, allow_pickle=False) as arrays:
            seconds.append(arrays["seconds"])
    free, peak, dated, winter = (matrix.sum() for matrix in seconds)
    assert free < peak < winter
    assert peak == dated


def test_ways_and_reach_know_winter_as_the_matrix_does(call: Run, points: Path, tmp_path: Path) -> None:
    out = tmp_path / "matrix.npz"
    assert call("roads", "matrix", "helsinki", points, "--out", out, "--depart", "08:00", "--winter").code == 0
    with np.load(out, allow_pickle=False) as arrays:
        measured = int(arrays["seconds"][0, 1])
    ends = "60.1675,24.9500", "60.1690,24.9440"
    way = call("roads", "route", "helsinki", *ends, "--depart", "08:00", "--winter", "--json").json
    assert way["seconds"] == measured
    assert call("roads", "route", "helsinki", *ends, "--depart", "08:00", "--json").json["seconds"] < measured
    reach = "roads", "reach", "helsinki", "--from", ends[0], "--minutes", "3", "--json"
    dry, icy = (call(*reach, *words).json["reach"][0]["road_km"] for words in ((), ("--winter",)))
    assert icy < dry


def test_the_conditions_are_told(call: Run, points: Path, tmp_path: Path) -> None:
    measure = "roads", "matrix", "helsinki", points, "--out", tmp_path / "matrix.npz"
    assert "Fritt flöde" in call(*measure).out
    told = call(*measure, "--depart", "2026-11-22T08:00", "--winter", "--no-ferries").out
    assert "Körningarna börjar 08:00 (helg).\nVinterväglag: snö och is på vägarna.\nInga färjor tas." in told
    assert (
        "ändrar ingenting för den som tar sig fram till fots"
        in call(*measure, "--depart", "8:00", "--mode", "walk").out
    )


def test_less_is_reached_in_the_rush_hour(call: Run) -> None:
    place = ("--from", "60.1690,24.9440", "--minutes", "2")
    free, peak = (
        call("roads", "reach", "helsinki", *place, *words, "--json").json["reach"][0]["road_km"]
        for words in ((), ("--depart", "08:00"))
    )
    assert 0 < peak < free
    assert (
        call("roads", "reach", "helsinki", *place, "--depart", "snart", "--json").json["faults"][0]["code"] == "depart"
    )


def test_points_may_have_names_beside_their_ids(call: Run, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("namn;id;lat;lon\nKajen;kajen;60,1675;24,9500\nTorget;torget;60,1690;24,9440\n", encoding="utf-8")
    out = tmp_path / "matrix.csv"
    assert call("roads", "matrix", "helsinki", path, "--out", out).code == 0
    assert {row["från"] for row in csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")} == {
        "kajen",
        "torget",
    }


def test_places_outside_are_marked_and_told(call: Run, points: Path, tmp_path: Path) -> None:
    points.write_text(POINTS + "långt bort,61.5,24.95\n", encoding="utf-8")
    out = tmp_path / "matrix.npz"
    ended = call("roads", "matrix", "helsinki", points, "--out", out)
    assert "Uppskattade, för att vägnätet inte täcker dem: långt bort." in ended.out.replace("\n", " ")
    with np.load(out, allow_pickle=False) as arrays:
        assert arrays["estimated"][3].tolist() == [True] * 4
        assert not arrays["estimated"][:3, :3].any()
        assert not arrays["unreachable"].any()
    told = call("roads", "matrix", "helsinki", points, "--out", out, "--json").json
    assert (told["estimated"], told["far"], told["islands"], told["no_way_count"]) == (["långt bort"], [], [], 0)


def test_points_far_from_every_road_are_named_with_their_walk(call: Run, points: Path, tmp_path: Path) -> None:
    points.write_text(POINTS + "ute,60.1660,24.9560\n", encoding="utf-8")
    words = "roads", "matrix", "helsinki", points, "--out", tmp_path / "matrix.csv"
    walks = call(*words, "--json").json["walks_m"]
    assert list(walks) == ["ute", "torget"]
    assert walks["ute"] > walks["torget"] >= 50
    assert "Långt till närmaste väg, gången dit är räknad: ute (" in " ".join(call(*words).out.split())
    points.write_text(
        "".join(line for line in POINTS.splitlines(keepends=True) if "torget" not in line), encoding="utf-8"
    )
    assert "Långt till" not in call(*words).out


def test_drives_to_other_points_as_a_table_and_as_a_workbook(call: Run, points: Path, tmp_path: Path) -> None:
    ends = tmp_path / "ends.csv"
    ends.write_text("id,lat,lon\n=SUM(A1),60.1690,24.9440\n", encoding="utf-8")
    table, book = tmp_path / "drives.csv", tmp_path / "drives.xlsx"
    for out in (table, book):
        assert call("roads", "matrix", "helsinki", points, "--to", ends, "--out", out).code == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == ["från", "till", "sekunder", "meter", "hur"]
    assert [row[:2] for row in rows[1:]] == [[name, "'=SUM(A1)"] for name in ("kajen", "torget", "kyrkan")]
    assert {row[4] for row in rows[1:]} == {"mätt"}
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == rows


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--out", "matrix.txt"), "matrix_file"),
        (("--out", "m.npz", "--depart", "25:99"), "depart"),
        (("--out", "m.npz", "--depart", "2026-03-29T02:30"), "depart"),
        (("--out", "m.npz", "--traffic", "nowhere.json"), "traffic_unreadable"),
    ],
)
def test_what_cannot_be_done_is_refused_before_any_work(
    call: Run, points: Path, words: tuple[str, ...], code: str
) -> None:
    ended = call("roads", "matrix", "helsinki", points, *words, "--json")
    assert (ended.code, [fault["code"] for fault in ended.json["faults"]]) == (1, [code])


def test_drives_are_learned_from_told_of_and_used(call: Run, points: Path, tmp_path: Path) -> None:
    drives = tmp_path / "drives.csv"
    drives.write_text(slow_drives(call, tmp_path, factor=1.4), encoding="utf-8")
    ended = call("roads", "calibrate", "helsinki", drives)
    assert ended.code == 0, ended.err
    assert "bättre: sparas" in ended.out
    folder = tmp_path / "home" / "roads"
    kept = calibration_files.find_calibration(library.open_network("helsinki", folder=folder), folder)
    assert kept is not None
    assert (kept.first.isoformat(), kept.last.isoformat()) == ("2026-11-23", "2026-11-23")
    assert kept.any_time_quality is not None
    assert kept.any_time_quality.error_after < 5
    assert kept.any_time_quality.error_before > 20
    told = call("roads", "matrix", "helsinki", points, "--out", tmp_path / "m.npz", "--json").json
    assert told["calibrated"] is True
    said = call("roads", "matrix", "helsinki", points, "--out", tmp_path / "m.npz").out
    assert ("Fritt flöde" in said, "körningar, oavsett tid på dagen." in said) == (False, True)


def test_drives_as_long_as_measured_change_nothing(call: Run, tmp_path: Path) -> None:
    drives = tmp_path / "drives.csv"
    drives.write_text(slow_drives(call, tmp_path, factor=1.0), encoding="utf-8")
    profile = tmp_path / "calm.toml"
    profile.write_text('format = "hemrutt-traffic/1"\nname = "calm"\nslices = ["00:00"]\n', encoding="utf-8")
    ended = call("roads", "calibrate", "helsinki", drives, "--traffic", profile, "--json")
    assert (ended.code, ended.json["kept"], ended.json["file"]) == (1, [], None)
    assert list((tmp_path / "home" / "roads").glob("*.json")) == []


def test_everything_wrong_in_a_table_of_drives_is_told_at_once(call: Run, points: Path, tmp_path: Path) -> None:
    drives = tmp_path / "drives.csv"
    drives.write_text(
        "from,to,departure,seconds\nkajn,torget,08:00,1e9\nkajen,torget,2026-11-23T08:00,-1\n", encoding="utf-8"
    )
    ended = call("roads", "calibrate", "helsinki", drives, "--points", points, "--json")
    told = [(fault["row"], fault["field"], fault["code"]) for fault in ended.json["faults"]]
    assert (ended.code, told) == (
        1,
        [
            (2, "departure", "bad_moment"),
            (2, "from", "unknown_point"),
            (2, "seconds", "number_too_large"),
            (3, "seconds", "number_too_small"),
        ],
    )


def test_a_broken_calibration_stops_the_measuring_with_a_word(call: Run, points: Path, tmp_path: Path) -> None:
    assert call("roads", "matrix", "helsinki", points, "--out", tmp_path / "m.npz").code == 0
    (tmp_path / "home" / "roads" / "helsinki.car.calibration.json").write_text("{", encoding="utf-8")
    ended = call("roads", "matrix", "helsinki", points, "--out", tmp_path / "m.npz", "--json")
    assert [fault["code"] for fault in ended.json["faults"]] == ["calibration_broken"]


def slow_drives(call: Run, tmp_path: Path, *, factor: float) -> str:
    """Make a table of drives that took a factor longer than the command line says, with some noise."""
    random = np.random.default_rng(2)
    lats, lons = 60.163 + 0.012 * random.random(25), 24.93 + 0.025 * random.random(25)
    places, out = tmp_path / "places.csv", tmp_path / "places.npz"
    rows = [f"{row},{lat:.6f},{lon:.6f}" for row, (lat, lon) in enumerate(zip(lats, lons, strict=True))]
    places.write_text("\n".join(["id,lat,lon", *rows]), encoding="utf-8")
    assert json.loads(call("roads", "matrix", "helsinki", places, "--out", out, "--json").out)["points"] == 25
    with np.load(out, allow_pickle=False) as arrays:
        # The walks between roads and places are no part of a drive.
        walks = arrays["snap_m"] / (5 / 3.6)
        seconds = arrays["seconds"] - walks[:, None] - walks[None, :]
    lines = ["from;to;departure;seconds"]
    for start, end in np.argwhere((seconds > 60) & (seconds < 10_000)):
        noisy = factor * seconds[start, end] * np.exp(random.normal(0, 0.03))
        cells = [f"{lats[place]:.6f} {lons[place]:.6f}" for place in (start, end)]
        lines.append(f"{cells[0]};{cells[1]};2026-11-23T{7 + (start + end) % 10:02}:15;{noisy:.1f}")
    return "\n".join(lines)
