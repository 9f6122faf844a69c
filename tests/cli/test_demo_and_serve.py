"""demo and serve: a day made, planned and shown, on a page that the browser's own machine serves."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi.testclient import TestClient

from api.access.actor import SERVICE
from api.app import create_app
from api.cli.demo import live_through, with_own_store
from api.cli.serving import keep_past, serve
from api.cli.session import Session
from api.filling import fill
from api.service import make_service
from api.settings import read_settings
from maps.storage import library
from scheduler import clock, files
from scheduler.making.enrolling import make_roster
from scheduler.roster import due
from scheduler.teams import find_team
from tests.cli.conftest import Run

DATE = dt.date(2026, 11, 23)
DEMO = ("demo", "primar", "--roads", "helsinki", "--date", "2026-11-23", "--seconds", 2)


def test_demo_writes_a_day_a_plan_and_every_form_of_it(call: Run, tmp_path: Path) -> None:
    ended = call(*DEMO, "--out", "shown", "--no-serve")
    assert ended.code == 0, ended.err
    folder = tmp_path / "shown"
    assert {path.name for path in folder.iterdir()} == {
        "day.json", "plan.json", "plan.geojson", "plan.html", "plan.png", "plan.pdf", "stops.csv", "ics",
    }  # fmt: skip
    assert list((folder / "ics").glob("*.ics"))
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    assert plan["kpis"]["visits_planned"] >= 30
    assert len(plan["routes"]) >= 5
    assert [left["visit"] for left in plan["unassigned"]]
    assert all(left["reasons"] and left["visit"] in ended.out for left in plan["unassigned"])
    assert call("check", folder / "day.json", folder / "plan.json").code == 0
    network = library.open_network("helsinki", folder=read_settings(os.environ).roads)
    roster = make_roster(find_team("primar"), network, date=DATE, seed=1)
    assert files.read_day(folder / "day.json").visits == due(roster, DATE).visits


def test_demo_on_a_day_off_tells_the_next_working_day(call: Run) -> None:
    ended = call("demo", "got", "--roads", "helsinki", "--date", "2026-11-22", "--no-serve", "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "closed_day")


def test_a_demo_has_weeks_behind_it_that_went_about_as_planned(tmp_path: Path) -> None:
    team, roads = find_team("primar"), read_settings(os.environ).roads
    roster = make_roster(team, library.open_network("helsinki", folder=roads), date=DATE, seed=1)
    service = make_service(read_settings({"HEMRUTT_HOME": str(tmp_path)}))
    with service.store.write(SERVICE) as tx:
        fill(tx, roster)
        for past in live_through(team, roster, before=DATE, seed=1, folder=roads):
            keep_past(tx, past)
    first = DATE - dt.timedelta(days=28)
    _, season = service.seasons.season(SERVICE, team.key, first=first, last=DATE)
    assert [date for date in (first + dt.timedelta(days=days) for days in range(28)) if team.cars_on(date)] == [
        day.date for day in season.days
    ]
    whole = season.total
    assert whole.done == whole.planned
    assert 0 < whole.cancelled + whole.failed < 0.1 * whole.planned
    assert whole.told.near is not None
    assert 0.6 < whole.told.near < 1


def test_a_demo_leaves_the_store_and_the_paper_of_a_real_service_alone(tmp_path: Path) -> None:
    settings = read_settings({"HEMRUTT_HOME": str(tmp_path / "home")})
    own = with_own_store(Session(settings=settings, language="sv", json=False), tmp_path / "demo").settings
    assert own.paper is not None
    assert settings.paper is not None
    assert own.paper.is_relative_to(tmp_path / "demo")
    assert not settings.paper.is_relative_to(tmp_path / "demo")
    assert str(tmp_path / "demo") in own.database


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the service on a free port; gives the process and the link that lets its owner in."""
    surroundings = {**os.environ, "HEMRUTT_HOME": str(tmp_path / "home"), "HEMRUTT_LANGUAGE": "en"}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, env=surroundings, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        told = "".join(process.stderr.readline() for _ in range(3))
        found = re.search(r"http://127\.0\.0\.1:\d+/#link=[\w-]{43}", told)
        assert found, told
        yield process, found[0]
        process.kill()


