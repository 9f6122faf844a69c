"""Why a visit was not planned, in words: the solver's reasons with people's names for things."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scheduler import plan
from scheduler.call import name_visit
from scheduler.day import Staff
from scheduler.experiments import Kind
from scheduler.texts import Language, name_skill, say, say_list, say_minutes, say_number
from scheduler.texts.translations import word
from scheduler.translation import Translation
from solver import explain
from solver.solution import Solution

_FEW: Final = 4
"""So many cars are told by their names; a longer list of names that leaves no car out says less than their number."""

FindPrice = Callable[[Mapping[str, object]], int | None]
"""Finds what an experiment that a reason names would cost; None where that is not known."""


def give_reasons(
    prepared: Translation,
    explainer: explain.Explainer,
    visit: int,
    *,
    language: Language,
    depth: explain.Depth = "remedies",
    find_price: FindPrice | None = None,
) -> tuple[plan.Reason, ...]:
    """Give each reason why no car takes a visit, with the cars it rules out and what would help (as tried).

    What helps is told with the price that ``find_price`` gives its experiment, or without it with about what it costs.
    """
    found = explainer.explain(visit, depth=depth)
    return tuple(tell_reason(prepared, reason, visit, language=language, find_price=find_price) for reason in found)


def give_alternatives(
    prepared: Translation,
    rest: Solution,
    visit: int,
    *,
    here: int,
    saved: int,
    language: Language,
    find_price: FindPrice | None = None,
) -> tuple[plan.Reason, ...]:
    """Say of each car but ``here`` why it cannot have a planned visit, or what the plan would cost more if it had.

    ``rest`` is the plan without the visit, which costs ``saved`` less; prices are those of the move, from the plan as
    it is.
    """
    wanted = prepared.problem.visits[visit]
    others = (wanted.allowed or frozenset(range(len(prepared.day.cars)))) - {here}
    visits = list(prepared.problem.visits)
    visits[visit] = replace(wanted, price=0, allowed=others)
    asked = replace(prepared, problem=replace(prepared.problem, visits=tuple(visits)))
    told = []
    for found in explain.explain(asked.problem, rest, visit):
        reason = replace(found, cars=tuple(car for car in found.cars if car != here))
        if not reason.cars:
            continue
        if reason.code in {"cost", "overlooked"}:
            told.append(_tell_instead(prepared, reason, saved, language))
        else:
            helping = None if reason.remedy is None or reason.remedy.car == here else reason.remedy
            if helping is not None:
                helping = replace(helping, cost=helping.cost - saved)
            reason = replace(reason, remedy=helping)
            told.append(tell_reason(prepared, reason, visit, language=language, find_price=find_price, by_car=True))
    return tuple(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a car cannot make a visit: the code of a reason, and a few words that go on after the car's name."""

    code: str
    text: str


def find_obstacles(
    prepared: Translation, rest: Solution, visit: int, *, cars: Collection[str], language: Language
) -> dict[str, Obstacle]:
    """Find what keeps cars, by their ids, from a visit that ``rest`` is a solution without."""
    if not cars:
        return {}
    found = explain.Explainer(prepared.problem, rest).explain(visit, depth="reasons")
    pairs = [(prepared.day.cars[car].id, car, reason.code) for reason in found for car in reason.cars]
    wanted = prepared.problem.visits[visit].skills
    return {
        key: Obstacle(
            code=code,
            text=say(
                f"reasons.brief.{'untried' if code in {'cost', 'overlooked'} else code}",
                language=language,
                skills=_name_skills(prepared, _lacking(prepared, (car,), wanted), language),
            ),
        )
        for key, car, code in pairs
        if key in cars
    }


def tell_reason(
    prepared: Translation,
    reason: explain.Reason,
    visit: int,
    *,
    language: Language,
    find_price: FindPrice | None = None,
    by_car: bool = False,
) -> plan.Reason:
    """Put a reason of the solver into words; ``by_car`` the experiment is for the car that it helps, and no other."""
    remedy = reason.remedy
    if remedy is not None and remedy.kind == "allow" and remedy.car in _refused_by_patient(prepared, visit):
        # A patient's refusal is not ours to argue with.
        remedy = None
    if remedy is not None and remedy.car in _gone(prepared):
        # Nothing helps a car that does nothing more.
        remedy = None
    experiment = _name_experiment(prepared, reason.code, remedy, visit, by_car=by_car)
    price = None if remedy is None or experiment is None or find_price is None else find_price(experiment)
    return plan.Reason(
        code=reason.code,
        cars=tuple(prepared.day.cars[car].id for car in reason.cars),
        experiment=experiment,
        **word(
            lambda spoken: {
                "text": _tell_cause(prepared, reason, visit, spoken),
                "would_help": None if remedy is None else _tell_remedy(prepared, remedy, visit, price, spoken),
            },
            language,
        ),
    )


