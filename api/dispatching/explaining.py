"""Explanations of plans as they stand, each made once for all who ask."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

from api.dispatching.proposing import as_of
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

    def explain(self, standing: Standing, visit: str | None, *, at: dt.datetime | None) -> dict[str, Any]:
        """Explain a plan, or one of its visits, as JSON values in every language; see ``explaining.explain_plan``.

        It is explained as it is by the minute ``at``, at which trying what would help for one visit costs what is told.

        Raises
        ------
        BegunError
            The visit has begun.
        RefusalError
            There is no such visit, or the plan does not hold.
        """
        if visit is not None and visit not in {one.id for one in standing.day.visits}:
            raise RefusalError("unknown_reference")
        minute = standing.minute(at)
        key = (standing.base.version_id, standing.last_event, visit, minute)
        return self._kept.get(key, lambda: self._made(standing, visit, minute))

    def _made(self, standing: Standing, visit: str | None, at: dt.datetime | None) -> dict[str, Any]:
        day, plan = as_of(standing, at, self._folder)
        if visit is not None and day.running is not None and visit in day.running.begun:
            raise BegunError(visit)
        try:
            told = explaining.explain_plan(day, plan, folder=self._folder, visit=visit, brief=True, now=at)
        except PlanBrokenError:
            raise RefusalError("breaks_rules", subject="unexplained") from None
        return explanation_document(told, plan)
