"""The life of a job, and every way it can end."""

from __future__ import annotations

import datetime as dt
import json
import logging
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import work
from api.access.actor import SERVICE
from api.app import create_app
from api.executors import far_hands
from api.service import make_service
from api.settings import Settings
from api.store import jobs
from api.store.schema import JOBS, PLANS
from tests.http import workers
from tests.http.conftest import as_owner, post, wait_for, wait_until

Open = Callable[..., TestClient]
ENDS = ("done", "failed", "cancelled")
OF_TESTS_S = 30.0
"""What a busy machine may take on top of a wall, far below that of a search that never begins."""


def start(client: TestClient, day: dict[str, Any], **order: Any) -> dict[str, Any]:
    key = post(client, "/api/days", day).json()["id"]
    answer = post(client, "/api/jobs", {"day": key, **order})
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    return job


def test_a_posted_day_becomes_a_plan_that_can_be_read_in_every_form(client: TestClient, day: dict[str, Any]) -> None:
    posted = post(client, "/api/days", day)
    assert (posted.status_code, posted.json()["visits"]) == (201, 1)
    assert client.get(posted.headers["location"]).json() == day
    answer = post(client, "/api/jobs", {"day": posted.json()["id"], "seed": 7})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    assert answer.headers["location"] == f"/api/jobs/{answer.json()['id']}"
    job = wait_for(client, answer.json()["id"], *ENDS)
    assert (job["state"], job["cost"], job["failure"]) == ("done", 100, None)
    plan = client.get(f"/api/plans/{job['plan']}")
    assert (plan.json()["seed"], plan.json()["team"]) == (7, "primar")
    (version,) = client.get(f"/api/plans/{job['plan']}/versions").json()
    assert (version["origin"], version["made_by"]) == ("job", "owner")
    layer = client.get(f"/api/plans/{job['plan']}/geojson")
    assert layer.headers["content-type"] == "application/geo+json"
    page = client.get(f"/api/plans/{job['plan']}/page")
    assert page.text == workers.PAGE
    assert [entry["id"] for entry in client.get("/api/plans").json()] == [job["plan"]]


