"""What the routes share: the settings, the store, who is asking, and the jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from api.access import identifying
from api.access.actor import SERVICE, Actor
from api.access.doors import Doors
from api.access.oidc.provider import Provider, ProviderError, read_provider
from api.access.sign_on import open_sign_on
from api.attending import Attendant, Target
from api.bodies import Body
from api.console import Console, open_console
from api.databases import open_database
from api.dispatching.calling import Answering
from api.dispatching.explaining import Explanations
from api.dispatching.offering import Offering
from api.dispatching.outlooks import Outlooks
from api.dispatching.standing import Standings
from api.errors import RefusalError
from api.executors import Hands, open_hands
from api.jobs import Jobs
from api.keeping import Kept
from api.observing.metrics import Metrics
from api.papers import PaperKeeper
from api.seasons import Seasons
from api.settings import Settings
from api.store import Store, Transaction, live
from api.store.replies import Reply, once, replay
from api.throttle import Throttle, Turns
from api.webhooks.sending import Sender
from api.work import work

Identify = Callable[[Request], Actor | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything a request may touch.

    ``identify`` tells who sent it, None where nobody is signed in; ``recognise`` tells it again of who goes on
    listening, which alone keeps no session alive. ``rests`` are plans that are read, by the ids of their versions.
    """

    settings: Settings
    store: Store
    doors: Doors
    jobs: Jobs
    identify: Identify
    recognise: Identify
    metrics: Metrics
    sender: Sender
    papers: PaperKeeper
    answering: Answering
    offering: Offering
    explanations: Explanations
    outlooks: Outlooks
    seasons: Seasons
    boards: Kept[bytes] = field(default_factory=lambda: Kept(32))
    rests: Kept[str] = field(default_factory=lambda: Kept(32))
    console: Console = field(default_factory=open_console)
    experiments: Turns = field(default_factory=lambda: Turns(burst=20, per_second=1))
    places: Turns = field(default_factory=lambda: Turns(burst=40, per_second=4))
    searches: Throttle = field(default_factory=lambda: Throttle(burst=40, per_second=20))

    def carry_out(self, actor: Actor, make: Callable[[Transaction], Reply], *, body: Body, key: str | None) -> Response:
        """Carry a command out in one transaction, with the reply that it has under its idempotency key."""
        with self.store.write(actor) as tx:
            reply = once(tx, key, body.fingerprint, lambda: make(tx))
        return _answer(reply)

    @contextmanager
    def noting(self, actor: Actor) -> Iterator[None]:
        """Tell the audit of what a refusal tells of patients, before it leaves."""
        try:
            yield
        except RefusalError as error:
            if error.reading is not None:
                self.store.record(actor, **asdict(error.reading))
            raise

    def replay(self, actor: Actor, *, body: Body, key: str | None) -> Response | None:
        """Give the answer that a command had under its key: for commands that think before they are carried out."""
        if key is None:
            return None
        with self.store.read(actor) as tx:
            reply = replay(tx, key, body.fingerprint)
        return None if reply is None else _answer(reply)

    def make_ready(self) -> None:
        """Have the plans in force looked at beside, so that the first call finds roads, desks and a process ready."""
        self.jobs.make_ready()
        yesterday = dt.datetime.fromtimestamp(self.store.clock() / 1e6, tz=dt.UTC).date() - dt.timedelta(days=1)
        with self.store.read(SERVICE) as tx:
            known = live.list_live(tx)
        for plan in known:
            if plan.date >= yesterday.isoformat():
                self.offering.look_again(plan.id)

    def close(self) -> None:
        """End what works beside, then the store that it writes to."""
        self.sender.close()
        self.papers.close()
        self.jobs.close()
        self.offering.close()
        self.store.close()


def make_service(
    settings: Settings,
    *,
    target: Target = work,
    hands: Callable[[Attendant], Hands] | None = None,
    identify: Identify | None = None,
) -> Service:
    """Start a service on its database; ``target`` is what the process of a job runs, ``hands`` attend to jobs.

    ``identify`` tells who sends a request, where that is neither by session nor by token.

    Raises
    ------
    StoreError
        The database cannot be opened.
    ExecutorError
        There is no such executor.
    ProviderError
        The identity provider is not described as it should be, or lets people in with too little.
    """
    sign_on = None if settings.provider is None else open_sign_on(_read_provider(settings, settings.provider))
    store = open_database(settings)
    standings = Standings(folder=settings.roads, language=settings.language)
    answering = Answering(store=store, standings=standings, settings=settings)
    outlooks = Outlooks(answering)
    doors = Doors(store=store, origin=settings.origin, two_factors=settings.two_factors, sign_on=sign_on)
    return Service(
        settings=settings,
        store=store,
        doors=doors,
        jobs=Jobs(store, settings, target=target, hands=hands or partial(open_hands, settings.executor)),
        identify=identify or partial(identifying.find_actor, doors),
        recognise=identify or partial(identifying.find_actor, doors, noting=False),
        metrics=Metrics(store),
        sender=Sender(store, settings),
        papers=PaperKeeper(store, settings),
        answering=answering,
        offering=Offering(answering, outlooks),
        outlooks=outlooks,
        seasons=Seasons(store=store),
        explanations=Explanations(folder=settings.roads),
    )


def _read_provider(settings: Settings, path: Path) -> Provider:
    provider = read_provider(path)
    if settings.two_factors and not provider.is_strong:
        raise ProviderError(f"{path}: two_factors, or acr or amr in required_claims")
    return provider


def _answer(reply: Reply) -> Response:
    return JSONResponse(reply.document, status_code=reply.status, headers=dict(reply.headers))


async def get_service(request: Request) -> Service:
    """Give the service of the application that got the request; async, since one that is not takes a thread to run."""
    service: Service = request.app.state.service
    return service


Shared = Annotated[Service, Depends(get_service)]