def test_serve_answers_on_the_loopback_until_interrupted(serving: tuple[subprocess.Popen[str], str]) -> None:
    process, link = serving
    address, _, secret = link.partition("#link=")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(address, timeout=30) as answer:
        assert "Sign in" in answer.read().decode()
    entering = urllib.request.Request(  # noqa: S310
        f"{address}api/sessions/link",
        data=json.dumps({"secret": secret}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with opener.open(entering, timeout=30) as answer:
        assert answer.status == 201
    with opener.open(address, timeout=30) as answer:
        assert "<title>hemrutt</title>" in answer.read().decode()
    with urllib.request.urlopen(f"{address}readyz", timeout=30) as answer:  # noqa: S310
        assert json.load(answer) == {"status": "ok"}
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) in {0, 130}
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_serve_ends_when_told_to_though_a_request_never_comes_whole(
    serving: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = serving
    port = urlsplit(address).port
    with socket.create_connection(("127.0.0.1", port), timeout=30) as half:
        half.sendall(b"POST /api/days HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in {0, -signal.SIGTERM}
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_a_request_that_tells_its_end_in_two_ways_is_refused(serving: tuple[subprocess.Popen[str], str]) -> None:
    """Else a proxy and the service could take another request to begin in its middle."""
    _, address = serving
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    lengths = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    with socket.create_connection(("127.0.0.1", urlsplit(address).port), timeout=30) as line:
        line.sendall(b"POST /api/days HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lengths + b"\r\n" + smuggled)
        answered = b"".join(iter(lambda: line.recv(4096), b""))
    assert answered.startswith(b"HTTP/1.1 400 ")
    assert answered.count(b"HTTP/1.1 ") == 1


def test_serve_refuses_a_head_that_is_too_large(serving: tuple[subprocess.Popen[str], str]) -> None:
    port = urlsplit(serving[1]).port
    with socket.create_connection(("127.0.0.1", port), timeout=30) as opened:
        opened.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + b"a" * 200_000)
        assert opened.recv(100).startswith(b"HTTP/1.1 431 ")


def test_a_port_that_is_taken_is_told(call: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        ended = call("serve", "--port", other.getsockname()[1], "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "port_taken")


def test_nothing_is_served_by_clocks_that_change_at_other_times(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "knows_changes", lambda: False)
    ended = call("serve", "--port", 0, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "no_time_zones")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])  # noqa: S104
@pytest.mark.parametrize("more", [(), ("--open-to-network",)], ids=["unasked", "unguarded"])
def test_serve_is_not_opened_to_the_network_unasked_or_unguarded(call: Run, host: str, more: tuple[str, ...]) -> None:
    ended = call("serve", "--host", host, *more, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, "open_host")


@pytest.mark.parametrize(
    ("origin", "status"), [("http://127.0.0.1:8000", 200), ("https://plan.example.se", 401)], ids=["plain", "proxied"]
)
def test_where_somebody_asks_from_is_believed_of_a_proxy_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str, status: int
) -> None:
    """Without a token, figures are for this machine: a header does not make anybody it, but a proxy here tells."""
    made: list[uvicorn.Config] = []

    class Server:
        def __init__(self, config: uvicorn.Config) -> None:
            made.append(config)

        def run(self, sockets: list[socket.socket]) -> None:
            sockets[0].close()

    monkeypatch.setattr(uvicorn, "Server", Server)
    told = {"HEMRUTT_HOME": str(tmp_path), "HEMRUTT_PAPER": "0"}
    settings = read_settings(told | ({"HEMRUTT_ORIGIN": origin} if origin.startswith("https") else {}))
    serve(Session(settings=settings, language="en", json=False), port=0)
    (config,) = made
    config.load()

    def ask(host: str, forwarded: str) -> int:
        client = TestClient(config.loaded_app, base_url=origin, client=(host, 4711))
        return client.get("/metrics", headers={"X-Forwarded-For": forwarded}).status_code

    assert ask("192.0.2.7", "127.0.0.1") == 401
    assert ask("127.0.0.1", "127.0.0.1, 192.0.2.7") == status
    config.app.state.service.close()  # type: ignore[union-attr]


def test_applications_of_one_process_leave_how_garbage_is_collected_as_it_was(tmp_path: Path) -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    settings = replace(read_settings({"HEMRUTT_HOME": str(tmp_path)}), paper=None)
    with TestClient(create_app(make_service(settings))):
        assert (gc.get_threshold(), gc.get_freeze_count()) == before
