"""The feed: what is committed, told in order, from where a page left off."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from api.access.actor import SERVICE
from api.store import Transaction, feed, teams
from api.store.feed import News
from api.store.schema import FEED
from tests.http.conftest import post, wait_for

Open = Callable[..., TestClient]


def follow(client: TestClient, until: Callable[[list[dict[str, Any]]], bool], **headers: str) -> list[dict[str, Any]]:
    """Read the feed until there is enough; closing the service ends the stream."""
    told: list[dict[str, Any]] = []
    event: dict[str, Any] = {}
    with client.stream("GET", "/api/feed?after=0", headers=headers) as stream:
        for line in stream.iter_lines():
            name, _, value = line.partition(": ")
            if name in {"event", "id"}:
                event[name] = value
            elif name == "data":
                event[name] = json.loads(value)
            elif event:
                told.append(event)
                event = {}
                if until(told):
                    client.app.state.service.jobs.close()  # type: ignore[attr-defined]
    return told


def test_open_pages_are_told_of_jobs_and_plans_in_the_order_of_the_commits(
    client: TestClient, day: dict[str, Any]
) -> None:
    key = post(client, "/api/days", day).json()["id"]
    job = post(client, "/api/jobs", {"day": key}).json()["id"]
    plan = wait_for(client, job, "done")["plan"]
    told = follow(client, lambda events: events[-1]["data"].get("state") == "done")
    assert [event["event"] for event in told] == ["job", "job", "plan", "job"]
    assert told[2]["data"] == {"plan": plan, "version": 1, "state": "proposed"}
    numbers = [int(event["id"]) for event in told]
    assert numbers == sorted(numbers)


def test_a_page_that_comes_back_is_told_what_it_missed_and_nothing_twice(
    client: TestClient, day: dict[str, Any]
) -> None:
    key = post(client, "/api/days", day).json()["id"]
    wait_for(client, post(client, "/api/jobs", {"day": key}).json()["id"], "done")
    with client.app.state.service.store.read(SERVICE) as tx:  # type: ignore[attr-defined]
        numbers = [news.seq for news in feed.after(tx, 0)]
    told = follow(client, lambda events: len(events) == 2, **{"last-event-id": str(numbers[-3])})
    assert [int(event["id"]) for event in told] == numbers[-2:]


def test_a_page_that_was_away_too_long_is_told_to_begin_anew(client: TestClient, day: dict[str, Any]) -> None:
    for _ in range(3):
        key = post(client, "/api/days", day).json()["id"]
        wait_for(client, post(client, "/api/jobs", {"day": key}).json()["id"], "done")
    store = client.app.state.service.store  # type: ignore[attr-defined]
    with store.write(SERVICE) as tx:
        tx.connection.execute(FEED.delete().where(FEED.c.seq < 8))
    told = follow(client, lambda events: len(events) == 2, **{"last-event-id": "3"})
    assert [(event["event"], int(event["id"])) for event in told[:2]] == [("reset", 7), ("job", 8)]


def test_a_page_that_saw_more_than_there_is_is_told_to_begin_anew_and_goes_on(
    client: TestClient, day: dict[str, Any]
) -> None:
    key = post(client, "/api/days", day).json()["id"]
    wait_for(client, post(client, "/api/jobs", {"day": key}).json()["id"], "done")
    with client.app.state.service.store.read(SERVICE) as tx:  # type: ignore[attr-defined]
        newest = feed.last(tx)
    threading.Timer(1.0, post, (client, "/api/jobs", {"day": key})).start()
    told = follow(client, lambda events: len(events) == 2, **{"last-event-id": "999999999"})
    assert [(event["event"], int(event["id"])) for event in told[:2]] == [("reset", newest), ("job", newest + 1)]


def test_news_of_another_process_reaches_the_stream(open_client: Open, day: dict[str, Any]) -> None:
    client, other = open_client(), open_client()

    def post_later() -> None:
        time.sleep(0.5)
        key = post(other, "/api/days", day).json()["id"]
        post(other, "/api/jobs", {"day": key})

    thread = threading.Thread(target=post_later)
    thread.start()
    told = follow(client, bool)
    thread.join()
    assert told[0]["event"] == "job"


def test_a_quiet_stream_tells_scripts_that_it_lives(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.feed._PULSE_S", 0.1)
    threading.Timer(5.0, client.app.state.service.jobs.close).start()  # type: ignore[attr-defined]
    told = follow(client, lambda events: len(events) == 2)
    assert told == [{"event": "pulse", "data": {}}] * 2


def test_a_page_that_reads_nothing_has_nothing_read_for_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much happens meanwhile: a stream that is not taken in holds up what makes it, and grows nowhere."""
    store, after = client.app.state.service.store, feed.after  # type: ignore[attr-defined]
    asked: list[int] = []

    def note(tx: Transaction, seen: int) -> list[News]:
        asked.append(seen)
        return after(tx, seen)

    monkeypatch.setattr(feed, "after", note)
    with store.write(SERVICE) as tx:
        team = teams.add_team(tx, key="primar", name="Primär").id

    def publish() -> None:
        with store.write(SERVICE) as tx:
            for number in range(20):
                tx.publish(team, "plan", {"plan": "p", "version": number, "state": "published"})

    async def never(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Future()

    async def follow_without_reading() -> None:
        headers = [(b"host", b"127.0.0.1:8000")]
        scope = {"type": "http", "method": "GET", "path": "/api/feed", "query_string": b"after=0", "headers": headers}
        stream = asyncio.ensure_future(client.app(scope, asyncio.Future, never))
        for _ in range(5):
            await asyncio.to_thread(publish)
            await asyncio.sleep(0.4)
        stream.cancel()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, follow_without_reading()).result()
    assert asked == [0]
