"""roads and teams: networks in, told of and measured on; the presets listed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from maps.reading import files
from maps.storage import store
from tests.cli.conftest import Json, Run

OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="63.8200" lon="20.2600"/><node id="2" lat="63.8300" lon="20.2600"/>
<node id="3" lat="63.8300" lon="20.2800"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="maxspeed" v="50"/></way>
<way id="2"><nd ref="3"/><nd ref="1"/><tag k="highway" v="residential"/></way>
</osm>"""


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "Byn.osm.gz"
    path.write_bytes(gzip.compress(OSM.encode()))
    return path


def test_an_extract_is_imported_listed_told_of_and_measured_on(call: Run, extract: Path, tmp_path: Path) -> None:
    ended = call("roads", "import", extract, "--mode", "car", "--mode", "walk", "--json")
    assert (ended.code, [network["mode"] for network in ended.json["imported"]]) == (0, ["car", "walk"])
    assert [entry["name"] for entry in call("roads", "list", "--json").json["roads"]] == ["byn", "byn"]
    told = call("roads", "info", "byn", "--json").json
    assert told["nodes"] >= 2
    assert told["licence"] == "ODbL-1.0"
    assert 0 < told["imputed_share"] < 1
    assert "OpenStreetMap" in call("roads", "info", "byn").out
    points, out = tmp_path / "points.csv", tmp_path / "matrix.npz"
    points.write_text("id,lat,lon\nåkern,63.82,20.26\nb,63.83,20.28\n", encoding="utf-8")
    assert call("roads", "matrix", "byn", points, "--out", out).code == 0
    with np.load(out, allow_pickle=False) as arrays:
        assert arrays["ids"].tolist() == ["åkern", "b"]
        assert arrays["seconds"].shape == arrays["metres"].shape == (2, 2)
        assert arrays["metres"][0, 1] > 1000
        assert arrays["seconds"].diagonal().tolist() == [0, 0]


def test_a_made_network_is_told_as_made(call: Run, extract: Path, tmp_path: Path) -> None:
    assert call("roads", "import", extract).code == 0
    made = files.read_network(extract, name="saga", made=True)
    store.save(made, tmp_path / "home" / "roads")
    rows = [line for line in call("roads", "list").out.splitlines() if "byn" in line or "saga" in line]
    assert [("påhittat" in row, "verkligt" in row) for row in rows] == [(False, True), (True, False)]
    assert "påhittat" in call("roads", "info", "saga").out
    assert "verkligt" in call("roads", "info", "byn").out
    points = tmp_path / "p.csv"
    points.write_text(f"id,lat,lon\na,{made.node_lat[0]},{made.node_lon[0]}\n", encoding="utf-8")
    for words in (("matrix", points, "--out", tmp_path / "m.csv"), ("cover", points), ("reach",)):
        place = ("--from", f"{made.node_lat[0]},{made.node_lon[0]}") if words[0] == "reach" else ()
        for name, said in (("saga", True), ("byn", False)):
            ended = call("roads", words[0], name, *words[1:], *place)
            assert (ended.code, "Vägnätet är påhittat" in ended.out) == (0, said), (words, name, ended.out, ended.err)


def test_what_was_read_is_told(call: Run, extract: Path) -> None:
    (told,) = call("roads", "import", extract, "--json").json["imported"]
    assert told["tally"]["ways"] == 2
    assert told["imputed_by_class"] == {"residential": 0.5}
    assert (told["private_km"], told["unpaved_km"], told["ferry_km"], told["turn_bans"]) == (0, 0, 0, 0)
    shown = call("roads", "info", "byn").out
    assert "residential 50 %" in shown
    assert all(word in shown for word in ("Svängförbud", "Färja, km", "Grindar och bommar", "Avskurna vägdelar"))


@pytest.mark.parametrize("suffix", ["graphml", "gpkg"])
def test_a_network_is_exported_and_read_back(call: Run, extract: Path, tmp_path: Path, suffix: str) -> None:
    assert call("roads", "import", extract).code == 0
    out = tmp_path / "ut" / f"byn.{suffix}"
    told = call("roads", "export", "byn", out, "--json")
    assert (told.code, told.json["file"], told.json["edges"]) == (0, str(out), 4)
    told_left = "rymmer inte" in call("roads", "export", "byn", out).out
    assert told_left == bool(told.json["left_out"])
    (back,) = call("roads", "import", out, "--name", "igen", "--json").json["imported"]
    assert (back["nodes"], back["edges"]) == (told.json["nodes"], told.json["edges"])
    assert call("roads", "export", "byn", tmp_path / "byn.shp").code == 1
    assert not (tmp_path / "byn.shp").exists()