def test_a_real_process_plans_a_real_day(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(work.work)
    job = wait_for(client, start(client, day, seconds=1, iterations=5)["id"], *ENDS)
    assert (job["state"], job["failure"]) == ("done", None)
    plan = client.get(f"/api/plans/{job['plan']}").json()
    assert [stop["visit"] for stop in plan["routes"][0]["stops"] if stop["kind"] == "visit"] == ["v1"]
    assert client.get(f"/api/plans/{job['plan']}/geojson").json()["features"]
    page = client.get(f"/api/plans/{job['plan']}/page")
    assert "script-src 'sha256-" in page.headers["content-security-policy"]
    again = start(client, day, seconds=1, iterations=5, preset="shortest")
    assert wait_for(client, again["id"], *ENDS)["state"] == "done"


def test_a_day_on_roads_that_are_not_there_fails_its_job(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(work.work)
    del day["travel"]
    job = wait_for(client, start(client, {**day, "roads": "nosuch"}, seconds=1)["id"], *ENDS)
    assert (job["state"], job["failure"]) == ("failed", "unknown_network")


def test_events_tell_every_state_until_the_last(client: TestClient, day: dict[str, Any]) -> None:
    job = start(client, day)
    with client.stream("GET", f"/api/jobs/{job['id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = [json.loads(line.removeprefix("data: ")) for line in stream.iter_lines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert [event["change"] for event in told] == sorted(event["change"] for event in told)


def test_a_process_that_aborts_fails_its_job_and_nothing_else(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.abort)
    dead = wait_for(client, start(client, day)["id"], *ENDS)
    assert (dead["state"], dead["failure"], dead["plan"]) == ("failed", "worker_died", None)
    assert client.get("/readyz").status_code == 200
    assert wait_for(client, start(client, day, seed=2)["id"], *ENDS)["state"] == "done"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (workers.abort, "worker_died SIGABRT"),
        (workers.fault, "worker_died SIGSEGV"),
        (workers.kill, "worker_died SIGKILL"),
        (workers.raise_error, "worker_died exit code 1"),
        (workers.fail, "verification"),
    ],
)
def test_those_who_run_the_service_are_told_what_a_job_died_of(
    open_client: Open, day: dict[str, Any], target: Any, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = open_client(target)
    with caplog.at_level(logging.ERROR, logger="hemrutt.jobs"):
        assert wait_for(client, start(client, day)["id"], *ENDS)["state"] == "failed"
    assert f"a job ended: {words}" in caplog.text


def test_the_best_plan_told_outlives_a_process_that_dies(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.die_late)
    dead = wait_for(client, start(client, day)["id"], *ENDS)
    assert (dead["state"], dead["failure"]) == ("failed", "worker_died")
    plan = client.get(f"/api/plans/{dead['plan']}").json()
    assert [stop["visit"] for stop in plan["routes"][0]["stops"] if stop["kind"] == "visit"] == ["v1"]
    assert plan["seconds"] == 0.5
    assert "Sökningen gick sönder; det här är den bästa plan som den hade hittat då." in plan["notes"]


def test_the_best_plan_told_outlives_a_search_that_does_not_heed_a_stop(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.hang_late, stop_grace_s=0.5)
    key = start(client, day)["id"]
    while client.get(f"/api/jobs/{key}").json()["cost"] is None:
        time.sleep(0.05)
    client.delete(f"/api/jobs/{key}")
    ended = wait_for(client, key, *ENDS)
    assert (ended["state"], ended["failure"]) == ("cancelled", None)
    assert client.get(f"/api/plans/{ended['plan']}").json()["kpis"]["visits_planned"] == 1


def test_an_unforeseen_error_in_the_process_fails_its_job(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.raise_error)
    assert wait_for(client, start(client, day)["id"], *ENDS)["failure"] == "worker_died"


@pytest.mark.parametrize(
    ("target", "failure"),
    [(workers.eat, "out_of_memory"), (workers.want, "out_of_memory"), (workers.fault, "worker_died")],
    ids=["memory", "at once", "wild"],
)
def test_want_of_memory_and_wild_reads_cost_one_job(
    open_client: Open, day: dict[str, Any], target: Any, failure: str
) -> None:
    client = open_client(target, job_memory_bytes=600_000_000)
    assert wait_for(client, start(client, day)["id"], *ENDS)["failure"] == failure
    assert client.get("/readyz").status_code == 200


def test_a_job_tells_of_its_bound_while_it_runs_and_hangs_no_longer_than_its_wall(
    open_client: Open, day: dict[str, Any]
) -> None:
    client = open_client(workers.prove, spare_s=10.0)
    key = start(client, day, seconds=0.5, bound=True, gap=0.01, stall=100, workers=2)["id"]
    while (job := client.get(f"/api/jobs/{key}").json())["bound"] != 90:
        assert job["state"] not in ENDS, job
        time.sleep(0.05)
    assert (job["state"], job["cost"], job["unassigned"], job["gap"]) == ("running", 100, 2, 0.1)
    assert wait_for(client, key, *ENDS)["failure"] == "time_limit"


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"gap": -0.1}, {"stall": -1}, {"bound": "yes"}], ids=str)
def test_a_job_with_limits_that_make_no_sense_is_refused(
    client: TestClient, day: dict[str, Any], wrong: dict[str, Any]
) -> None:
    key = post(client, "/api/days", day).json()["id"]
    refused = post(client, "/api/jobs", {"day": key, **wrong})
    assert (refused.status_code, refused.json()["faults"][0]["field"]) == (422, next(iter(wrong)))


def test_a_plan_that_the_check_does_not_pass_is_never_handed_out(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.fail)
    job = wait_for(client, start(client, day)["id"], *ENDS)
    assert (job["failure"], job["plan"], client.get("/api/plans").json()) == ("verification", None, [])


def test_a_search_that_overruns_is_ended(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.hang, spare_s=2.0)
    key = start(client, day, seconds=1)["id"]
    wait_for(client, key, "running")
    begun = time.monotonic()
    job = wait_for(client, key, *ENDS)
    assert (job["state"], job["failure"]) == ("failed", "time_limit")
    assert time.monotonic() - begun < 1.2 * 1 + 2 + OF_TESTS_S


def test_a_search_that_never_begins_is_ended(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.hang_silent, preparing_s=0.5, spare_s=0.5)
    assert wait_for(client, start(client, day, seconds=0.5)["id"], *ENDS)["failure"] == "time_limit"


