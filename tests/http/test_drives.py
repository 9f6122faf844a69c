"""Drives over HTTP: told of, measured and found on kept networks; positions in no log."""

from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from maps.network import RoadNetwork
from maps.reading.files import read_network
from maps.storage import library, store
from tests.http.conftest import post

STOPS = [{"lat": 60.1699, "lon": 24.9384}, {"lat": 60.1733, "lon": 24.9490}, {"lat": 60.1680, "lon": 24.9420}]
FAR = {"lat": 61.0, "lon": 25.0}


@pytest.fixture(scope="module")
def helsinki() -> RoadNetwork:
    return read_network(library.find_helsinki(), name="helsinki")


@pytest.fixture(autouse=True)
def kept(settings: Settings, helsinki: RoadNetwork) -> None:
    store.save(helsinki, settings.roads)


def test_a_network_is_told_of(client: TestClient, helsinki: RoadNetwork) -> None:
    (told,) = client.get("/api/roads/helsinki").json()
    assert (told["name"], told["mode"], told["nodes"]) == ("helsinki", "car", helsinki.nodes)
    assert told["bounds"]["south"] < STOPS[0]["lat"] < told["bounds"]["north"]
    assert "OpenStreetMap" in told["attribution"]


def test_a_matrix_is_measured_and_those_outside_named(client: TestClient) -> None:
    answer = post(client, "/api/roads/helsinki/matrix", {"points": [*STOPS, FAR]})
    assert answer.status_code == 200
    document = answer.json()
    assert [len(row) for row in document["seconds"]] == [4, 4, 4, 4]
    assert (document["seconds"][0][0], document["metres"][0][0]) == (0, 0)
    assert document["seconds"][0][1] > 60
    assert document["unserved"] == [3]
    assert document["seconds"][0][3] is None
    only = post(client, "/api/roads/helsinki/matrix", {"points": STOPS[:1], "to": STOPS[1:2]}).json()
    assert only["seconds"] == [[document["seconds"][0][1]]]


def test_a_route_has_its_course_and_steps_that_add_up(client: TestClient) -> None:
    answer = client.post("/api/roads/helsinki/route", json={"stops": STOPS}, headers={"accept-language": "sv"})
    legs = answer.json()["legs"]
    assert len(legs) == 2
    matrix = post(client, "/api/roads/helsinki/matrix", {"points": STOPS}).json()
    for number, leg in enumerate(legs):
        told = matrix["seconds"][number][number + 1], matrix["metres"][number][number + 1]
        assert (leg["seconds"], leg["metres"]) == told
    for leg, goal in zip(legs, STOPS[1:], strict=True):
        assert sum(step["metres"] for step in leg["steps"]) == leg["metres"]
        assert sum(step["seconds"] for step in leg["steps"]) == leg["seconds"]
        assert leg["coordinates"][-1] == pytest.approx([goal["lon"], goal["lat"]], abs=0.002)
    assert "framme" in legs[0]["steps"][-1]["text"]


def test_drives_take_longer_in_the_rush_hour(client: TestClient) -> None:
    def measure(**departure: str) -> tuple[int, int]:
        matrix = post(client, "/api/roads/helsinki/matrix", {"points": STOPS, **departure}).json()["seconds"]
        legs = post(client, "/api/roads/helsinki/route", {"stops": STOPS, **departure}).json()["legs"]
        return sum(map(sum, matrix)), sum(leg["seconds"] for leg in legs)

    free, peak, night = measure(), measure(depart="08:00"), measure(depart="2026-11-24T02:00:00+01:00")
    assert all(there > here for there, here in zip(peak, free, strict=True))
    assert night == free


@pytest.mark.parametrize("depart", ["06:31", "06:59:59", "08:45", "17:29", "2026-11-24T19:10:30+01:00"])
def test_a_route_takes_what_the_matrix_says_around_where_the_traffic_changes(client: TestClient, depart: str) -> None:
    matrix = post(client, "/api/roads/helsinki/matrix", {"points": STOPS, "depart": depart}).json()
    legs = post(client, "/api/roads/helsinki/route", {"stops": STOPS, "depart": depart}).json()["legs"]
    for number, leg in enumerate(legs):
        told = matrix["seconds"][number][number + 1], matrix["metres"][number][number + 1]
        assert (leg["seconds"], leg["metres"]) == told
        assert tuple(sum(step[unit] for step in leg["steps"]) for unit in ("seconds", "metres")) == told


