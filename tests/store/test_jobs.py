"""Jobs in the store: claimed once, fairly, held by a lease, never lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa

from api.access.actor import SERVICE, Actor
from api.access.roles import Role
from api.store import Store, feed, jobs
from api.store.jobs import LEASE_US, Job, Progress
from api.store.rows import from_text
from api.store.schema import AUDIT, DAYS, DELIVERIES, TEAMS, WEBHOOKS


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: int = 1_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(open_here: Callable[..., Store], clock: Clock) -> Store:
    """Give a store with a team and a day."""
    store = open_here(clock=clock)
    with store.write(SERVICE) as tx:
        tx.connection.execute(TEAMS.insert().values(id="t", key="t", name="t", made_us=0))
        row = {"id": "d", "team": "t", "date": "2026-11-23", "visits": 0, "cars": 0, "document": "{}"}
        tx.connection.execute(DAYS.insert().values(**row, made_by="u", made_us=0))
    return store


def someone(name: str) -> Actor:
    return Actor(user=name, name=name, roles={None: frozenset({Role.DISPATCHER})})


def queue(store: Store, *names: str) -> list[Job]:
    made = []
    for name in names:
        with store.write(someone(name)) as tx:
            made.append(jobs.add_job(tx, team="t", day="d", kind="plan", order={}))
        store.clock.now += 1  # type: ignore[attr-defined]
    return made


def claim(store: Store, worker: str) -> Job | None:
    with store.write(SERVICE) as tx:
        jobs.sweep(tx)
        return jobs.claim(tx, worker)


def get(store: Store, job: Job) -> Job:
    with store.read(SERVICE) as tx:
        return jobs.get_job(tx, job.id)


def test_whoever_has_least_at_work_comes_first_then_the_oldest(timed: Store) -> None:
    queue(timed, "a", "a", "a", "b", "c")
    owners = [job.made_by for job in (claim(timed, "w") for _ in range(5)) if job is not None]
    assert owners == ["a", "b", "c", "a", "a"]


def test_nobody_fills_the_queue_alone(timed: Store) -> None:
    queue(timed, "a", "a", "b")

    def has_room(name: str, *, waiting: int) -> bool:
        with timed.read(someone(name)) as tx:
            return jobs.is_room(tx, waiting=waiting, each=2)

    assert [has_room(name, waiting=4) for name in "abc"] == [False, True, True]
    assert [has_room(name, waiting=3) for name in "abc"] == [False, False, False]
    claim(timed, "w")
    assert has_room("a", waiting=4), "what is at work waits no more"


def test_one_job_is_claimed_by_one_worker_only(timed: Store) -> None:
    queue(timed, *("a" for _ in range(12)))
    taken: list[str] = []

    def work(name: str) -> None:
        while (job := claim(timed, name)) is not None:
            taken.append(job.id)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 12


def test_a_job_whose_lease_runs_out_is_tried_once_more_and_then_interrupted(timed: Store, clock: Clock) -> None:
    (made,) = queue(timed, "a")
    for attempt in (1, 2):
        job = claim(timed, f"w{attempt}")
        assert job is not None
        assert (job.id, job.attempts) == (made.id, attempt)
        assert claim(timed, "other") is None, "the lease holds"
        clock.now += LEASE_US + 1
    assert claim(timed, "w3") is None
    assert get(timed, made).state == "interrupted"


def test_who_renews_the_lease_keeps_the_job_and_who_was_late_has_lost_it(timed: Store, clock: Clock) -> None:
    queue(timed, "a")
    job = claim(timed, "w1")
    assert job is not None
    for _ in range(3):
        clock.now += LEASE_US - 1
        with timed.write(SERVICE) as tx:
            assert jobs.renew(tx, replace(job, progress=Progress(cost=7)), "w1") is False
    assert get(timed, job).progress.cost == 7
    clock.now += LEASE_US + 1
    assert claim(timed, "w2") is not None
    with timed.write(SERVICE) as tx:
        assert jobs.renew(tx, job, "w1") is None
        assert jobs.end(tx, replace(job, state="done"), "w1") is False
    assert get(timed, job).state == "running"


def test_an_earlier_attempt_of_the_same_worker_has_no_say_any_more(timed: Store, clock: Clock) -> None:
    queue(timed, "a")
    first = claim(timed, "w")
    clock.now += LEASE_US + 1
    second = claim(timed, "w")
    assert first is not None
    assert second is not None
    clock.now += LEASE_US - 1
    with timed.write(SERVICE) as tx:
        jobs.hold(tx, [first], "w")
        assert jobs.renew(tx, replace(first, progress=Progress(cost=7)), "w") is None
        assert jobs.end(tx, replace(first, state="done"), "w") is False
    assert get(timed, first) == second, "nor does its count of changes go back"
    clock.now += 2
    assert claim(timed, "other") is None, "the lease has run out all the same"
    assert get(timed, first).state == "interrupted"


def test_jobs_are_held_until_they_are_to_stop(timed: Store, clock: Clock) -> None:
    queue(timed, "a", "b")
    held = [job for job in (claim(timed, "w"), claim(timed, "w")) if job is not None]
    with timed.write(SERVICE) as tx:
        jobs.ask_to_stop(tx, held[1])
    for _ in range(3):
        clock.now += LEASE_US - 1
        with timed.write(SERVICE) as tx:
            jobs.hold(tx, held, "w")
    with timed.write(SERVICE) as tx:
        assert [(job.id, job.state) for job in jobs.sweep(tx)] == [(held[1].id, "cancelled")]
    assert get(timed, held[0]).state == "running"


def test_a_job_that_was_lost_is_told_of_and_in_the_audit_each_time(timed: Store, clock: Clock) -> None:
    (made,) = queue(timed, "a")
    with timed.write(SERVICE) as tx:
        hook = {"id": "h", "team": "t", "url": "https://hooks.example.se", "secret": "s", "active": True}
        tx.connection.execute(WEBHOOKS.insert().values(**hook, made_us=0))
    for state in ("queued", "interrupted"):
        claim(timed, "w")
        clock.now += LEASE_US + 1
        with timed.read(SERVICE) as tx:
            seen = feed.last(tx)
        with timed.write(SERVICE) as tx:
            jobs.sweep(tx)
        with timed.read(SERVICE) as tx:
            told = [(news.kind, news.document) for news in feed.after(tx, seen)]
            delivered = tx.connection.execute(
                sa.select(DELIVERIES.c.document).order_by(DELIVERIES.c.made_us.desc()).limit(1)
            ).scalar_one()
            written = tx.connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(1)).one()
        assert told == [("job", {"job": made.id, "state": state, "plan": None})]
        assert from_text(delivered).items() >= {"kind": "job", "job": made.id, "state": state}.items()
        assert (written.action, written.subject, written.team) == (f"job:{state}", f"job:{made.id}", "t")
    assert get(timed, made).progress.failure == "worker_died"


def test_those_who_listen_are_told_that_a_job_which_waited_is_cancelled(timed: Store) -> None:
    (made,) = queue(timed, "a")
    with timed.write(SERVICE) as tx:
        jobs.ask_to_stop(tx, made)
    with timed.read(SERVICE) as tx:
        assert feed.after(tx, 0)[-1].document == {"job": made.id, "state": "cancelled", "plan": None}


def test_a_stop_reaches_the_worker_and_ends_a_job_that_waits(timed: Store) -> None:
    running, waiting = queue(timed, "a", "b")
    job = claim(timed, "w")
    assert job is not None
    for each in (running, waiting):
        with timed.write(SERVICE) as tx:
            jobs.ask_to_stop(tx, each)
    with timed.write(SERVICE) as tx:
        assert jobs.renew(tx, job, "w") is True
    assert get(timed, waiting).state == "cancelled"
    assert claim(timed, "w") is None


def test_a_job_that_was_told_to_stop_is_not_tried_again_but_cancelled(timed: Store, clock: Clock) -> None:
    (made,) = queue(timed, "a")
    claim(timed, "w")
    with timed.write(SERVICE) as tx:
        jobs.ask_to_stop(tx, made)
    clock.now += LEASE_US + 1
    assert claim(timed, "w2") is None
    assert (get(timed, made).state, get(timed, made).progress.failure) == ("cancelled", None)


def test_a_job_that_was_lost_after_a_newer_took_its_place_says_so(timed: Store, clock: Clock) -> None:
    replans = []
    for event in (1, 2):
        with timed.write(SERVICE) as tx:
            replans.append(jobs.add_job(tx, team="t", day="d", kind="replan", order={"event": event}, plan="p"))
        claim(timed, "w")
    with timed.write(SERVICE) as tx:
        jobs.supersede(tx, replans[1])
    clock.now += LEASE_US + 1
    with timed.write(SERVICE) as tx:
        ended = [(job.id, job.state, job.progress.failure) for job in jobs.sweep(tx)]
    assert ended == [(replans[0].id, "cancelled", "superseded"), (replans[1].id, "queued", None)]


def test_an_end_is_put_down_once(timed: Store) -> None:
    queue(timed, "a")
    job = claim(timed, "w")
    assert job is not None
    ended = []
    for state in ("done", "failed"):
        with timed.write(SERVICE) as tx:
            ended.append(jobs.end(tx, replace(job, state=state), "w"))  # type: ignore[arg-type]
    assert ended == [True, False]
    assert get(timed, job).state == "done"
