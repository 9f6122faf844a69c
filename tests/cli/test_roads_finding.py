"""roads find: addresses on the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def test_an_address_is_found_and_shown(call: Run) -> None:
    found = call("roads", "find", "helsinki", "mannerheimintie 5, helsinki", "--json")
    assert found.code == 0
    assert found.json["hits"][0]["label"] == "Mannerheimintie 5, Helsinki"
    assert found.json["hits"][0]["precision"] == "address"
    assert found.json["house_numbers"] is True
    assert "OpenStreetMap" in found.json["attribution"]
    shown = call("roads", "find", "helsinki", "mannerheimintie 5", "--near", "60.169,24.94").out
    assert "exakt" in shown
    assert "exact" in call("roads", "find", "helsinki", "mannerheimintie 5", "--language", "en").out
    assert "närmaste kända nummer" in call("roads", "find", "helsinki", "bulevardi 8").out


def test_no_answer_is_the_answer_no(call: Run) -> None:
    ended = call("roads", "find", "helsinki", "xyzzqq wvxz")
    assert (ended.code, "xyzzqq" in ended.out) == (1, True)
    assert call("roads", "find", "helsinki", "xyzzqq wvxz", "--json").json["hits"] == []


@pytest.mark.parametrize("near", ["60.17", "60.17,24.94,3", "x,y", "24.94,60.17", "95,20", "nan,20", "0,0"])
def test_a_point_that_is_none_is_refused(call: Run, near: str) -> None:
    ended = call("roads", "find", "helsinki", "Bulevardi", "--near", near, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "point")


@pytest.mark.parametrize(
    ("text", "code"), [("", "address_empty"), ("?!", "address_empty"), ("a" * 300, "address_long")]
)
def test_a_question_that_is_none_is_refused(call: Run, text: str, code: str) -> None:
    ended = call("roads", "find", "helsinki", text, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, code)


def test_control_characters_do_not_reach_the_terminal(call: Run) -> None:
    assert "\x1b" not in call("roads", "find", "helsinki", "xyzzqq\x1b[31mwvxz").out
