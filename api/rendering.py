"""Drawing versions of plans: once each, and kept."""

from __future__ import annotations

from api import outputs
from api.access.actor import Actor
from api.settings import Settings
from api.store import Store, plans
from api.store.plans import Rendering, StoredPlan
from scheduler import files


def draw(store: Store, actor: Actor, plan: StoredPlan, *, settings: Settings) -> Rendering:
    """Give a version's map layer and page.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there any more.
    """
    with store.read(actor) as tx:
        known = plans.get_rendering(tx, plan.version_id)
    if known is not None:
        return known
    made = outputs.render(
        files.parse_day(plan.day_document, file="day"),
        files.parse_plan(plan.document, file="plan"),
        folder=settings.roads,
        language=settings.language,
    )
    drawn = Rendering(geojson=made.geojson, page=made.page)
    with store.write(actor) as tx:
        plans.add_rendering(tx, plan.version_id, drawn)
    return drawn