def test_a_fetched_network_is_kept(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def get_data(name: str, *, directory: str, **_: object) -> str:
        path = Path(directory) / f"{name}-latest.osm.gz"
        path.write_bytes(gzip.compress(OSM.encode()))
        return str(path)

    monkeypatch.setattr("pyrosm.get_data", get_data)
    (told,) = call("roads", "fetch", "sweden", "--json").json["fetched"]
    assert (told["name"], told["source"], told["licence"]) == ("sweden", "Geofabrik: sweden-latest.osm.gz", "ODbL-1.0")
    assert call("roads", "info", "sweden").code == 0
    assert call("roads", "fetch", "sweden", "--name", "../x").code == 1


def test_no_internet_is_said(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def get_data(*_: object, **__: object) -> str:
        raise ConnectionError("no route")

    monkeypatch.setattr("pyrosm.get_data", get_data)
    ended = call("roads", "fetch", "sweden")
    assert ended.code == 1
    assert "internet" in ended.err


def test_an_empty_name_is_no_name(call: Run, extract: Path) -> None:
    assert call("roads", "import", extract, "--name", "").code == 1


@pytest.mark.parametrize("name", ["missing.osm", "notes.txt", "broken.osm.pbf", "folder"])
def test_a_file_that_holds_no_roads_is_refused_in_words(call: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("hej", encoding="utf-8")
    (tmp_path / "broken.osm.pbf").write_bytes(b"\x00\x01nothing")
    (tmp_path / "folder").mkdir()
    ended = call("roads", "import", tmp_path / name, "--json")
    assert (ended.code, len(ended.json["faults"])) == (1, 1)
    assert ended.json["faults"][0]["action"]


@pytest.mark.parametrize(
    "points",
    [
        ("", "no_header", None, None),
        ("id,lat,lon\n", "no_points", None, None),
        ("id,lat\na,63\n", "missing_column", 1, "lon"),
        ("id,lat,lon\na,x,20\n", "not_number", 2, "lat"),
        ("id,lat,lon\na,nan,20\n", "not_number", 2, "lat"),
        ("id,lat,lon\na,630,20\n", "not_degrees", 2, "lat"),
        ("id,lat,lon\na,63,20\na,63,21\n", "duplicate_id", 3, "id"),
        ("id;bredd;lon\na;63,82;20\n", "unknown_column", 1, "bredd"),
        ("namn;breddgrad;längdgrad\na;20,26;63,82\n", "swapped", 2, "breddgrad"),
        ("id,lat,lon\na,7086000,758000\n", "sweref", 2, "lat"),
        ("id,lat,lon\na,0,0\n", "null_island", 2, "lat"),
        ("id,lat,lon\n,63,20\n", "empty_cell", 2, "id"),
        ("id,lat,lon\na,63,20,1\n", "too_many_cells", 2, None),
        ("id,lat,lon\na\x01,63,20\n", "bad_character", 2, "id"),
    ],
    ids=repr,
)
def test_points_that_cannot_be_measured_are_told_by_row_and_field(
    call: Run, tmp_path: Path, points: tuple[str, str, int | None, str | None]
) -> None:
    text, code, row, field = points
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    ended = call("roads", "matrix", "byn", path, "--out", tmp_path / "m.npz", "--json")
    fault = ended.json["faults"][0]
    assert (ended.code, fault["code"], fault["file"]) == (1, code, "points.csv")
    assert row is None or (fault["row"], fault["field"]) == (row, field)


def test_what_was_meant_by_a_point_is_told(call: Run, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("id;lat;lon\na;20,26;63,82\n", encoding="utf-8")
    ended = call("roads", "cover", "byn", path)
    assert "Skriv lat 63.82 och lon 20.26" in " ".join(ended.err.split())


def test_points_of_a_swedish_spreadsheet_are_read(call: Run, extract: Path, tmp_path: Path) -> None:
    assert call("roads", "import", extract).code == 0
    table, book = tmp_path / "punkter.csv", tmp_path / "punkter.xlsx"
    table.write_bytes("Namn;Latitud;Längdgrad\r\nåkern;63,82;20,26\r\nb;63,83;20,28\r\n".encode("cp1252"))
    workbook = openpyxl.Workbook()
    for line in (("id", "lat", "lon"), ("åkern", 63.82, 20.26), ("b", 63.83, 20.28)):
        workbook.active.append(line)
    workbook.save(book)
    for number, path in enumerate((table, book)):
        out = tmp_path / f"{number}.npz"
        assert call("roads", "matrix", "byn", path, "--out", out).code == 0
        with np.load(out, allow_pickle=False) as arrays:
            assert arrays["ids"].tolist() == ["åkern", "b"]
            assert arrays["metres"][0, 1] > 1000


@pytest.mark.parametrize("name", ["nosuch", "../../etc/passwd", ""])
def test_an_unknown_network_is_told(call: Run, name: str) -> None:
    ended = call("roads", "info", name, "--json")
    assert (ended.code, len(ended.json["faults"])) == (1, 1)


def test_teams_are_listed_and_told_of(run: Run, call: Run) -> None:
    listed = run("teams", "--json")
    assert listed.code == 0
    keys = [team["key"] for team in listed.json["teams"]]
    assert {"primar", "nst-su", "storsjoglantan"} <= set(keys)
    assert call("teams", "primar", "--json").json["key"] == "primar"
    assert "PrimÄR" in call("teams", "primar").out
    assert all(key in call("teams", "--language", "en").out for key in keys)


def test_an_unknown_team_is_told_with_the_nearest(call: Run) -> None:
    ended = call("teams", "primmar")
    assert (ended.code, "primar" in ended.err) == (1, True)


def test_a_damaged_network_is_told_and_the_one_before_used_and_restored(
    call: Run, extract: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        assert call("roads", "import", extract).code == 0
    newest = tmp_path / "home" / "roads" / "byn.car.roads"
    swapped = call("roads", "restore", "byn")
    assert (swapped.code, "används nu igen. Samma kommando" in " ".join(swapped.out.split())) == (0, True)
    newest.write_bytes(newest.read_bytes()[:200])
    listed = call("roads", "list", "--json").json
    assert [entry["before"] for entry in listed["roads"]] == [True]
    assert [(fault["code"], fault["file"]) for fault in listed["faults"]] == [("network_broken", "byn.car.roads")]
    shown = call("roads", "list").out
    assert "byn.car.roads är skadad" in shown
    assert "det som sparades före" in shown
    warned = call("roads", "info", "byn")
    assert warned.code == 0
    said = " ".join(warned.err.split())
    assert "vägnätet byn för färdsättet bil går inte att använda (filen är skadad)" in said
    assert said.count("det som sparades före det används") == 1
    mended = call("roads", "restore", "byn")
    assert (mended.code, "Den skadade filen är borta." in mended.out.replace("\n", " ")) == (0, True)
    assert "Samma kommando" not in mended.out
    assert call("roads", "list", "--json").json["faults"] == []


def test_planning_tells_in_words_that_an_earlier_network_is_used(
    call: Run, extract: Path, tmp_path: Path, day: Json
) -> None:
    for _ in range(2):
        assert call("roads", "import", extract).code == 0
    newest = tmp_path / "home" / "roads" / "byn.car.roads"
    newest.write_bytes(newest.read_bytes()[:200])
    del day["travel"]
    path = tmp_path / "day.json"
    path.write_text(json.dumps(day | {"roads": "byn"}), encoding="utf-8")
    ended = call("plan", path, "--out", tmp_path / "plan.json", "--seconds", 1, "--iterations", 5)
    said = " ".join(ended.err.split())
    assert (ended.code, said.count("det som sparades före det används")) == (0, 1)
    assert "network_" not in said


def test_ways_of_travelling_are_told_in_words(call: Run, extract: Path) -> None:
    assert call("roads", "import", extract).code == 0
    asked = "roads", "info", "byn", "--mode", "walk"
    assert "inget vägnät som heter byn för färdsättet gång." in " ".join(
        call(*asked, "--json").json["faults"][0]["cause"].split()
    )
    assert "made-lund" in call(*asked, "--json").json["faults"][0]["action"]


def test_nothing_is_restored_where_nothing_was_kept_before(call: Run, extract: Path) -> None:
    assert call("roads", "import", extract).code == 0
    ended = call("roads", "restore", "byn", "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "nothing_before")
    ended = call("roads", "restore", "nowhere", "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "network_missing")


def test_made_roads_are_found_as_people_write_their_place(call: Run, extract: Path, tmp_path: Path) -> None:
    made = files.read_network(extract, name="made-umeå-kommun", made=True)
    store.save(made, tmp_path / "home" / "roads")
    assert call("roads", "info", "made-Umeå kommun", "--json").json["name"] == "made-umeå-kommun"


def test_a_team_is_filled_once_with_invented_people(call: Run, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'filled.db'}"
    filled = ("teams", "forebyggande", "--fill", "--patients", "7", "--roads", "helsinki", "--database", database)
    ended = call(*filled, "--json")
    assert ended.code == 0, ended.err
    assert (ended.json["team"], ended.json["patients"], ended.json["needs"]) == ("forebyggande", 7, 7)
    again = call(*filled, "--language", "en")
    assert (again.code, "registry already" in again.err) == (1, True)
    assert call("teams", "--fill").code == 1
