"""Explanations of plans as they stand, each made once for all who ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from api.dispatching.standing import Standing
from api.documents import explanation_document
from api.errors import RefusalError
from api.keeping import Kept
from scheduler import explaining
from scheduler.faults import BegunError, PlanBrokenError

KEPT: Final = 64
"""Explanations that are kept ready: of plans, and of single visits."""


class Explanations:
    """Keeps explanations as long as others do not push them out."""

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder
        self._kept: Kept[dict[str, Any]] = Kept(KEPT)

    def explain(self, standing: Standing, visit: str | None, *, begun: bool) -> dict[str, Any]:
        """Explain a plan, or one of its visits, as JSON values in every language; see ``explaining.explain_plan``.

        Raises
        ------
        BegunError
            The visit has begun.
        RefusalError
            There is no such visit, or the plan does not hold.
        """
        if visit is not None and visit not in {one.id for one in standing.day.visits}:
            raise RefusalError("unknown_reference")
        if visit is not None and standing.day.running is not None and visit in standing.day.running.begun:
            raise BegunError(visit)
        key = (standing.base.version_id, standing.last_event, visit, begun)
        return self._kept.get(key, lambda: self._made(standing, visit, begun=begun))

    def _made(self, standing: Standing, visit: str | None, *, begun: bool) -> dict[str, Any]:
        try:
            told = explaining.explain_plan(
                standing.day, standing.plan, folder=self._folder, visit=visit, brief=True, begun=begun
            )
        except PlanBrokenError:
            raise RefusalError("breaks_rules", subject="unexplained") from None
        return explanation_document(told, standing.plan)
