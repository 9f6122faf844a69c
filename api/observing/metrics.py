"""Figures for Prometheus: requests by route pattern, jobs by state, seconds they took. No ids, no names, no places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from api.access.actor import SERVICE
from api.store import Store
from api.store.schema import DELIVERIES, JOBS

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_S: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts what passes; safe to use from threads. Jobs and deliveries are counted in the store when asked."""

    def __init__(self, store: Store) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "hemrutt_requests", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "hemrutt_request_seconds",
            "Seconds until the answer",
            ("route",),
            buckets=_REQUEST_S,
            registry=self._registry,
        )
        self._registry.register(_Stored(store))

    def see_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; ``route`` is its pattern, never its address."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def tell(self) -> bytes:
        """Give all figures in the text format."""
        return generate_latest(self._registry)


class _Stored(Collector):
    """Figures that the store knows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> Iterator[Metric]:
        """Name nothing: what is registered must not be counted before anybody asks."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Count jobs and deliveries by state, and how long the oldest that waits has done so."""
        with self._store.read(SERVICE) as tx:
            jobs = tx.connection.execute(sa.select(JOBS.c.state, sa.func.count()).group_by(JOBS.c.state)).all()
            posts = tx.connection.execute(
                sa.select(DELIVERIES.c.state, sa.func.count()).group_by(DELIVERIES.c.state)
            ).all()
            ended = tx.connection.execute(
                sa.select(JOBS.c.kind, sa.func.count(), sa.func.sum(JOBS.c.ended_us - JOBS.c.made_us))
                .where(JOBS.c.ended_us.is_not(None))
                .group_by(JOBS.c.kind)
            ).all()
            oldest = tx.connection.execute(
                sa.select(sa.func.min(JOBS.c.made_us)).where(JOBS.c.state == "queued")
            ).scalar_one()
        yield _by_state("hemrutt_jobs", "Jobs by state", [(row[0], row[1]) for row in jobs])
        taken = SummaryMetricFamily("hemrutt_job_seconds", "Seconds from a job's order to its end", labels=["kind"])
        for kind, count, spent_us in ended:
            taken.add_metric([kind], count_value=count, sum_value=float(spent_us) / 1_000_000)
        yield taken
        yield _by_state("hemrutt_deliveries", "Deliveries of webhooks by state", [(row[0], row[1]) for row in posts])
        waited = 0.0 if oldest is None else max(0.0, (tx.now_us - oldest) / 1_000_000)
        yield GaugeMetricFamily("hemrutt_queue_oldest_seconds", "Seconds that the oldest queued job waits", waited)


def _by_state(name: str, told: str, rows: Iterable[tuple[str, int]]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=["state"])
    for state, count in rows:
        family.add_metric([state], count)
    return family