def test_what_pydantic_found_is_told_in_the_language_asked_for(client: TestClient) -> None:
    body = {"points": [{"lat": 91, "lon": "x"}], "mode": "horse", "speed": 3}
    for language, words in (
        (
            "sv",
            [
                "91 är för stort; gränsen är 90.",
                "”x” är inte ett tal.",
                "”horse” är inget av car, bike, walk.",
                "Fältet ”speed” är okänt.",
            ],
        ),
        (
            "en",
            [
                "91 is too large; the limit is 90.",
                "“x” is not a number.",
                "“horse” is none of car, bike, walk.",
                "The field “speed” is unknown.",
            ],
        ),
    ):
        answer = client.post("/api/roads/helsinki/matrix", json=body, headers={"Accept-Language": language})
        faults = answer.json()["faults"]
        assert {fault["field"]: fault["cause"] for fault in faults} == dict(
            zip(["points.0.lat", "points.0.lon", "mode", "speed"], words, strict=True)
        )
        assert all(fault["action"] for fault in faults)


@pytest.mark.parametrize(
    ("content", "cause"), [(b"", "Begäran har inget innehåll."), (b"{", "Innehållet är inte giltig JSON.")]
)
def test_a_body_that_is_none_is_told_in_words(client: TestClient, content: bytes, cause: str) -> None:
    answer = client.post("/api/roads/helsinki/matrix", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["faults"][0]["cause"]) == (422, cause)


def test_unknown_roads_are_said_to_be_unknown(client: TestClient) -> None:
    for answer in (client.get("/api/roads/atlantis"), post(client, "/api/roads/atlantis/matrix", {"points": STOPS})):
        assert (answer.status_code, "vägnät" in answer.json()["detail"]) == (404, True)
        assert "glömts" not in answer.json()["detail"]


def test_no_leg_leads_to_a_stop_outside_the_network(client: TestClient) -> None:
    legs = post(client, "/api/roads/helsinki/route", {"stops": [STOPS[0], FAR, STOPS[1], STOPS[2]]}).json()["legs"]
    assert [leg is None for leg in legs] == [True, True, False]


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        ("/api/roads/atlantis/matrix", {"points": STOPS}, 404, None),
        ("/api/roads/made-lund/route", {"stops": STOPS}, 404, None),
        ("/api/roads/helsinki/matrix", {"points": STOPS, "mode": "walk"}, 404, None),
        ("/api/roads/helsinki/matrix", {"points": STOPS * 200}, 422, "too_long"),
        ("/api/roads/helsinki/route", {"stops": STOPS[:1]}, 422, "too_short"),
        ("/api/roads/helsinki/route", {"stops": [*STOPS, {"lat": 24.9, "lon": 60.2}]}, 422, "swapped"),
        ("/api/roads/helsinki/matrix", {"points": STOPS, "depart": "25:00"}, 422, "depart"),
        ("/api/roads/helsinki/route", {"stops": STOPS, "depart": "snart"}, 422, "depart"),
        ("/api/roads/helsinki/matrix", {"points": [{"lat": 91, "lon": 20}]}, 422, "less_than_equal"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    client: TestClient, address: str, body: object, status: int, code: str | None
) -> None:
    answer = post(client, address, body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert code is None or answer.json()["faults"][0]["code"] == code
    assert client.get("/api/roads/atlantis").status_code == 404


def test_positions_stand_in_no_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="hemrutt"):
        assert post(client, "/api/roads/helsinki/route", {"stops": STOPS}).status_code == 200
        assert post(client, "/api/roads/helsinki/route", {"stops": [*STOPS, {"lat": 99, "lon": 1}]}).status_code == 422
    assert "60.1" not in caplog.text
    assert client.get("/api/roads/helsinki/route?lat=60.1699").status_code == 405
