"""A published plan over HTTP, as a dispatcher has it before them, with a clock that a test sets."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

from api.access.actor import SERVICE
from api.store import days, plans
from api.store.plans import NewVersion
from scheduler import checking, clock, files, planning
from solver.limits import Limits
from tests.scheduler.running_days import NOWHERE

Json = dict[str, Any]

DATE = dt.date(2026, 11, 23)
HOMES = 8


def kind(answer: Any) -> str:
    """Give the kind of problem that an answer tells."""
    return str(answer.json()["type"]).removeprefix("urn:hemrutt:problem:")


def make_day(**changes: Any) -> Json:
    """Make a day of three cars and eight visits along a street, ten minutes between neighbours."""
    places = ["base", *(f"h{number}" for number in range(HOMES))]
    seconds = [[600 * abs(a - b) for b in range(len(places))] for a in range(len(places))]
    metres = [[cell * 12 for cell in row] for row in seconds]
    cars = [
        {
            "id": f"car-{number}",
            "start": "base",
            "end": "base",
            "crew": [f"s{number}"],
            "shift": {"start": "08:00", "end": "16:00", "max_overtime_min": 30},
        }
        for number in range(3)
    ]
    visits = [
        {
            "id": f"v{number}",
            "patient": f"p{number}",
            "duration_min": 30,
            "windows": [{"start": f"{9 + number % 4:02}:00", "end": f"{11 + number % 4:02}:00"}],
        }
        for number in range(HOMES)
    ]
    return {
        "format": "hemrutt-day/1",
        "date": DATE.isoformat(),
        "team": "primar",
        "travel": {"locations": places, "modes": {"car": {"seconds": seconds, "metres": metres}}},
        "locations": [{"id": key, "lat": 63.8 + number / 100, "lon": 20.2} for number, key in enumerate(places)],
        "staff": [
            {"id": f"s{number}", "name": f"S{number}", "profession": "nurse" if number == 0 else "assistant"}
            for number in range(3)
        ],
        "cars": cars,
        "patients": [{"id": f"p{number}", "location": f"h{number}"} for number in range(HOMES)],
        "visits": visits,
        **changes,
    }


@dataclass(slots=True)
class Board:
    """A client, and the plan that it works with."""

    client: TestClient
    plan: str
    keys: int = 0

    @classmethod
    def open(
        cls, client: TestClient, day: Json | None = None, *, beside: Board | None = None, published: bool = True
    ) -> Board:
        """Put a day's plan into the service and publish it, or (``beside``) another of a day that has one."""
        document = make_day() if day is None else day
        read = files.parse_day(document, file="day")
        made = planning.plan_day(read, folder=NOWHERE, limits=Limits(seconds=60, iterations=100))
        store = service_of(client).store
        with store.write(SERVICE) as tx:
            key = days.add_day(tx, read, document) if beside is None else plans.get_plan(tx, beside.plan).day
            team = days.get_day(tx, key).team
            first = NewVersion(day=document, plan=files.plan_document(made), origin="job")
            plan = plans.add_plan(tx, team=team, day=key, first=first)
        board = cls(client, plan)
        board.set_clock("07:00")
        if beside is None and published:
            assert board.command("publish").status_code == 200
        return board

    def set_clock(self, text: str) -> None:
        """Let it be some time of the day."""
        at = clock.read_instant(text, date=DATE, timezone="Europe/Stockholm")
        service_of(self.client).store.clock = lambda: round(at.timestamp() * 1e6)

    @property
    def etag(self) -> str:
        """The plan's ETag now."""
        tag: str = self.client.get(f"/api/plans/{self.plan}").headers["etag"]
        return tag

    @property
    def document(self) -> Json:
        """The plan now."""
        document: Json = self.client.get(f"/api/plans/{self.plan}").json()
        return document

    @property
    def day(self) -> Json:
        """The day as it is known now."""
        document: Json = self.client.get(f"/api/plans/{self.plan}/day").json()
        return document

    def places(self) -> dict[str, tuple[str, str]]:
        """Give car and start of each planned visit."""
        return places_of(self.document)

    def faults(self) -> list[str]:
        """List what is wrong with the plan as it stands now, recomputed."""
        day, plan = files.parse_day(self.day, file="day"), files.parse_plan(self.document, file="plan")
        return [one.text for one in checking.check_plan(day, plan, folder=NOWHERE) if one.hard]

    def post(self, path: str, document: object = None, **headers: str) -> Any:
        """Post to an address below the plan, or to a whole one."""
        where = path if path.startswith("/") else f"/api/plans/{self.plan}/{path}"
        content = "" if document is None else json.dumps(document)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(where, content=content, headers={"content-type": "application/json", **named})

    def command(self, path: str, document: object = None, **headers: str) -> Any:
        """Post a command with the plan's version as it is now."""
        return self.post(path, document, if_match=self.etag, **headers)

    def tell(self, *events: Json, at: str | None = None) -> Any:
        """Tell what has happened."""
        return self.post("events", {"events": list(events), **({} if at is None else {"at": at})})

    def call(self, *, at: str | None = None, confirm: bool = False, **call: Any) -> Any:
        """Take a call, by default for half an hour of somebody at the last house."""
        wanted = {"location": "h7", "duration_min": 30, **call}
        return self.post("calls", {"call": wanted, "confirm": confirm, **({} if at is None else {"at": at})})

    def change(self, *changes: Json, at: str | None = None) -> Any:
        """Ask for changes by hand."""
        return self.command("changes", {"changes": list(changes), **({} if at is None else {"at": at})})

    def apply(self, proposal: str, **body: Any) -> Any:
        """Apply a proposal to the plan as it is now."""
        return self.command(f"/api/proposals/{proposal}/apply", body)


def race(board: Board, *, clients: int) -> Counter[int]:
    """Let clients apply a proposal each at the same moment; give what they were answered."""
    made = [board.change({"change": "lock", "visit": "v1"}).json()["id"] for _ in range(clients)]
    seen, ready = board.etag, threading.Barrier(clients)

    def apply(proposal: str) -> int:
        ready.wait()
        status: int = board.post(f"/api/proposals/{proposal}/apply", {}, if_match=seen).status_code
        return status

    with ThreadPoolExecutor(clients) as crowd:
        return Counter(crowd.map(apply, made))


def service_of(client: TestClient) -> Any:
    """Give the service behind a client."""
    return client.app.state.service  # type: ignore[attr-defined]


def places_of(plan: Json) -> dict[str, tuple[str, str]]:
    """Give car and start of each planned visit of a plan."""
    return {
        stop["visit"]: (route["car"], stop["start"])
        for route in plan["routes"]
        for stop in route["stops"]
        if stop["kind"] == "visit"
    }
