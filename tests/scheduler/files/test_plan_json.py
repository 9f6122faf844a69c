"""Plans as JSON: what is written reads back equal, what is mistaken is refused in its place."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.faults import InputError
from scheduler.files import parse_plan, plan_document, read_plan, write_plan
from scheduler.plan import Bound, Kpis, Plan, Reason, Route, Stop, Unassigned

MORNING = dt.datetime(2026, 10, 24, 22, 30, tzinfo=dt.UTC)
TIMES = st.integers(0, 48 * 3600).map(lambda seconds: MORNING + dt.timedelta(seconds=seconds))
COUNTS = st.integers(0, 10**6)
MAYBE = st.none() | COUNTS
NAMES = st.sampled_from(["v1", "Åsa Ö", "bil-2", "=x"])
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
FLOATS = st.floats(0, 1)


def translated(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, dict[str, Any]]]:
    """Draw some of the fields as they read in some languages."""
    return st.dictionaries(st.sampled_from(["sv", "en"]), st.fixed_dictionaries({}, optional=fields))


VISIT = st.builds(
    Stop, kind=st.just("visit"), visit=NAMES, location=st.none() | NAMES, drive_s=MAYBE, drive_m=MAYBE,
    arrive=TIMES, start=TIMES, end=TIMES, wait_s=MAYBE, slack_s=MAYBE, late_s=MAYBE,
)  # fmt: skip
STOPS = st.one_of(
    VISIT,
    st.builds(Stop, kind=st.just("start"), location=NAMES, end=TIMES),
    st.builds(Stop, kind=st.just("break"), start=TIMES, end=TIMES),
    st.builds(Stop, kind=st.just("end"), location=st.none() | NAMES, arrive=TIMES, drive_s=MAYBE),
)
REASONS = st.builds(
    Reason, code=st.just("skill"), cars=st.lists(NAMES).map(tuple), text=WORDS, would_help=st.none() | WORDS,
    translations=translated(text=WORDS, would_help=WORDS),
)  # fmt: skip
PLANS = st.builds(
    Plan, date=st.just(dt.date(2026, 10, 25)), timezone=st.sampled_from(["Europe/Stockholm", "Europe/Lisbon"]),
    team=NAMES, version=st.integers(1, 9), status=st.just("proposed"),
    routes=st.lists(
        st.builds(Route, car=NAMES, drive_s=COUNTS, drive_m=COUNTS, visit_s=COUNTS, wait_s=COUNTS, overtime_s=COUNTS,
                  stops=st.lists(STOPS, max_size=3).map(tuple)), max_size=2).map(tuple),
    unassigned=st.lists(
        st.builds(Unassigned, visit=NAMES, reasons=st.lists(REASONS, max_size=2).map(tuple)), max_size=2).map(tuple),
    cost_total=COUNTS, cost_parts=st.dictionaries(st.sampled_from(["driving", "waiting"]), COUNTS),
    bound=st.none() | st.builds(
        Bound, value=COUNTS, gap=FLOATS, scope=WORDS, translations=translated(scope=WORDS)),
    kpis=st.builds(Kpis, visits_planned=COUNTS, visits_unassigned=COUNTS, drive_s=COUNTS, drive_m=COUNTS,
                   late_s=COUNTS, overtime_s=COUNTS, care_share=FLOATS, continuity=st.none() | FLOATS, co2_g=COUNTS),
    estimated_times=st.booleans(), roads=st.none() | NAMES, roads_made=st.booleans(), attribution=st.none() | WORDS,
    seconds=st.floats(0, 1e6), seed=st.integers(-9, 9), notes=st.lists(WORDS, max_size=2).map(tuple),
    translations=translated(notes=st.lists(WORDS, max_size=2).map(tuple)),
)  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(PLANS)
def test_any_plan_written_reads_back_equal(plan: Plan) -> None:
    text = json.dumps(plan_document(plan), allow_nan=False)
    assert parse_plan(json.loads(text), file="plan.json") == plan


@pytest.fixture
def written() -> dict[str, Any]:
    """Copy a plan as the contract shows one."""
    return copy.deepcopy(CONTRACT)


CONTRACT: dict[str, Any] = {
    "format": "hemrutt-plan/1", "date": "2026-11-23", "team": "nst-su", "version": 1, "status": "proposed",
    "routes": [{
        "car": "car-1", "drive_s": 3120, "drive_m": 31200, "visit_s": 12600, "wait_s": 300, "overtime_s": 0,
        "stops": [
            {"kind": "start", "location": "sahlgrenska", "end": "2026-11-23T07:41:00+01:00"},
            {"kind": "visit", "visit": "v1", "location": "l1", "drive_s": 540, "drive_m": 6100,
             "arrive": "2026-11-23T07:50:00+01:00", "start": "2026-11-23T08:00:00+01:00",
             "end": "2026-11-23T08:45:00+01:00", "wait_s": 600, "slack_s": 900, "late_s": 0},
            {"kind": "break", "start": "2026-11-23T11:00:00+01:00", "end": "2026-11-23T11:30:00+01:00"},
            {"kind": "end", "location": "sahlgrenska", "drive_s": 600, "arrive": "2026-11-23T12:00:00+01:00"},
        ],
    }],
    "unassigned": [{"visit": "v7", "reasons": [{"code": "skill", "cars": ["car-2"], "text": "…", "would_help": "…"}]}],
    "cost": {"total": 12345, "parts": {"driving": 9000, "lateness": 3345}},
    "bound": {"value": 12200, "gap": 0.0117, "scope": "…"},
    "kpis": {"visits_planned": 41, "visits_unassigned": 1, "drive_s": 0, "drive_m": 0, "late_s": 0, "overtime_s": 0,
             "care_share": 0.71, "continuity": 0.84, "co2_g": 0},
    "estimated_times": False, "seconds": 10.0, "seed": 1,
}  # fmt: skip


def test_the_plan_of_the_contract_is_read_and_written_with_its_names(written: dict[str, Any], tmp_path: Path) -> None:
    plan = parse_plan(written, file="plan.json")
    assert plan.routes[0].stops[1].start == dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)
    document = plan_document(plan)
    assert {name: document[name] for name in written} == written
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan


def stop(number: int, **fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda plan: plan["routes"][0]["stops"][number].update(fields)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (lambda plan: plan.update(extra=1), "unknown_field", "extra"),
        (lambda plan: plan.pop("kpis"), "missing_field", "kpis"),
        (lambda plan: plan.update(format="hemrutt-day/1"), "not_one_of", "format"),
        (lambda plan: plan["cost"].update(total=float("nan")), "not_whole_number", "cost.total"),
        (lambda plan: plan["kpis"].update(care_share=float("inf")), "not_number", "kpis.care_share"),
        (lambda plan: plan["bound"].update(scope="\ud800"), "bad_character", "bound.scope"),
        (stop(1, start="08:00"), "bad_timestamp", "routes[0].stops[1].start"),
        (stop(1, start="2026-11-23T08:00:00"), "bad_timestamp", "routes[0].stops[1].start"),
        (stop(1, visit=None), "missing_field", "routes[0].stops[1].visit"),
        (stop(1, drive_s=-1), "number_too_small", "routes[0].stops[1].drive_s"),
        (stop(2, kind="lunch"), "not_one_of", "routes[0].stops[2].kind"),
    ],
)
def test_a_mistaken_plan_is_refused_in_its_place(
    written: dict[str, Any], change: Callable[[dict[str, Any]], object], code: str, field: str
) -> None:
    change(written)
    with pytest.raises(InputError) as caught:
        parse_plan(written, file="plan.json")
    assert [(fault.code, fault.field) for fault in caught.value.faults] == [(code, field)]
    assert all(
        fault.cause(language) and fault.action(language) for fault in caught.value.faults for language in ("sv", "en")
    )


@pytest.mark.parametrize("document", [None, [], "plan", 1])
def test_what_is_no_plan_is_refused(document: object) -> None:
    with pytest.raises(InputError):
        parse_plan(document, file="plan.json")
