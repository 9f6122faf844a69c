"""How good a plan is proved to be, in words."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.plan import Bound
from scheduler.texts import Language, say
from scheduler.texts.translations import word
from solver.solve import Result


def tell_bound(result: Result, *, language: Language) -> Bound | None:
    """Give the bound that a search proved, if it did, and what it leaves out in words."""
    if result.bound is None or result.gap is None:
        return None
    told = word(lambda spoken: {"scope": say_scope(result.scope, language=spoken)}, language)
    return Bound(value=result.bound, gap=round(result.gap, 6), **told)


def say_scope(scope: Sequence[str], *, language: Language) -> str:
    """Say what a bound leaves out, by the names that the solver has for it."""
    if not scope:
        return say("proof.whole", language=language)
    parts = ", ".join(say(f"proof.part.{name}", language=language) for name in scope)
    return say("proof.without", language=language, parts=parts)
