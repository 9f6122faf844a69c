"""What must hold after every step of a dispatcher's day over HTTP, and how to see whether it does."""

from __future__ import annotations

import hashlib
import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from typing import Any, Final

from fastapi.testclient import TestClient
from hypothesis.stateful import RuleBasedStateMachine, invariant

from api.access.actor import SERVICE
from api.app import create_app
from api.service import make_service
from api.settings import read_settings
from api.store import events, feed, plans, verifying
from api.store.feed import News
from api.throttle import Turns
from scheduler import checking, overriding
from tests.http.board import Board, service_of
from tests.http.conftest import Json, as_owner
from tests.scheduler.running_days import NOWHERE

LIVES: Final = ("proposed", "published", "running", "closed")


class Holding(RuleBasedStateMachine):
    """A service, what was acknowledged by it, and what must hold for that.

    ``lend`` gives each of its lives the URL of an empty database; None stands for a file in its own folder.
    """

    lend: Callable[[], AbstractContextManager[str | None]] = nullcontext

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.kept = ExitStack()
        self.database = self.kept.enter_context(type(self).lend())
        self.opened: list[Any] = []
        self.minute = 7 * 60
        self.version, self.state = 1, "proposed"
        self.texts: dict[int, str] = {}
        self.told: list[str] = []
        self.statuses: dict[str, str] = {}
        self.placed: set[str] = set()
        self.applied: set[str] = set()
        self.last: tuple[str, Json, dict[str, str], int, Any] | None = None
        self.board = Board(self._open(), "")

    # What must hold after every step.

    @invariant()
    def the_version_is_the_one_that_was_acknowledged(self) -> None:
        assert self.board.document["version"] == self.version

    @invariant()
    def the_etag_names_plan_and_version(self) -> None:
        assert self.board.etag == f'"{self.board.plan}-{self.version}"'

    @invariant()
    def the_state_is_the_one_that_was_acknowledged_and_never_goes_back(self) -> None:
        state = self.board.document["status"]
        assert state == self.state
        assert LIVES.index(state) >= LIVES.index(self.state)

    @invariant()
    def every_version_is_there_once(self) -> None:
        numbers = [one["version"] for one in self._get("versions")]
        assert numbers == list(range(self.version, 0, -1))

    @invariant()
    def no_version_ever_changes(self) -> None:
        for number in range(1, self.version + 1):
            document = {**self._get(f"versions/{number}"), "status": ""}
            text = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
            assert self.texts.setdefault(number, text) == text

    @invariant()
    def the_plan_keeps_all_rules_that_nobody_answers_for(self) -> None:
        assert self.board.faults() == []

    @invariant()
    def whoever_answers_for_a_fault_says_why(self) -> None:
        for one in self.board.document.get("overrides", ()):
            assert overriding.may_override(one["rule"])
            assert one["reason"] == "asked for"
            assert one["by"] == "owner"

    @invariant()
    def every_visit_is_told_of_once(self) -> None:
        plan, day = self.board.document, self.board.day
        told = Counter(stop["visit"] for route in plan["routes"] for stop in route["stops"] if stop["kind"] == "visit")
        told.update(left["visit"] for left in plan["unassigned"])
        assert told == Counter(visit["id"] for visit in day["visits"])

    @invariant()
    def every_car_has_one_route_at_most(self) -> None:
        cars = Counter(route["car"] for route in self.board.document["routes"])
        assert set(cars.values()) <= {1}

    @invariant()
    def no_car_is_in_two_places(self) -> None:
        for route in self.board.document["routes"]:
            timed = [stop for stop in route["stops"] if stop["kind"] == "visit"]
            for one, other in itertools.pairwise(timed):
                assert one["end"] <= other["start"]

    @invariant()
    def figures_count_every_visit(self) -> None:
        figures = self.board.document["kpis"]
        assert figures["visits_planned"] + figures["visits_unassigned"] == len(self.board.day["visits"])

    @invariant()
    def everything_told_is_kept_once_and_in_order(self) -> None:
        kept = self._get("events")
        assert [one["id"] for one in kept] == self.told
        numbers = [one["seq"] for one in kept]
        assert numbers == sorted(set(numbers))

    @invariant()
    def statuses_are_what_was_told(self) -> None:
        known = {one["visit"]: one["status"] for one in self._get("statuses")}
        assert {visit: known[visit] for visit in self.statuses} == self.statuses
        assert {known[visit] for visit in known.keys() - self.statuses.keys()} <= {"planned"}

    @invariant()
    def a_version_has_taken_in_no_more_than_was_told(self) -> None:
        with self._store.read(SERVICE) as tx:
            plan = plans.get_plan(tx, self.board.plan)
            assert 0 <= plan.events_taken <= events.last_event(tx, plan)

    @invariant()
    def what_was_told_to_have_started_stands_in_versions_that_took_it_in(self) -> None:
        with self._store.read(SERVICE) as tx:
            plan = plans.get_plan(tx, self.board.plan)
            taken = events.holding([one for one in events.list_events(tx, plan) if one.seq <= plan.events_taken])
        starts = {one.document["visit"]: one.document["time"] for one in taken if one.kind == "visit_started"}
        running = self.board.day.get("running") or {"cars": []}
        past = {stop.get("visit"): stop["start"] for car in running["cars"] for stop in car["stops"]}
        assert {visit: past.get(visit) for visit in starts} == starts

    @invariant()
    def what_happened_leaves_a_plan_to_go_on_with(self) -> None:
        standing = service_of(self.board.client).answering.stand(SERVICE, self.board.plan) if self._is_live else None
        if standing is not None:
            found = checking.check_plan(standing.day, standing.plan, folder=NOWHERE, language="en")
            assert [one.text for one in found if one.hard] == []

    @invariant()
    def a_placed_call_is_in_the_plan_unless_it_fell(self) -> None:
        visits = {visit["id"] for visit in self.board.day["visits"]}
        gone = {visit for visit, status in self.statuses.items() if status in {"cancelled", "failed"}}
        assert self.placed <= visits | gone

    @invariant()
    def an_open_call_is_in_no_plan(self) -> None:
        visits = {visit["id"] for visit in self.board.day["visits"]}
        assert visits.isdisjoint(call["visit"] for call in self._get("calls"))

    @invariant()
    def the_waiting_room_is_in_order(self) -> None:
        ranks = [(-call["priority"], call["taken"]) for call in self._get("calls")]
        assert ranks == sorted(ranks)

    @invariant()
    def every_call_is_open_or_ended_for_a_reason(self) -> None:
        open_ones = {call["visit"] for call in self._get("calls")}
        assert open_ones.isdisjoint(self.placed)

    @invariant()
    def a_proposal_is_applied_once(self) -> None:
        listed = {one["id"]: one["state"] for one in self._get("proposals")}
        assert {key for key, state in listed.items() if state == "applied"} == self.applied
        assert all(one["base_version"] <= self.version for one in self._get("proposals"))

    @invariant()
    def the_audit_holds_and_tells_of_every_version(self) -> None:
        with self._store.read(SERVICE) as tx:
            assert list(verifying.verify(tx.connection, key=self._store.key)) == []
            made = tx.connection.exec_driver_sql(
                "SELECT count(*) FROM audit WHERE action = 'version:make'"
            ).scalar_one()
        assert made == self.version

    @invariant()
    def open_pages_are_told_of_every_version_in_order(self) -> None:
        with self._store.read(SERVICE) as tx:
            news = [one for one in self._news(tx) if one.kind == "plan"]
        numbers = [one.document["version"] for one in news]
        assert numbers == sorted(numbers)
        assert set(numbers) >= set(range(1, self.version + 1))

    @invariant()
    def the_difference_to_the_version_before_is_told(self) -> None:
        told = self._get("difference")
        assert told["after"]["version"] == self.version
        assert told["before"]["version"] == max(1, self.version - 1)

    @invariant()
    def nothing_is_read_without_its_patients_being_noted(self) -> None:
        with self._store.read(SERVICE) as tx:
            version = plans.get_plan(tx, self.board.plan).version_id
            query = f"SELECT count(*) FROM subjects WHERE subject = 'version:{version}'"  # noqa: S608
            held = tx.connection.exec_driver_sql(query).scalar_one()
        assert held >= len({visit["patient"] for visit in self.board.day["visits"]})

    @staticmethod
    def _news(tx: Any) -> Iterator[News]:
        """Go through the whole feed."""
        seen = 0
        while found := feed.after(tx, seen):
            yield from found
            seen = found[-1].seq

    def teardown(self) -> None:
        while self.opened:
            self.opened.pop().__exit__(None, None, None)
        self.kept.close()
        self.folder.cleanup()

    @property
    def _store(self) -> Any:
        return service_of(self.board.client).store

    @property
    def _now(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"

    @property
    def _is_live(self) -> bool:
        return self.state != "closed"

    def _open(self) -> TestClient:
        known = read_settings({"HEMRUTT_HOME": self.folder.name})
        chosen = replace(known, database=self.database, jobs_running=0, paper=None)
        # A day's work in seconds is more than one person may try.
        experiments = Turns(burst=100_000, per_second=0)
        service = replace(make_service(chosen, identify=as_owner), experiments=experiments)
        client = TestClient(create_app(service), base_url="http://127.0.0.1:8000", raise_server_exceptions=True)
        self.opened.append(client)
        return client.__enter__()

    def _set_clock(self) -> None:
        self.board.set_clock(self._now)

    def _visit(self, number: int) -> str:
        visits = sorted(visit["id"] for visit in self.board.day["visits"])
        return visits[number % len(visits)]

    def _taken(self) -> set[str]:
        with self._store.read(SERVICE) as tx:
            return set(tx.connection.exec_driver_sql("SELECT visit FROM calls").scalars())

    def _get(self, path: str) -> Any:
        answer = self.board.client.get(f"/api/plans/{self.board.plan}/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _post(self, path: str, body: Json, **headers: str) -> Any:
        """Post under a key of its own, and remember what was answered."""
        self.board.keys += 1
        named = {**headers, "idempotency_key": f"k{self.board.keys}"}
        answer = self.board.post(path, body, **named)
        assert answer.status_code < 500, answer.text
        if answer.status_code < 300:
            self.last = (path, body, named, answer.status_code, answer.json())
        return answer

    def _fingerprint(self) -> str:
        with self._store.read(SERVICE) as tx:
            tables = ("plans", "versions", "proposals", "calls", "events", "visit_statuses")
            rows = {
                table: sorted(map(repr, tx.connection.exec_driver_sql(f"SELECT * FROM {table}").all()))  # noqa: S608
                for table in tables
            }
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
