"""One router a resource, each in a file of its own."""

from typing import Final

from api.routes import (
    account,
    addresses,
    days,
    drives,
    exports,
    feed,
    front,
    health,
    imports,
    jobs,
    plans,
    reach,
    roads,
    sessions,
    teams,
    tiles,
    tokens,
    users,
    webhooks,
)

ROUTERS: Final = (
    account.router,
    addresses.router,
    days.router,
    drives.router,
    exports.router,
    feed.router,
    front.router,
    health.router,
    imports.router,
    jobs.router,
    plans.router,
    reach.router,
    roads.router,
    sessions.router,
    teams.router,
    tiles.router,
    tokens.router,
    users.router,
    webhooks.router,
)
"""What the application answers, in the order in which addresses are tried."""
