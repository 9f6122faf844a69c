"""What visits are called where people read of them: by their patient, not by the id that a registry or a call made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import experiments
from scheduler.call import name_visit
from scheduler.day import Day
from scheduler.experiments import Experiment
from scheduler.roster import due
from scheduler.texts import Language
from tests.scheduler.roster.registries import with_need
from tests.scheduler.roster.test_duty import MONDAY


@pytest.fixture
def day() -> Day:
    return due(with_need(), MONDAY)


def test_a_visit_of_a_need_is_called_by_its_patient_and_one_of_several_by_its_time_too(day: Day) -> None:
    (visit,) = day.visits
    assert visit.id == "p1.dropp"
    assert name_visit(day, visit) == "p1"
    several = replace(day, visits=(visit, replace(visit, id="p1.sår")))
    assert name_visit(several, visit) == "p1 09:00"


def test_a_visit_of_a_file_keeps_its_id(day: Day) -> None:
    (visit,) = day.visits
    assert name_visit(day, replace(visit, id="v1")) == "v1"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Åsa Ö har kompetenserna intravenös behandling och sjuksköterska."),
        ("en", "Åsa Ö has the skills intravenous therapy and nurse."),
    ],
)
def test_an_experiment_lists_skills_as_in_a_sentence(day: Day, language: Language, text: str) -> None:
    asked = Experiment(kind="skill", visit="p1.dropp", staff="asa", skills=("iv_therapy", "nurse"))
    assert experiments.tell_experiment(day, asked, language=language) == text


def test_an_experiment_names_the_visit_by_its_patient(day: Day) -> None:
    asked = Experiment(kind="unfix", visit="p1.dropp")
    assert experiments.tell_experiment(day, asked, language="sv") == "Besök p1 är inte låst."