def test_a_stop_holds_for_a_search_that_begins_after_it(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.hang_begun_late, stop_grace_s=4.0, spare_s=300.0)
    key = start(client, day)["id"]
    wait_for(client, key, "running")
    client.delete(f"/api/jobs/{key}")
    begun = time.monotonic()
    assert wait_for(client, key, *ENDS)["state"] == "cancelled"
    assert time.monotonic() - begun < 4.0 + OF_TESTS_S


def test_what_is_made_of_a_plan_is_no_part_of_the_time_of_its_search(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.finish_late, spare_s=0.5)
    assert wait_for(client, start(client, day, seconds=0.5)["id"], *ENDS)["state"] == "done"


def test_compiling_is_no_part_of_the_time_of_a_search(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.compile_long, spare_s=0.5)
    compiling = wait_for(client, start(client, day, seconds=0.5, seed=1)["id"], *ENDS)
    assert compiling["state"] == "done"
    hanging = wait_for(client, start(client, day, seconds=0.5, seed=2)["id"], *ENDS)
    assert (hanging["state"], hanging["failure"]) == ("failed", "time_limit")


def test_delete_stops_a_running_job_and_a_waiting_one(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.hang, stop_grace_s=0.5)
    running, waiting = start(client, day), start(client, day)
    wait_for(client, running["id"], "running")
    assert client.delete(f"/api/jobs/{waiting['id']}").json()["state"] == "cancelled"
    assert client.delete(f"/api/jobs/{running['id']}").status_code == 202
    assert wait_for(client, running["id"], *ENDS)["state"] == "cancelled"
    assert client.delete(f"/api/jobs/{running['id']}").json()["state"] == "cancelled"


def test_nothing_is_remembered_of_a_job_told_to_stop_after_its_end(client: TestClient, day: dict[str, Any]) -> None:
    service = client.app.state.service  # type: ignore[attr-defined]
    ended = wait_for(client, start(client, day)["id"], *ENDS)
    with service.store.read(SERVICE) as tx:
        late = replace(jobs.get_job(tx, ended["id"]), state="running")
    service.jobs.stop(late)
    assert service.jobs._attendant.stopped == set()


def test_delete_keeps_the_best_plan_of_a_real_search(open_client: Open, day: dict[str, Any]) -> None:
    """Twelve visits keep the search busy for its 60 seconds unless it is told to stop."""
    client = open_client(work.work)
    day["patients"] = [{"id": f"p{n}", "location": "home"} for n in range(12)]
    day["visits"] = [{"id": f"v{n}", "patient": f"p{n}", "duration_min": 10} for n in range(12)]
    begun = time.monotonic()
    job = start(client, day, seconds=60)["id"]
    wait_for(client, job, "running")
    while client.get(f"/api/jobs/{job}").json()["cost"] is None:
        time.sleep(0.05)
    client.delete(f"/api/jobs/{job}")
    ended = wait_for(client, job, *ENDS)
    assert ended["state"] == "cancelled"
    assert client.get(f"/api/plans/{ended['plan']}").json()["kpis"]["visits_planned"] == 12
    assert time.monotonic() - begun < 50


