"""What is kept is answered in the language of whoever asks, on a service that speaks Swedish."""

from __future__ import annotations

import html
import re
from typing import Any

from fastapi.testclient import TestClient

from scheduler import files
from scheduler.teams import TEAMS
from tests.http.board import Board, make_day
from tests.http.conftest import Json

SPOKEN = ("sv", "en")


def crowded() -> Json:
    """Make a day whose cars have all they may, with a visit that asks for a skill that nobody has."""
    day = make_day()
    day["visits"][2]["skills"] = ["nurse"]
    day["visits"].append({"id": "v8", "patient": "p0", "duration_min": 10, "skills": ["doctor"]})
    day["patients"][0]["max_visits_per_day"] = 2
    day["rules"] = {"min_gap_same_patient_min": 0}
    for car in day["cars"]:
        car["max_visits"] = 3
    day["cars"][2]["max_visits"] = 2
    return day


def ask(board: Board, path: str, language: str | None) -> Any:
    answer = board.client.get(path, headers={} if language is None else {"accept-language": language})
    assert answer.status_code == 200, answer.text
    assert '"translations"' not in answer.text
    return answer.json()


def each(board: Board, path: str) -> tuple[Any, Any]:
    """Ask in both languages, and see that the service's own is what is told where none is asked for."""
    swedish, english = (ask(board, path, language) for language in SPOKEN)
    assert ask(board, path, None) == swedish
    return swedish, english


def test_a_board_tells_in_the_askers_language_why_a_visit_is_left_out(client: TestClient) -> None:
    board = Board.open(client, crowded())
    swedish, english = each(board, f"/api/plans/{board.plan}/board")
    (left,) = english["unassigned"]
    assert (left["visit"], {reason["code"] for reason in left["reasons"]}) == ("v8", {"skill"})
    kept = files.parse_plan(board.document, file="plan")
    own = [reason.text for one in kept.unassigned for reason in one.reasons]
    assert [reason["text"] for reason in swedish["unassigned"][0]["reasons"]] == own
    assert [reason["text"] for reason in left["reasons"]] == [
        reason.text for one in kept.in_language("en").unassigned for reason in one.reasons
    ]
    assert own != [reason["text"] for reason in left["reasons"]]
    assert {name for name in swedish if swedish[name] != english[name]} == {"team_name", "unassigned"}
    table = client.get(f"/api/plans/{board.plan}/exports/csv?language=en").text
    assert left["reasons"][0]["text"] in table
    assert own[0] not in table


def test_a_call_nobody_can_take_says_why_in_the_askers_language(client: TestClient) -> None:
    board = Board.open(client, crowded())
    wanted = {"call": {"location": "h7", "duration_min": 30}}
    taken = board.post("calls", wanted, accept_language="en").json()
    assert taken["offers"] == []
    swedish, english = each(board, f"/api/calls/{taken['id']}")
    assert english["reasons"] == taken["reasons"]
    assert {one["code"] for one in english["reasons"]} == {"max_visits"}
    assert swedish["reasons"][0]["text"] != english["reasons"][0]["text"]
    listed, told = each(board, f"/api/plans/{board.plan}/calls")
    assert (listed, told) == ([swedish], [english])
    anew = board.post(f"/api/calls/{taken['id']}/offers", accept_language="en").json()
    assert anew["reasons"] == english["reasons"]


def test_a_proposal_tells_in_the_askers_language_what_it_breaks(client: TestClient) -> None:
    board = Board.open(client, crowded())
    change = {"changes": [{"change": "move", "visit": "v2", "car": "car-1"}]}
    made = board.command("changes", change, accept_language="en").json()
    swedish, english = each(board, f"/api/proposals/{made['id']}")
    assert made == english
    rules = [(fault["rule"], fault["hard"]) for fault in english["faults"]["hard"]]
    assert ("skill", True) in rules
    assert rules == [(fault["rule"], fault["hard"]) for fault in swedish["faults"]["hard"]]
    for own, told in zip(swedish["faults"]["hard"], english["faults"]["hard"], strict=True):
        assert own["text"] != told["text"]
    refused = board.command(f"/api/proposals/{made['id']}/apply", {}, accept_language="en")
    assert (refused.status_code, refused.json()["findings"]) == (409, english["faults"]["hard"])
    assert board.apply(made["id"], reason="Läkaren är med på telefon.").status_code == 200
    assert board.faults() == []


def test_what_lost_its_place_says_why_in_the_askers_language(client: TestClient) -> None:
    board = Board.open(client, crowded())
    car, _ = board.places()["v0"]
    board.set_clock("08:30")
    told = {"event": "car_gone", "time": "08:30", "car": car}
    assert board.tell(told).status_code == 201
    made = board.command("changes", {"changes": [{"change": "lock", "visit": "v1"}]}, accept_language="en").json()
    swedish, english = each(board, f"/api/proposals/{made['id']}")
    assert board.apply(made["id"]).status_code == 200
    reasons = [
        [reason["text"] for change in one["unassigned"] for reason in change["reasons"]]
        for one in (swedish["difference"], english["difference"], *each(board, f"/api/plans/{board.plan}/difference"))
    ]
    assert reasons[0]
    assert reasons[:2] == reasons[2:]
    assert not set(reasons[0]) & set(reasons[1])
    stale = board.post("undo", {}, if_match=f'"{board.plan}-1"', accept_language="en")
    assert stale.status_code == 412
    assert stale.json()["difference"]["unassigned"] == [], "whoever saw the version saw that its car was gone"
    assert stale.json()["detail"] != board.post("undo", {}, if_match=f'"{board.plan}-1"').json()["detail"]


def test_an_experiment_that_does_not_help_says_why_in_the_askers_language(client: TestClient) -> None:
    board = Board.open(client, crowded())
    wanted = {"experiment": {"kind": "place", "visit": "v8"}}
    swedish, english = (board.command("experiments", wanted, accept_language=language).json() for language in SPOKEN)
    assert [one["code"] for one in english["reasons"]] == [one["code"] for one in swedish["reasons"]] == ["skill"]
    assert swedish["reasons"][0]["text"] != english["reasons"][0]["text"]


def test_a_team_is_called_by_its_presets_name_in_the_askers_language_until_it_has_its_own(client: TestClient) -> None:
    board = Board.open(client)
    names = TEAMS["primar"].name
    path = f"/api/plans/{board.plan}"

    def called(language: str) -> list[str]:
        (team,) = (one["name"] for one in ask(board, "/api/teams", language) if one["key"] == "primar")
        page = client.get(f"{path}/exports/html?language={language}").text
        (heading,) = re.findall(r"<title>(.*?) · ", page)
        return [team, html.unescape(heading), ask(board, f"{path}/board", language)["team_name"]]

    assert names.sv != names.en
    assert (called("sv"), called("en")) == ([names.sv] * 3, [names.en] * 3)
    settings = client.get("/api/teams/primar")
    renamed = {**settings.json()["settings"], "name": "Hemma & väl"}
    written = client.put("/api/teams/primar", json=renamed, headers={"if-match": settings.headers["etag"]})
    assert written.status_code == 200, written.text
    assert (called("sv"), called("en")) == (["Hemma & väl"] * 3, ["Hemma & väl"] * 3)
