"""roads find and roads route: addresses and the way between them on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from tests.cli.conftest import Ran, Run


def test_an_address_is_found_and_shown(ask: Run) -> None:
    found = ask("roads", "find", "helsinki", "mannerheimintie 5, helsinki", "--json")
    assert found.code == 0
    assert found.json["hits"][0]["label"] == "Mannerheimintie 5, Helsinki"
    assert found.json["hits"][0]["precision"] == "address"
    assert found.json["house_numbers"] is True
    assert "OpenStreetMap" in found.json["attribution"]
    shown = ask("roads", "find", "helsinki", "mannerheimintie 5", "--near", "60.169,24.94").out
    assert "exakt" in shown
    assert "exact" in ask("roads", "find", "helsinki", "mannerheimintie 5", "--language", "en").out
    assert "närmaste kända nummer" in ask("roads", "find", "helsinki", "bulevardi 8").out


def test_no_answer_is_the_answer_no(ask: Run) -> None:
    ended = ask("roads", "find", "helsinki", "xyzzqq wvxz")
    assert (ended.code, "xyzzqq" in ended.out) == (1, True)
    assert ask("roads", "find", "helsinki", "xyzzqq wvxz", "--json").json["hits"] == []


@pytest.mark.parametrize("near", ["60.17", "60.17,24.94,3", "x,y", "95,20", "nan,20"])
def test_a_point_that_is_none_is_refused(ask: Run, near: str) -> None:
    ended = ask("roads", "find", "helsinki", "Bulevardi", "--near", near, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "point")


@pytest.mark.parametrize(
    ("point", "code"), [("24.94,60.17", "swapped"), ("0,0", "null_island"), ("6640000,700000", "sweref")]
)
def test_a_point_that_was_hardly_meant_is_explained_and_never_taken_for_an_address(
    ask: Run, point: str, code: str
) -> None:
    for words in (
        ("find", "helsinki", "Bulevardi", "--near", point),
        ("route", "helsinki", THERE, point),
        ("reach", "helsinki", "--from", point),
    ):
        ended = ask("roads", *words, "--json")
        assert (ended.code, ended.json["faults"][0]["code"]) == (1, code)


def test_nobody_is_led_to_or_from_a_place_that_the_roads_do_not_reach(ask: Run) -> None:
    for words in (("route", "helsinki", THERE, "63.82,20.26"), ("reach", "helsinki", "--from", "63.82,20.26")):
        ended = ask("roads", *words, "--json")
        assert (ended.code, ended.json["faults"][0]["code"]) == (1, "unserved")


def test_all_that_is_wrong_with_the_ends_of_a_way_is_told_at_once(ask: Run) -> None:
    for ends, codes in (
        (("xyzzqq wvxz", "24.94,60.17"), ["no_address", "swapped"]),
        (("63.82,20.26", "62.39,17.30"), ["unserved", "unserved"]),
    ):
        ended = ask("roads", "route", "helsinki", *ends, "--json")
        assert (ended.code, [fault["code"] for fault in ended.json["faults"]]) == (1, codes)


def test_reach_begins_at_an_address_as_at_its_coordinates(ask: Run) -> None:
    by_address = ask("roads", "reach", "helsinki", "--from", "Mannerheimintie 5", "--json").json
    point = ",".join(str(by_address["from"][axis]) for axis in ("lat", "lon"))
    by_point = ask("roads", "reach", "helsinki", "--from", point, "--json").json
    assert by_address["from"]["label"] == "Mannerheimintie 5, Helsinki"
    assert by_address["reach"] == by_point["reach"]
    assert "tolkades som" in ask("roads", "reach", "helsinki", "--from", "bulevardi").out.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "code"), [("", "address_empty"), ("?!", "address_empty"), ("a" * 300, "address_long")]
)
def test_a_question_that_is_none_is_refused(ask: Run, text: str, code: str) -> None:
    ended = ask("roads", "find", "helsinki", text, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, code)


def test_nobody_is_led_to_a_street_that_was_not_written(ask: Run) -> None:
    for words in (
        ("route", "helsinki", "Mannerheimintie 5", "Hakaniemenkuja 3"),
        ("reach", "helsinki", "--from", "Hakaniemenkuja 3"),
        ("draw", "helsinki", "--center", "Hakaniemenkuja 3", "--out", "never.png"),
    ):
        ended = ask("roads", *words, "--json")
        assert (ended.code, ended.json["faults"][0]["code"]) == (1, "unclear_address")
        assert "Hakaniemen" in ended.json["faults"][0]["cause"]


def test_a_street_that_several_towns_have_is_asked_about(ask: Run) -> None:
    ended = ask("roads", "reach", "umea", "--from", "Storgatan", "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "many_addresses")
    assert "Storgatan, Umeå; Storgatan, Vännäs" in ended.json["faults"][0]["cause"]
    by_town = ask("roads", "reach", "umea", "--from", "Storgatan, Umeå", "--json")
    assert (by_town.code, by_town.json["from"]["label"]) == (0, "Storgatan, Umeå")


def test_control_characters_do_not_reach_the_terminal(ask: Run) -> None:
    assert "\x1b" not in ask("roads", "find", "helsinki", "xyzzqq\x1b[31mwvxz").out


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder for all of these, so that Helsinki is read but once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def ask(call: Run, home: Path) -> Run:
    def ask_words(*words: object) -> Ran:
        return call(*words, HEMRUTT_HOME=str(home))

    return ask_words


HERE, THERE = "mannerheimintie 5", "60.1657,24.9403"


def test_the_way_between_two_places_is_told_turn_by_turn(ask: Run, tmp_path: Path) -> None:
    files = tmp_path / "r.geojson", tmp_path / "r.gpx"
    ended = ask("roads", "route", "helsinki", HERE, THERE, "--geojson", files[0], "--gpx", files[1], "--json")
    assert ended.code == 0
    steps = ended.json["steps"]
    assert [step["kind"] for step in steps if step["kind"] in {"walk", "depart", "arrive"}][:2] == ["walk", "depart"]
    assert steps[-1]["kind"] == "arrive"
    assert sum(step["seconds"] for step in steps) == ended.json["seconds"] > 0
    assert sum(step["metres"] for step in steps) == ended.json["metres"] > 0
    assert ended.json["from"]["label"] == "Mannerheimintie 5, Helsinki"
    line, *points = json.loads(files[0].read_text(encoding="utf-8"))["features"]
    assert (line["geometry"]["type"], line["properties"]["metres"]) == ("LineString", ended.json["metres"])
    assert [point["properties"]["text"] for point in points] == [step["text"] for step in steps]
    gpx = ET.fromstring(files[1].read_text(encoding="utf-8"))  # noqa: S314 (written by ourselves)
    tags = [element.tag.rpartition("}")[2] for element in gpx.iter()]
    assert tags.count("rtept") == len(steps)
    assert tags.count("trkpt") == len(line["geometry"]["coordinates"])


def test_the_steps_that_are_shown_add_up_to_the_whole_way_below_them(ask: Run) -> None:
    shown = ask("roads", "route", "helsinki", HERE, THERE, "--depart", "16:00").out
    rows = re.findall(r"│ +([0-9\s]+)m │ +([0-9]+):([0-9]{2}) │", shown)
    *steps, whole = [(int(re.sub(r"\s", "", metres)), 60 * int(minutes) + int(rest)) for metres, minutes, rest in rows]
    assert len(steps) > 2
    assert tuple(map(sum, zip(*steps, strict=True))) == whole


def test_the_way_is_told_in_two_languages_and_at_a_time_of_day(ask: Run) -> None:
    assert "Du är framme." in ask("roads", "route", "helsinki", HERE, THERE).out
    shown = ask("roads", "route", "helsinki", HERE, THERE, "--language", "en", "--depart", "07:45")
    assert (shown.code, "You have arrived." in shown.out) == (0, True)
    assert "Drives begin at 07:45 (weekday)." in shown.out
    assert "Free flow" in ask("roads", "route", "helsinki", HERE, THERE, "--language", "en").out


@pytest.mark.parametrize("depart", ["06:45", "09:10", "17:31"])
def test_the_way_takes_what_the_matrix_says_where_the_traffic_changes(ask: Run, tmp_path: Path, depart: str) -> None:
    ends, out = ("60.1690,24.9310", THERE), tmp_path / "matrix.npz"
    points = tmp_path / "points.csv"
    points.write_text("id,lat,lon\na,{}\nb,{}\n".format(*ends), encoding="utf-8")
    assert ask("roads", "matrix", "helsinki", points, "--out", out, "--depart", depart).code == 0
    way = ask("roads", "route", "helsinki", *ends, "--depart", depart, "--json").json
    with np.load(out, allow_pickle=False) as arrays:
        assert (way["seconds"], way["metres"]) == (arrays["seconds"][0, 1], arrays["metres"][0, 1])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("xyzzqq wvxz", THERE), "no_address"),
        ((HERE, ""), "address_empty"),
        ((HERE, THERE, "--depart", "25:99"), "depart"),
        ((HERE, THERE, "--depart", "25:00"), "depart"),
        ((HERE, THERE, "--depart", "24.00"), "depart"),
    ],
)
def test_ends_that_are_none_are_refused(ask: Run, words: tuple[str, ...], code: str) -> None:
    ended = ask("roads", "route", "helsinki", *words, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, code)
