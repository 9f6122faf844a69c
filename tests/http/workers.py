"""What the processes of jobs run in tests, in place of planning: each ends in its own way."""

import os
import signal
import time
from multiprocessing.connection import Connection

from api.outputs import Rendered
from api.work import Order, Told

PLAN = {
    "format": "hemrutt-plan/1",
    "date": "2026-11-23",
    "team": "primar",
    "kpis": {"visits_planned": 1, "visits_unassigned": 0},
}
PAGE = "<!doctype html><title>Åsas dag</title><script>var a = 1;</script>"


def finish(connection: Connection, order: Order) -> None:
    """Tell of progress and hand out a plan."""
    connection.send(Told(state="running", cost=200, seconds=0.1))
    connection.send(Told(state="verifying", cost=100, seconds=0.2))
    plan = {**PLAN, "team": order.day["team"], "seed": order.limits.seed}
    rendered = Rendered(plan=plan, geojson={"type": "FeatureCollection", "features": []}, page=PAGE)
    connection.send(Told(state="done", cost=100, seconds=0.2, plan=rendered))


def hang(connection: Connection, order: Order) -> None:
    """Tell once and never again; a plea to end is not heard."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    connection.send(Told(state="running", cost=order.limits.seed, seconds=0.1))
    time.sleep(600)


def abort(connection: Connection, order: Order) -> None:
    """Die as OR-Tools does on a malformed model, but on seed 2 finish."""
    if order.limits.seed == 2:
        finish(connection, order)
    else:
        os.abort()


def fail(connection: Connection, order: Order) -> None:
    """Tell that the check did not pass the plan."""
    assert order.limits.seed
    connection.send(Told(state="failed", failure="verification"))


def raise_error(connection: Connection, order: Order) -> None:
    """Raise what nobody foresaw."""
    raise RuntimeError(f"{connection} {order}")