def _name_experiment(
    prepared: Translation, code: str, remedy: explain.Remedy | None, visit: int, *, by_car: bool
) -> Mapping[str, object] | None:
    """Give what would help as an experiment."""
    if remedy is None:
        return {"kind": "place", "visit": prepared.day.visits[visit].id} if code == "overlooked" else None
    if remedy.kind == "people" and not _riders(prepared, remedy, visit):
        return None
    kind, fields = _EXPERIMENTS[remedy.kind]
    values: dict[str, object] = {
        "visit": prepared.day.visits[visit].id,
        "car": None if remedy.car is None else prepared.day.cars[remedy.car].id,
        "skills": [prepared.skills[skill] for skill in sorted(remedy.skills)],
        "load": None if remedy.dimension is None else prepared.dimensions[remedy.dimension],
        "more": remedy.amount,
        "staff": next((person.id for person in _riders(prepared, remedy, visit)), None),
        **dict.fromkeys(("minutes", "earlier_min", "later_min"), remedy.amount // 60),
    }
    named = dict.fromkeys((*fields, "car") if by_car else fields)
    return {"kind": kind, "visit": values["visit"], **{name: values[name] for name in named}}


_EXPERIMENTS: Final[Mapping[str, tuple[Kind, tuple[str, ...]]]] = {
    "earlier": ("widen", ("earlier_min",)),
    "later": ("widen", ("later_min",)),
    "overtime": ("overtime", ("car", "minutes")),
    "skills": ("skill", ("car", "skills")),
    "people": ("crew", ("car", "staff")),
    "allow": ("allow", ("car",)),
    "unfix": ("unfix", ()),
    "capacity": ("capacity", ("car", "load", "more")),
    "max_visits": ("max_visits", ("car", "more")),
    "patient_cap": ("cap", ("more",)),
    "no_gap": ("no_gap", ()),
    "no_break": ("no_break", ("car",)),
    "unfreeze": ("turn", ("car",)),
    "alone": ("alone", ()),
    "price": ("place", ()),
}
"""Which experiment does what helps, and what it says of it."""


def _riders(prepared: Translation, remedy: explain.Remedy, visit: int) -> tuple[Staff, ...]:
    """Give who could ride along: in no car meanwhile, and refused by no patient; nobody where one more is too few."""
    if remedy.kind != "people" or remedy.car is None or remedy.amount != 1:
        return ()
    day, wanted = prepared.day, prepared.day.cars[remedy.car].shift
    refused = day.patients[prepared.problem.visits[visit].patient].refused_staff
    busy = {
        person
        for car in day.cars
        if car.shift.start < wanted.end and wanted.start < car.shift.end
        for person in car.crew
    }
    return tuple(person for person in day.staff if person.id not in busy | refused)


def _tell_instead(prepared: Translation, reason: explain.Reason, saved: int, language: Language) -> plan.Reason:
    cars = tuple(prepared.day.cars[car].id for car in reason.cars)
    more = None if reason.remedy is None else reason.remedy.cost - saved

    def tell_price(spoken: Language) -> str | None:
        if more is None:
            return None
        return say(
            "reasons.instead_cost" if more > 0 else "reasons.help_free",
            language=spoken,
            cost=say_number(more, language=spoken),
            time=_in_driving(prepared, more, spoken),
        )

    def fields(spoken: Language) -> dict[str, str | None]:
        text = say("reasons.instead", language=spoken, cars=say_list(cars, language=spoken))
        return {"text": text, "would_help": tell_price(spoken)}

    return plan.Reason(code="cost", cars=cars, **word(fields, language))


def _gone(prepared: Translation) -> frozenset[int]:
    """Give the cars that do nothing more."""
    return frozenset(car for car, track in prepared.tracks.items() if track.past.gone)


def _refused_by_patient(prepared: Translation, visit: int) -> dict[int, list[str]]:
    """Name, for each car, those of its crew whom the patient has refused."""
    patient = prepared.day.patients[prepared.problem.visits[visit].patient]
    names = {person.id: person.name for person in prepared.day.staff}
    crews = ((number, patient.refused_staff & set(car.crew)) for number, car in enumerate(prepared.day.cars))
    return {number: [names[person] for person in sorted(refused)] for number, refused in crews if refused}


def _tell_cause(prepared: Translation, reason: explain.Reason, visit: int, language: Language) -> str:
    wanted = prepared.problem.visits[visit]
    groups = (*prepared.problem.together, *prepared.problem.bundles)
    mates = next((group for group in groups if visit in group), ())
    lacking = _lacking(prepared, reason.cars, wanted.skills)
    text = say(
        f"reasons.{reason.code}",
        language=language,
        cars=_name_cars(prepared, reason.cars, language),
        count=len(reason.cars),
        skills=_name_skills(prepared, lacking, language),
        lacking=len(lacking),
        people=wanted.crew_size,
        cap=prepared.problem.patients[wanted.patient].max_visits,
        mates=_name_mates(prepared, visit, mates, language) or "–",
    )
    # A name of a car is kept as it is written; what stands for all of them may begin the sentence.
    text = text if text.startswith(tuple(car.id for car in prepared.day.cars)) else text[0].upper() + text[1:]
    refused = _refused_by_patient(prepared, visit)
    people = sorted({name for car in reason.cars for name in refused.get(car, [])})
    if reason.code != "refused" or not people:
        return text
    return f"{text} {say('reasons.refused_staff', language=language, people=say_list(people, language=language))}"


def _name_cars(prepared: Translation, cars: Sequence[int], language: Language) -> str:
    if _FEW < len(cars) == len(prepared.day.cars):
        return say("reasons.every_car", language=language, count=len(cars))
    return say_list([prepared.day.cars[car].id for car in cars], language=language)


def _name_mates(prepared: Translation, visit: int, mates: Sequence[int], language: Language) -> str:
    visits = (prepared.day.visits[mate] for mate in mates if mate != visit)
    return say_list([name_visit(prepared.day, mate, language=language) for mate in visits], language=language)


def _lacking(prepared: Translation, cars: Sequence[int], wanted: frozenset[int]) -> frozenset[int]:
    """Give the skills that all of these cars lack, or else those that some lack."""
    lacks = [wanted - prepared.problem.cars[car].skills for car in cars]
    return frozenset.intersection(*lacks) or frozenset.union(*lacks) if lacks else frozenset()


def _name_skills(prepared: Translation, skills: frozenset[int], language: Language) -> str:
    return say_list(
        [name_skill(prepared.skills[skill], language=language) for skill in sorted(skills)], language=language
    )


def _tell_remedy(
    prepared: Translation, remedy: explain.Remedy, visit: int, price: int | None, language: Language
) -> str:
    riders = _riders(prepared, remedy, visit)
    alone = remedy.kind == "people" and remedy.amount == 1
    text = say(
        f"reasons.help.{'rider' if riders else 'no_rider' if alone else remedy.kind}",
        language=language,
        person=riders[0].name if riders else "–",
        time=say_minutes(remedy.amount, language=language),
        amount=remedy.amount,
        car="–" if remedy.car is None else prepared.day.cars[remedy.car].id,
        skills=_name_skills(prepared, remedy.skills, language),
        lacking=len(remedy.skills),
        load="–" if remedy.dimension is None else prepared.dimensions[remedy.dimension],
    )
    if price is None:
        return f"{text} {_tell_price(prepared, max(0, remedy.cost), 'help_about', language)}"
    return f"{text} {_tell_price(prepared, price, 'help_cost', language)}"


def _tell_price(prepared: Translation, cost: int, name: str, language: Language) -> str:
    """Tell what the plan would cost more with the change; some plans would even cost less."""
    key = name if cost > 0 else "help_cheaper" if cost < 0 else "help_free"
    driving = _in_driving(prepared, cost, language)
    return say(f"reasons.{key}", language=language, cost=say_number(abs(cost), language=language), time=driving)


def _in_driving(prepared: Translation, cost: int, language: Language) -> str:
    """Give a cost as so much driving, which people can picture."""
    return say_minutes(round(cost / max(1, prepared.problem.costs.driving)), language=language)
