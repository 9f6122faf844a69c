"""A dispatcher's day, played at random over HTTP, with all that must hold after every step.

``python -m tests.flow.dispatcher --steps 2000 --race 200`` plays so many steps, and lets eight clients race so often
(``--database postgresql`` on a server from a wheel).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, Final

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from api.app import create_app
from api.service import make_service
from api.settings import read_settings
from scheduler import overriding
from scheduler.checking import Finding
from tests.flow.holding import Holding
from tests.http.board import Board, race
from tests.http.conftest import Json, as_owner
from tests.store import postgresql

Lending = Callable[[], AbstractContextManager[str | None]]
"""Lends empty databases."""

SLOW: Final = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
AHEAD: Final = frozenset({"planned", "en_route", "arrived"})
TOLD: Final = {
    "en_route": "en_route",
    "arrived": "arrived",
    "visit_started": "started",
    "visit_done": "done",
    "visit_cancelled": "cancelled",
    "nobody_home": "failed",
}
FROM: Final = {
    "en_route": AHEAD - {"arrived"},
    "arrived": AHEAD,
    "visit_started": AHEAD,
    "visit_done": frozenset({"started"}),
    "visit_cancelled": AHEAD,
    "nobody_home": AHEAD,
}

EXPERIMENTS: Final[dict[str, Json]] = {
    "widen": {"later_min": 60},
    "duration": {"minutes": 45},
    "skill": {"skills": ["nurse"]},
    "allow": {},
    "unfix": {},
    "overtime": {"minutes": 30},
    "cap": {"more": 1},
    "no_gap": {},
    "turn": {},
    "place": {},
}
OF_CARS: Final = frozenset({"skill", "allow", "overtime", "turn"})

VISIT = st.integers(0, 11)
CAR = st.sampled_from(["car-0", "car-1", "car-2"])


class DispatcherMachine(Holding):
    """Does what dispatchers do, and knows what must have become of it."""

    @initialize()
    def begin(self) -> None:
        self.board = Board.open(self.board.client)
        self.state = "published"

    @rule(minutes=st.integers(1, 40))
    def wait(self, minutes: int) -> None:
        self.minute = min(self.minute + minutes, 17 * 60)
        self._set_clock()

    @rule()
    def restart(self) -> None:
        self.opened.pop().__exit__(None, None, None)
        self.board.client = self._open()
        self._set_clock()

    @rule(visit=VISIT, kind=st.sampled_from(sorted(TOLD)))
    def tell_of_a_visit(self, visit: int, kind: str) -> None:
        key = self._visit(visit)
        status = self.statuses.get(key, "planned")
        if kind in {"en_route", "arrived", "visit_started"} and key not in self.board.places():
            return
        told = {"event": kind, "time": self._now, "visit": key}
        answer = self._post("events", {"events": [told]})
        if self.state == "closed":
            assert answer.status_code == 409
        elif status in FROM[kind]:
            assert answer.status_code == 201, answer.text
            self.statuses[key] = TOLD[kind]
            self._note(answer)
        else:
            assert answer.status_code in {201, 409}, answer.text
            if answer.status_code == 201:
                self.statuses |= {one["visit"]: one["status"] for one in answer.json()["statuses"]}
                self._note(answer)

    @rule(which=VISIT)
    def take_back_what_was_told_last(self, which: int) -> None:
        told = [(one["id"], one["told"]["event"]) for one in self._get("board")["visits"] if one["told"]]
        if not told:
            return
        visit, what = told[which % len(told)]
        back = {"event": "taken_back", "time": self._now, "what": what, "visit": visit}
        answer = self._post("events", {"events": [back]})
        assert answer.status_code == (409 if self.state == "closed" else 201), answer.text
        if answer.status_code == 201:
            self.statuses |= {one["visit"]: one["status"] for one in answer.json()["statuses"]}
            self._note(answer)

    @rule(car=CAR, minutes=st.integers(1, 40))
    def tell_of_a_late_car(self, car: str, minutes: int) -> None:
        answer = self._post(
            "events", {"events": [{"event": "car_late", "time": self._now, "car": car, "minutes": minutes}]}
        )
        assert answer.status_code == (409 if self.state == "closed" else 201), answer.text
        if answer.status_code == 201:
            self._note(answer)

    @rule(home=st.integers(0, 7), priority=st.integers(0, 5), nurse=st.booleans())
    def take_a_call(self, home: int, priority: int, *, nurse: bool) -> None:
        call = {"location": f"h{home}", "duration_min": 20, "priority": priority}
        call |= {"skills": ["nurse"]} if nurse else {}
        answer = self._post("calls", {"call": call, "confirm": True})
        assert answer.status_code == (409 if self.state == "closed" else 201), answer.text

    @rule(which=st.integers(0, 5), offer=st.integers(1, 3))
    def place_a_call(self, which: int, offer: int) -> None:
        calls = self._get("calls")
        if not calls or self.state == "closed":
            return
        call = calls[which % len(calls)]
        self._post(f"/api/calls/{call['id']}/offers", {})
        offers = self.board.client.get(f"/api/calls/{call['id']}").json()["offers"]
        if not offers:
            return
        number = min(offer, len(offers))
        answer = self._post(f"/api/calls/{call['id']}/proposals", {"offer": number})
        assert answer.status_code == 201, answer.text
        if self._apply(answer.json()["id"]):
            self.placed.add(call["visit"])
            wanted = offers[number - 1]
            assert self.board.places()[call["visit"]] == (wanted["car"], wanted["start"])

    @rule(visit=VISIT, car=CAR, position=st.integers(1, 5))
    def move_a_visit(self, visit: int, car: str, position: int) -> None:
        key = self._visit(visit)
        self._change({"change": "move", "visit": key, "car": car, "position": position})

    @rule(visit=VISIT, kind=st.sampled_from(["lock", "unlock"]))
    def lock_or_unlock(self, visit: int, kind: str) -> None:
        self._change({"change": kind, "visit": self._visit(visit)})

    @rule(cars=st.permutations(["car-0", "car-1", "car-2"]))
    def swap_cars(self, cars: list[str]) -> None:
        self._change({"change": "swap", "cars": cars[:2]})

    @rule(visit=VISIT, car=CAR, kind=st.sampled_from(sorted(EXPERIMENTS)))
    def try_what_would_help(self, visit: int, car: str, kind: str) -> None:
        """Change one thing: visits get the places that were told."""
        named = {"visit": self._visit(visit), **({"car": car} if kind in OF_CARS else {})}
        asked = {"kind": kind, **named, **EXPERIMENTS[kind]}
        answer = self._post("experiments", {"experiment": asked}, if_match=self.board.etag)
        if answer.status_code == 201 and self._apply(answer.json()["proposal"]["id"]):
            places = self.board.places()
            assert all(places[one["visit"]] == (one["car"], one["start"]) for one in answer.json()["placed"])
        assert answer.status_code in {200, 201, 409, 422}, answer.text

    @rule()
    def look_at_what_is_and_will_be(self) -> None:
        """Have all that is left explained, and foretold."""
        if self.state != "closed":
            left = {one["visit"] for one in self._get("explanation")["placed"]}
            assert left <= self.board.places().keys()
        assert {car["car"] for car in self._get("outlook")["cars"]} == {"car-0", "car-1", "car-2"}

    @rule(which=st.integers(0, 20))
    def apply_what_lies_about(self, which: int) -> None:
        open_ones = [one for one in self._get("proposals") if one["state"] == "open"]
        if open_ones:
            self._apply(open_ones[which % len(open_ones)]["id"])

    @rule()
    def undo(self) -> None:
        answer = self.board.command("undo")
        if answer.status_code == 200:
            self.version += 1
            known = {visit["id"] for visit in self.board.day["visits"]}
            self.placed = {call for call in self._taken() if call in known}
        else:
            assert answer.status_code == 409, answer.text

    @rule()
    def apply_what_another_has_changed(self) -> None:
        """Change nothing by what was seen two versions ago, or never."""
        before = self._fingerprint()
        for seen in {max(1, self.version - 2), self.version + 1} - {self.version}:
            answer = self.board.post("undo", None, if_match=f'"{self.board.plan}-{seen}"')
            assert answer.status_code == 412, answer.text
        assert self._fingerprint() == before

    @rule()
    def send_the_last_again(self) -> None:
        """Send a command again under its key: it is answered as before and changes nothing."""
        if self.last is None:
            return
        before = self._fingerprint()
        path, body, headers, status, document = self.last
        answer = self.board.post(path, body, **headers)
        assert (answer.status_code, answer.json()) == (status, document)
        assert self._fingerprint() == before

    @precondition(lambda self: self.minute > 16 * 60)
    @rule()
    def close(self) -> None:
        answer = self.board.command("close")
        assert answer.status_code == (409 if self.state == "closed" else 200)
        self.state = "closed"

    def _note(self, answer: Any) -> None:
        self.told += answer.json()["events"]
        if self.state == "published":
            self.state = "running"

    def _change(self, change: Json) -> None:
        answer = self._post("changes", {"changes": [change]}, if_match=self.board.etag)
        if answer.status_code == 201:
            self._apply(answer.json()["id"])
        else:
            assert answer.status_code in {409, 422}, answer.text

    def _apply(self, proposal: str) -> bool:
        """Apply a proposal, answering for what may be answered for."""
        known = self.board.client.get(f"/api/proposals/{proposal}").json()
        findings = [Finding(**{**one, "visits": tuple(one["visits"])}) for one in known["faults"]["hard"]]
        never = any(not overriding.may_override(finding.rule) for finding in findings)
        answer = self._post(f"/api/proposals/{proposal}/apply", {"reason": "asked for"}, if_match=self.board.etag)
        if self.state == "closed" or (never and known["base_version"] == self.version):
            assert answer.status_code in {409, 412}
        elif known["base_version"] != self.version:
            assert answer.status_code == 412
        else:
            assert answer.status_code in {200, 412}, answer.text
        if answer.status_code != 200:
            return False
        self.version += 1
        self.applied.add(proposal)
        known_visits = {visit["id"] for visit in self.board.day["visits"]}
        self.placed |= {call for call in self._taken() if call in known_visits}
        return True


def play(*, examples: int, steps: int, lend: Lending = nullcontext) -> None:
    """Play so many days of so many steps, each in a database lent; raises AssertionError where something fails."""
    run_state_machine_as_test(
        type("Machine", (DispatcherMachine,), {"lend": staticmethod(lend)}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=SLOW,
            phases=(Phase.generate,),
        ),
    )


def main() -> None:
    """Play for long."""
    parser = argparse.ArgumentParser(prog="python -m tests.flow.dispatcher", description=__doc__)
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--race", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    with ExitStack() as stack:
        lend: Lending = nullcontext
        if asked.database == "postgresql":
            lend = partial(postgresql.lent, stack.enter_context(postgresql.running()))
        if asked.steps:
            days = max(1, asked.steps // 50)
            play(examples=days, steps=50, lend=lend)
            sys.stdout.write(f"{days} days of 50 steps on {asked.database}: all invariants held\n")
        if asked.race:
            found = _race_often(asked.race, lend)
            sys.stdout.write(f"{asked.race} races of 8 on {asked.database}: {dict(found)}\n")


def _race_often(times: int, lend: Lending) -> Counter[str]:
    """Have eight clients apply at once, so often; give how often each set of answers came."""
    with tempfile.TemporaryDirectory() as folder, lend() as url:
        chosen = replace(read_settings({"HEMRUTT_HOME": folder}), database=url, jobs_running=0, paper=None)
        service = make_service(chosen, identify=as_owner)
        with TestClient(create_app(service), base_url="http://127.0.0.1:8000") as client:
            board = Board.open(client)
            return Counter(str(sorted(race(board, clients=8).items())) for _ in range(times))


if __name__ == "__main__":
    main()
