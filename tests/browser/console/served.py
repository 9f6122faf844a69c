"""A service with users of every role on a free port, and days whose plans are made once and put in for whoever asks."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import uvicorn

from api.access import identifying
from api.access.actor import Actor
from api.access.roles import Role
from api.app import create_app
from api.dispatching import applying
from api.service import Service, make_service
from api.settings import read_settings
from api.store import days, plans, sessions, teams, users
from api.store.plans import NewVersion
from maps.storage import library
from scheduler import clock, files, making, planning
from scheduler.day import Day
from scheduler.plan import Plan
from scheduler.teams import find_team
from scheduler.teams.preset import Team
from solver.limits import Limits
from tests.access.conftest import ADMIN

DATE = dt.date(2026, 11, 23)
ROADS = "helsinki"
USERS = {"vera": Role.VIEWER, "disa": Role.DISPATCHER, "lena": Role.LEAD, "adam": Role.ADMIN, "axel": Role.AUDITOR}
LEADER = Actor(user="founder", name="founder", roles={None: frozenset({Role.LEAD, Role.ADMIN})})
SHORT = "short"
"""A day with a visit that nobody has the skill for."""
TIGHT = "tight"
"""A day whose cars may make one visit less than there are."""
_LIMITS = Limits(seconds=60, iterations=100)


@dataclass(kw_only=True)
class Served:
    """The service behind an address, its users by login, and how far its clock is from ours."""

    service: Service
    server: uvicorn.Server
    address: str
    users: dict[str, str]
    made: dict[str, tuple[Day, Plan]] = field(default_factory=dict)
    ahead_s: float = 0.0
    laid_out: int = 0
    called: str | None = None
    """What teams are called; what their keys say where it is None."""

    def now(self) -> float:
        """Give the service's instant, in seconds since 1970."""
        return time.time() + self.ahead_s

    def set_clock(self, text: str) -> None:
        """Let it be some time of the day; it goes on from there."""
        at = clock.read_instant(text, date=DATE, timezone="Europe/Stockholm")
        self.ahead_s = at.timestamp() - time.time()

    def hang_up(self) -> None:
        """Break off all that is being answered, streams too, as a line does that goes dead."""
        for connection in list(self.server.server_state.connections):
            connection.loop.call_soon_threadsafe(connection.transport.abort)  # type: ignore[union-attr]

    def cookie(self, login: str) -> dict[str, str]:
        """Sign somebody in; give the cookie as a browser keeps it."""
        with self.service.store.write(ADMIN) as tx:
            lifetime = self.service.doors.lifetime
            secret = sessions.open_session(tx, self.users[login], method="password", lifetime=lifetime)
        name = identifying.cookie_name(encrypted=self.service.doors.encrypted)
        return {"name": name, "value": secret, "url": self.address}

    def plan(self, name: str = "small", *, published: bool = True) -> str:
        """Put in a day of a team of its own with a plan, so that no test is in another's way; give the plan's id."""
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.put(*self.made[name], published=published)

    def _make(self, name: str) -> tuple[Day, Plan]:
        folder = self.service.settings.roads
        if name not in _HARDER:
            return make_plan(TEAMS[name](), folder=folder)
        self.plan()
        day = _HARDER[name](self.made["small"][0])
        return day, planning.plan_day(day, folder=folder, limits=_LIMITS)

    def put(self, day: Day, plan: Plan, *, published: bool = True, suffix: str = "") -> str:
        """Put a day with its plan in, under a team of its own, with something behind its name; give the plan's id."""
        self.laid_out += 1
        team = f"hemteam-{self.laid_out}{suffix}"
        day, plan = replace(day, team=team), replace(plan, team=team)
        document = files.day_document(day)
        with self.service.store.write(LEADER) as tx:
            own = teams.add_team(tx, key=team, name=self.called or team.title()).id
            key = days.add_day(tx, day, document)
            first = NewVersion(day=document, plan=files.plan_document(plan), origin="job")
            made = plans.add_plan(tx, team=own, day=key, first=first)
            if published:
                applying.publish(tx, plans.get_plan(tx, made).etag, made)
        return made


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve the console with nothing in it but users."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = read_settings({"HEMRUTT_HOME": str(folder), "HEMRUTT_WEBHOOK_HOSTS": "told.example"})
    service = make_service(replace(settings, origin=address, jobs_running=1, paper=None))
    server = uvicorn.Server(
        uvicorn.Config(lambda: create_app(served.service), factory=True, access_log=False, log_level="warning")
    )
    served = Served(service=service, server=server, address=address, users={})
    served.set_clock("07:00")
    service.store.clock = lambda: round(served.now() * 1e6)
    doors = replace(service.doors, clock=served.now)
    find = partial(identifying.find_actor, doors)
    served.service = replace(service, doors=doors, identify=find, recognise=partial(find, noting=False))
    with service.store.write(ADMIN) as tx:
        for login, role in USERS.items():
            served.users[login] = users.add_user(tx, login=login, name=login.title(), memberships=[(None, role)])
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _with_a_rare_skill(day: Day) -> Day:
    first, *others = day.visits
    return replace(day, visits=(replace(first, skills=first.skills | {"physiotherapist"}), *others))


def fill_cars(day: Day) -> Day:
    """Let the cars of a day make one visit less than there are."""
    each, more = divmod(len(day.visits) - 1, len(day.cars))
    cars = (replace(car, max_visits=each + (number < more)) for number, car in enumerate(day.cars))
    return replace(day, cars=tuple(cars))


_HARDER: Mapping[str, Callable[[Day], Day]] = {SHORT: _with_a_rare_skill, TIGHT: fill_cars}


def small_team() -> Team:
    """Give a team with 3 cars and a dozen visits."""
    return find_team("palliativ-umea")


def big_team(times: int = 4) -> Team:
    """Give a team with so many times 50 visits, and cars for them: 30 for 200 visits."""
    team = find_team("nst-su")
    return replace(
        team,
        cars=tuple(replace(car, count=car.count * times * 3 // 4, max_visits=9) for car in team.cars),
        errands=tuple(replace(errand, count=errand.count * times) for errand in team.errands),
    )


def make_plan(team: Team, *, folder: Path, roads: str = ROADS) -> tuple[Day, Plan]:
    """Make a team's day on the streets of a network, and plan it."""
    network = library.open_network(roads, folder=folder)
    day = making.make_day(team, network, date=DATE, seed=1)
    return day, planning.plan_day(day, folder=folder, limits=_LIMITS)


TEAMS: Mapping[str, Callable[[], Team]] = {"small": small_team, "big": big_team, "crowded": partial(big_team, 12)}
"""Whose days there are besides the short and the tight one: a dozen visits, 200 and 600."""
