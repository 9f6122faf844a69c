"""Needs out of a FHIR bundle become visits: what was written is read back, what is wrong is told, the rest is left."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import pytest

from api.exports.scene import Scene
from api.fhir.bundles import plan_bundle
from api.fhir.naming import Systems
from api.fhir.needs import with_needs
from scheduler.day import Day
from scheduler.faults import Fault, InputError
from tests.exports.test_fhir import STAMP

Json = dict[str, Any]
SYSTEMS = Systems(patients="urn:x:patients")


@pytest.fixture
def bundle(scene: Scene) -> Json:
    return plan_bundle(scene.day, scene.plan, stamp=STAMP, systems=SYSTEMS)


@pytest.fixture
def bare(scene: Scene) -> Day:
    """Give the day with its staff and cars, and one patient: who is only called has no place in FHIR."""
    places = tuple(place for place in scene.day.locations if place.id in {"base", "l5"})
    called = tuple(patient for patient in scene.day.patients if patient.id == "p5")
    return dataclasses.replace(scene.day, locations=places, patients=called, visits=(), together=(), gaps=())


def faults(day: Day, bundle: object) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        with_needs(day, bundle, file="needs.json", systems=SYSTEMS)
    return list(refused.value.faults)


def resource(bundle: Json, kind: str, number: int = 0) -> Json:
    made: list[Json] = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]
    return made[number]


def test_what_was_written_is_read_back(scene: Scene, bare: Day, bundle: Json) -> None:
    made = {visit.id: visit for visit in with_needs(bare, bundle, file="b", systems=SYSTEMS).visits}
    for visit in scene.day.visits:
        told = made[visit.id]
        assert (told.patient, told.duration_s, told.skills, told.kind) == (
            visit.patient, visit.duration_s, visit.skills, visit.kind,
        )  # fmt: skip
        assert {(one.start, one.end) for one in told.windows} == {(one.start, one.end) for one in visit.windows}


def test_places_and_patients_come_along(scene: Scene, bare: Day, bundle: Json) -> None:
    made = with_needs(bare, bundle, file="b", systems=SYSTEMS)
    assert {patient.id for patient in made.patients} == {patient.id for patient in scene.day.patients}
    home = made.location(next(patient.location for patient in made.patients if patient.id == "p1"))
    assert (home.lat, home.lon, home.address) == (63.8258, 20.263, "Rådhusesplanaden 14, Umeå")


def test_a_visit_that_is_there_already_is_taken_as_it_is_told_now(scene: Scene, bundle: Json) -> None:
    need = next(
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "ServiceRequest" and entry["resource"]["identifier"][0]["value"] == "v2"
    )
    need["quantityQuantity"] = {"value": 1.5, "code": "h"}
    need["priority"] = "stat"
    made = with_needs(scene.day, bundle, file="b", systems=SYSTEMS)
    visit = next(visit for visit in made.visits if visit.id == "v2")
    assert (visit.duration_s, visit.priority, len(made.visits)) == (5_400, 4, len(scene.day.visits))
    assert made.patients == scene.day.patients, "what the day knows of its patients stays"


def test_only_active_needs_are_taken(bare: Day, bundle: Json) -> None:
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "ServiceRequest":
            entry["resource"]["status"] = "revoked"
    assert with_needs(bare, bundle, file="b", systems=SYSTEMS).visits == ()


def test_what_is_not_read_may_say_anything(scene: Scene, bundle: Json) -> None:
    resource(bundle, "Patient")["name"] = [{"family": "Kanariesson"}]
    bundle["entry"].append({"resource": {"resourceType": "Observation", "value": {"x": [1]}}})
    bundle["meta"] = {"profile": ["urn:x"]}
    made = with_needs(scene.day, bundle, file="b", systems=SYSTEMS)
    assert "Kanariesson" not in repr(made)


def test_relative_references_are_followed(bare: Day, bundle: Json) -> None:
    need = resource(bundle, "ServiceRequest")
    patient = resource(bundle, "Patient")
    need["subject"] = {"reference": f"Patient/{patient['id']}"}
    made = with_needs(bare, bundle, file="b", systems=SYSTEMS)
    assert next(visit.patient for visit in made.visits if visit.id == need["identifier"][0]["value"]) == "p1"


def test_what_points_nowhere_is_told_with_its_place(scene: Scene, bundle: Json) -> None:
    resource(bundle, "ServiceRequest", 0)["subject"] = {"reference": "urn:uuid:none"}
    resource(bundle, "ServiceRequest", 1)["locationReference"] = [{"reference": "Patient/x"}]
    told = faults(scene.day, bundle)
    assert [fault.code for fault in told] == ["unknown_id", "unknown_id"]
    assert [str(fault.field).rpartition("resource.")[2] for fault in told] == ["subject", "locationReference.0"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantityQuantity": {"value": 30, "code": "d"}},
        {"quantityQuantity": {"value": float("nan"), "code": "min"}},
        {"quantityQuantity": {"value": -5.0, "code": "min"}},
        {"quantityQuantity": None},
        {"priority": "high"},
        {"subject": "Patient/1"},
        {"occurrencePeriod": {"start": "soon", "end": "later"}},
        {"identifier": [{"system": "urn:hemrutt:visit", "value": "19121212-1212"}]},
        {"identifier": [{"system": "urn:hemrutt:visit", "value": "a\u202eb"}]},
        {"identifier": [{"value": 7}]},
        {"performerType": {"coding": [{"code": "two words"}]}},
        {"performerType": {"coding": [{"code": "x"}] * 51}},
    ],
    ids=str,
)
def test_needs_that_make_no_sense_are_refused(scene: Scene, bundle: Json, wrong: Json) -> None:
    changed = copy.deepcopy(bundle)
    need = resource(changed, "ServiceRequest", 11)  # v12, which is in no appointment
    need.update(wrong)
    told = faults(scene.day, changed)
    assert told
    assert all("1212" not in fault.cause("sv") for fault in told)


@pytest.mark.parametrize(
    "document", [None, [], {}, {"resourceType": "Patient"}, {"resourceType": "Bundle", "entry": [1]}]
)
def test_what_is_no_bundle_is_refused(scene: Scene, document: object) -> None:
    assert faults(scene.day, document)
