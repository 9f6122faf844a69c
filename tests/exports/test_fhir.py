"""A plan as FHIR R4: valid by the published definitions, closed in itself, and without names of patients."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from api.exports.scene import Scene
from api.fhir.bundles import plan_bundle
from api.fhir.naming import Systems
from scheduler.past import Past, PastStop, Running
from tests.exports.sample import at

STAMP = dt.datetime(2026, 11, 22, 18, tzinfo=dt.UTC)

Json = dict[str, Any]


def make_bundle(scene: Scene, **systems: str) -> Json:
    return plan_bundle(scene.day, scene.plan, stamp=STAMP, systems=Systems(**systems))


def of_kind(bundle: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def named(bundle: Json, kind: str, visit: str) -> Json:
    return next(made for made in of_kind(bundle, kind) if made["identifier"][0]["value"] == visit)


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["reference"]} if "reference" in value else set()
        return own.union(*(references(part) for part in value.values()))
    return set().union(*(references(part) for part in value)) if isinstance(value, list) else set()


def test_the_bundle_is_valid_by_the_published_definitions(scene: Scene) -> None:
    assert len(Bundle.model_validate(make_bundle(scene)).entry) == len(make_bundle(scene)["entry"])


def test_every_reference_is_answered_in_the_bundle(scene: Scene) -> None:
    bundle = make_bundle(scene)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls))
    assert references(bundle) <= set(urls)


def test_a_visit_has_a_need_a_time_and_a_state(scene: Scene) -> None:
    bundle = make_bundle(scene)
    need, meeting, task = (named(bundle, kind, "v1") for kind in ("ServiceRequest", "Appointment", "Task"))
    assert need["quantityQuantity"]["value"] == 45
    assert need["priority"] == "urgent"
    assert need["performerType"]["coding"] == [
        {"system": "urn:hemrutt:skill", "code": code} for code in ("iv_therapy", "nurse")
    ]
    assert (meeting["start"], meeting["end"]) == ("2026-11-23T08:37:00+01:00", "2026-11-23T09:22:00+01:00")
    assert (meeting["status"], task["status"]) == ("proposed", "accepted")
    assert len(meeting["participant"]) == 5  # patient, two of staff, car, home


def test_a_visit_left_out_is_a_need_without_a_time(scene: Scene) -> None:
    bundle = make_bundle(scene)
    assert named(bundle, "Task", "v12")["status"] == "requested"
    assert "v12" not in {made["identifier"][0]["value"] for made in of_kind(bundle, "Appointment")}


def test_a_published_plan_is_booked(scene: Scene) -> None:
    published = dataclasses.replace(scene, plan=dataclasses.replace(scene.plan, status="published"))
    assert {made["status"] for made in of_kind(make_bundle(published), "Appointment")} == {"booked"}


@pytest.mark.parametrize(("end", "state"), [("08:30", "completed"), ("08:50", "in-progress")])
def test_what_has_happened_is_told(scene: Scene, end: str, state: str) -> None:
    past = Past(car="Bil 1", depart=at("07:48"), stops=(PastStop(visit="v2", start=at("08:00"), end=at(end)),))
    day = dataclasses.replace(scene.day, running=Running(at=at("08:40"), cars=(past,)))
    assert named(make_bundle(dataclasses.replace(scene, day=day)), "Task", "v2")["status"] == state


def test_systems_are_those_of_the_settings_and_patients_have_no_names(scene: Scene) -> None:
    bundle = make_bundle(scene, patients="urn:x:patients", staff="urn:oid:1.2.752.29.4.19")
    assert {made["identifier"][0]["system"] for made in of_kind(bundle, "Patient")} == {"urn:x:patients"}
    assert {made["identifier"][0]["system"] for made in of_kind(bundle, "Practitioner")} == {"urn:oid:1.2.752.29.4.19"}
    assert all(made.keys() == {"resourceType", "id", "identifier"} for made in of_kind(bundle, "Patient"))


def test_ids_stay_from_plan_to_plan(scene: Scene) -> None:
    later = dataclasses.replace(scene, plan=dataclasses.replace(scene.plan, version=2))
    assert [entry["fullUrl"] for entry in make_bundle(scene)["entry"]] == [
        entry["fullUrl"] for entry in make_bundle(later)["entry"]
    ]
