"""Why a visit was not planned, in words: the solver's reasons with people's names for things."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler import plan
from scheduler.texts import Language, name_skill, say
from scheduler.translation import Translation
from solver import explain
from solver.problem import Solution


def give_reasons(
    prepared: Translation, solution: Solution, visit: int, *, language: Language, remedies: bool = True
) -> tuple[plan.Reason, ...]:
    """Give each reason why no car takes a visit, with the cars it rules out and what would help (as tried)."""
    return tuple(
        plan.Reason(
            code=reason.code,
            cars=tuple(prepared.day.cars[car].id for car in reason.cars),
            text=_tell_cause(prepared, reason, visit, language),
            would_help=None if reason.remedy is None else _tell_remedy(prepared, reason.remedy, language),
        )
        for reason in explain.explain(prepared.problem, solution, visit, remedies=remedies)
    )


def _tell_cause(prepared: Translation, reason: explain.Reason, visit: int, language: Language) -> str:
    wanted = prepared.problem.visits[visit]
    mates = next((group for group in prepared.problem.together if visit in group), ())
    return say(
        f"reasons.{reason.code}",
        language=language,
        cars=join([prepared.day.cars[car].id for car in reason.cars], language),
        skills=_name_skills(prepared, _lacking(prepared, reason.cars, wanted.skills), language),
        people=wanted.crew_size,
        cap=prepared.problem.patients[wanted.patient].max_visits,
        mates=join([prepared.day.visits[mate].id for mate in mates if mate != visit], language) or "–",
    )


def _lacking(prepared: Translation, cars: Sequence[int], wanted: frozenset[int]) -> frozenset[int]:
    """Give the skills that all of these cars lack, or else those that some lack."""
    lacks = [wanted - prepared.problem.cars[car].skills for car in cars]
    return frozenset.intersection(*lacks) or frozenset.union(*lacks) if lacks else frozenset()


def _name_skills(prepared: Translation, skills: frozenset[int], language: Language) -> str:
    return join([name_skill(prepared.skills[skill], language=language) for skill in sorted(skills)], language)


def _tell_remedy(prepared: Translation, remedy: explain.Remedy, language: Language) -> str:
    text = say(
        f"reasons.help.{remedy.kind}",
        language=language,
        minutes=round(remedy.amount / 60),
        amount=remedy.amount,
        car="–" if remedy.car is None else prepared.day.cars[remedy.car].id,
        skills=_name_skills(prepared, remedy.skills, language),
        load="–" if remedy.dimension is None else prepared.dimensions[remedy.dimension],
    )
    return f"{text} {_tell_price(prepared, remedy.cost, language)}"


def _tell_price(prepared: Translation, cost: int, language: Language) -> str:
    """Tell what the plan would cost more with the visit in it; some plans would even cost less."""
    if cost <= 0:
        return say("reasons.help_free", language=language)
    return say("reasons.help_cost", language=language, cost=cost, minutes=_in_minutes(prepared, cost))


def _in_minutes(prepared: Translation, cost: int) -> int:
    """Give a cost as so many minutes of driving, which people can picture."""
    return round(cost / (60 * max(1, prepared.problem.costs.driving)))


def join(words: Sequence[str], language: Language) -> str:
    """Join words as in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say('reasons.and', language=language)} {words[-1]}"