def test_a_full_queue_says_when_to_come_back(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(workers.hang)
    wait_for(client, start(client, day)["id"], "running")
    start(client, day)
    last = start(client, day)
    refused = post(client, "/api/jobs", {"day": last["day"]})
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:hemrutt:problem:queue-full")
    assert int(refused.headers["retry-after"]) > 0


def test_a_day_can_be_tried_before_it_is_kept(client: TestClient, day: dict[str, Any]) -> None:
    tried = post(client, "/api/days?dry_run=true", day)
    expected = {"date": day["date"], "team": day["team"], "visits": 1, "cars": 1, "staff": 1, "patients": 1}
    assert (tried.status_code, tried.json()) == (200, expected)
    assert post(client, "/api/days?dry_run=true", {**day, "visits": 3}).status_code == 422
    assert [team for team in client.get("/api/teams").json() if team["id"]] == []


def test_the_same_key_carries_a_command_out_once(client: TestClient, day: dict[str, Any]) -> None:
    first = post(client, "/api/days", day, **{"idempotency-key": "a-1"})
    again = post(client, "/api/days", day, **{"idempotency-key": "a-1"})
    assert first.json() == again.json()
    other = post(client, "/api/days", {**day, "team": "got"}, **{"idempotency-key": "a-1"})
    assert (other.status_code, other.json()["type"]) == (422, "urn:hemrutt:problem:key-reused")
    order = {"day": first.json()["id"]}
    jobs = {post(client, "/api/jobs", order, **{"idempotency-key": "b-1"}).json()["id"] for _ in range(3)}
    assert len(jobs) == len(client.get("/api/jobs").json()) == 1


def test_a_refused_command_leaves_its_key_free(client: TestClient, day: dict[str, Any]) -> None:
    assert post(client, "/api/days", {**day, "visits": 3}, **{"idempotency-key": "c-1"}).status_code == 422
    assert post(client, "/api/days", day, **{"idempotency-key": "c-1"}).status_code == 201


@pytest.mark.parametrize("order", [{"day": "nosuch"}, {"start": "nosuch"}], ids=str)
def test_a_job_of_something_unknown_is_refused(client: TestClient, day: dict[str, Any], order: dict[str, str]) -> None:
    key = post(client, "/api/days", day).json()["id"]
    refused = post(client, "/api/jobs", {"day": key, **order})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:hemrutt:problem:unknown-reference")


def test_days_plans_and_jobs_outlive_the_service(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client()
    job = wait_for(client, start(client, day)["id"], *ENDS)
    again = open_client()
    assert again.get(f"/api/days/{job['day']}").json() == day
    assert again.get(f"/api/plans/{job['plan']}").json()["version"] == 1
    assert again.get(f"/api/jobs/{job['id']}").json() == job


def test_a_job_whose_service_died_is_done_by_the_next_under_its_own_id(open_client: Open, day: dict[str, Any]) -> None:
    first = open_client(workers.hang)
    key = start(first, day)["id"]
    wait_for(first, key, "running")
    first.app.state.service.jobs.close()  # type: ignore[attr-defined]
    second = open_client(workers.finish)
    assert second.get(f"/api/jobs/{key}").json()["state"] == "running", "the lease still holds"
    with second.app.state.service.store.write(SERVICE) as tx:  # type: ignore[attr-defined]
        tx.connection.execute(JOBS.update().values(lease_us=0))
    assert wait_for(second, key, *ENDS)["state"] == "done"
    assert len(second.get("/api/plans").json()) == 1


def test_an_error_nobody_foresaw_while_looking_for_jobs_ends_no_serving(
    open_client: Open, day: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = open_client()
    claim, wrong = jobs.claim, iter([KeyError("Åsa")])

    def claim_next(*what: Any) -> Any:
        fault = next(wrong, None)
        if fault is not None:
            raise fault
        return claim(*what)

    monkeypatch.setattr(jobs, "claim", claim_next)
    with caplog.at_level(logging.ERROR, logger="hemrutt.jobs"):
        assert wait_for(client, start(client, day)["id"], *ENDS)["state"] == "done"
    assert "KeyError" in caplog.text
    assert "Åsa" not in caplog.text


def test_what_is_of_no_use_any_more_is_forgotten_beside_the_jobs(open_client: Open, day: dict[str, Any]) -> None:
    client = open_client(keep_days=30)
    plan = wait_for(client, start(client, day)["id"], *ENDS)["plan"]
    service = client.app.state.service  # type: ignore[attr-defined]
    clock = service.store.clock
    service.store.clock = lambda: clock() + 40 * 24 * 3600 * 10**6
    date = dt.datetime.fromtimestamp(service.store.clock() / 1e6, tz=dt.UTC).date() - dt.timedelta(days=31)
    with service.store.write(SERVICE) as tx:
        tx.connection.execute(PLANS.update().values(date=date.isoformat()))
    service.jobs._forgot = -3600.0
    wait_until(lambda: client.get(f"/api/plans/{plan}").status_code == 404)
    wait_until(lambda: service.jobs._forgot > 0)


def test_jobs_can_be_attended_to_in_processes_elsewhere(settings: Settings, day: dict[str, Any]) -> None:
    """A pool of processes stands for a cluster: it has nothing but the database and the settings."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        service = make_service(settings, hands=lambda attendant: far_hands(attendant, pool), identify=as_owner)
        with TestClient(create_app(service), base_url="http://127.0.0.1:8000") as client:
            job = wait_for(client, start(client, day, seconds=1, iterations=5)["id"], *ENDS)
            assert (job["state"], job["failure"]) == ("done", None)
            assert client.get(f"/api/plans/{job['plan']}").json()["kpis"]["visits_planned"] == 1
