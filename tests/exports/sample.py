"""A day and its plan made by hand: three cars and twelve visits in Umeå, with everything a sheet must show."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from api.exports.scene import Leg, Scene, straight_legs
from maps.drawing import Drawing, Line
from maps.network import Place
from scheduler.day import Break, Car, Day, Gap, Kind, Location, Patient, Shift, Staff, Together, Visit, Window
from scheduler.plan import Bound, Kpis, Plan, Reason, Route, Stop, Unassigned

DATE = dt.date(2026, 11, 23)

PLACES = {
    "base": (63.8196, 20.2950, "Norrlands universitetssjukhus, Umeå"),
    "l1": (63.8258, 20.2630, "Rådhusesplanaden 14, Umeå"),
    "l2": (63.8372, 20.2417, "Bölevägen 7, Umeå"),
    "l3": (63.8099, 20.2311, "Backenvägen 101, Umeå"),
    "l4": (63.8070, 20.3210, "Mariehemsvägen 12 B, Umeå"),
    "l5": (63.8385, 20.3105, "Ersmarksgatan 3, Umeå"),
    "l6": (63.8452, 20.3394, "Klockarbäcken 22, Umeå"),
    "l7": (63.7920, 20.2844, "Tegsvägen 40, Umeå"),
    "l8": (63.7780, 20.2410, "Röbäcksvägen 8, Röbäck"),
    "l9": (63.8712, 20.2590, "Ersboda byväg 2, Ersmark"),
    "l10": (63.7475, 20.3370, "Holmsundsvägen 61, Umeå"),
    "l11": (63.9080, 20.2010, "Hissjö 14, Hissjö"),
    "l12": (63.8130, 20.2710, "Storgatan 51, Umeå"),
}


def at(text: str) -> dt.datetime:
    """Local winter time in Umeå (UTC+1) on the day, as UTC; hours from 24 up are the next morning."""
    hour, minute = (int(part) for part in text.split(":"))
    return dt.datetime(2026, 11, 23, tzinfo=dt.UTC) + dt.timedelta(hours=hour - 1, minutes=minute)


def visit(key: str, minutes: int, *spans: tuple[str, ...], **options: object) -> Visit:
    windows = tuple(
        Window(
            start=at(start),
            end=at(end),
            **{name: at(text) for name, text in zip(("soft_start", "soft_end"), soft, strict=False)},
        )
        for start, end, *soft in spans
    )
    patient = str(options.pop("patient", key.replace("v", "p", 1)))
    return Visit(id=key, patient=patient, duration_s=minutes * 60, windows=windows, **options)  # type: ignore[arg-type]


def stop(key: str, location: str, drive_min: int, arrive: str, start: str, end: str, **options: int) -> Stop:
    begin, done, there = at(start), at(end), at(arrive)
    return Stop(
        kind="visit", visit=key, location=location, drive_s=drive_min * 60, drive_m=drive_min * 620,
        arrive=there, start=begin, end=done, wait_s=int((begin - there).total_seconds()),
        slack_s=options.get("slack_s", 900), late_s=options.get("late_s", 0),
    )  # fmt: skip


def rest(start: str, end: str) -> Stop:
    return Stop(kind="break", start=at(start), end=at(end))


def route(car: str, leave: str, home: tuple[int, str], *stops: Stop, overtime_min: int = 0) -> Route:
    drive_min, arrive = home
    ends = Stop(kind="end", location="base", drive_s=drive_min * 60, drive_m=drive_min * 620, arrive=at(arrive))
    every = (Stop(kind="start", location="base", end=at(leave)), *stops, ends)
    visits = [item for item in every if item.kind == "visit"]
    return Route(
        car=car,
        drive_s=sum(item.drive_s or 0 for item in every),
        drive_m=sum(item.drive_m or 0 for item in every),
        visit_s=sum(int((item.end - item.start).total_seconds()) for item in visits if item.end and item.start),
        wait_s=sum(item.wait_s or 0 for item in every),
        overtime_s=overtime_min * 60,
        stops=every,
    )


def make_day() -> Day:
    lunch = Break(earliest=at("11:00"), latest=at("13:30"), duration_s=1800)
    shift = Shift(start=at("07:30"), end=at("16:00"), max_overtime_s=1800)
    late_shift = Shift(start=at("13:00"), end=at("24:45"), max_overtime_s=1800)
    visits = (
        visit("v1", 45, ("08:00", "12:00", "08:30", "10:00"), skills=frozenset({"nurse", "iv_therapy"}), priority=2),
        visit("v2", 30, ("08:00", "10:00")),
        visit("v3", 40, ("09:00", "12:00"), skills=frozenset({"nurse"}), patient="p3"),
        visit("v4", 40, ("09:00", "12:00"), skills=frozenset({"doctor"}), patient="p3"),
        visit("v5", 15, ("10:30", "14:00"), kind=Kind.PHONE),
        visit("v6", 60, ("12:00", "15:00", "12:30", "13:00"), skills=frozenset({"palliative"}), priority=3),
        visit("v7", 30, ("13:00", "16:00")),
        visit("v8", 45, ("08:00", "11:00"), ("18:00", "21:00"), crew_size=2),
        visit("v9", 30, ("10:00", "15:30")),
        visit("v10", 60, ("14:00", "15:30"), mandatory=True),
        visit("v11", 50, ("22:30", "25:00"), skills=frozenset({"nurse"})),
        visit("v12", 90, ("08:00", "09:00"), skills=frozenset({"dialysis"}), priority=2),
    )
    staff = (
        Staff(id="anna", name="Anna Åström", profession="nurse", skills=frozenset({"iv_therapy"}), languages=("sv",)),
        Staff(id="bo", name="Bo Öhman", profession="assistant_nurse"),
        Staff(id="cilla", name="Cecilia Źółty-Şahin", profession="nurse", skills=frozenset({"palliative"})),
        Staff(id="dag", name="Dag Ek", profession="doctor"),
        Staff(id="eva", name="Eva Nilsson", profession="nurse"),
    )
    cars = (
        Car(id="Bil 1", start="base", end="base", crew=("anna", "bo"), shift=shift, breaks=(lunch,), max_visits=6),
        Car(id="Bil 2", start="base", end="base", crew=("cilla", "dag"), shift=shift, breaks=(lunch,)),
        Car(id="Bil 3", start="base", end="base", crew=("eva",), shift=late_shift),
    )
    homes = {"p1": "l1", "p2": "l2", "p3": "l3", "p5": "l5", "p6": "l6", "p7": "l7", "p8": "l8", "p9": "l9",
             "p10": "l10", "p11": "l11", "p12": "l12"}  # fmt: skip
    patients = tuple(Patient(id=key, location=home, contact_staff=frozenset({"anna"})) for key, home in homes.items())
    places = tuple(Location(id=key, lat=lat, lon=lon, address=text) for key, (lat, lon, text) in PLACES.items())
    return Day(
        date=DATE, team="Närsjukvårdsteam Umeå", roads="umea", locations=places, staff=staff, cars=cars,
        patients=patients, visits=visits, together=(Together(id="g1", visits=("v3", "v4")),),
        gaps=(Gap(before="v2", after="v7", min_s=4 * 3600),),
    )  # fmt: skip


def make_plan() -> Plan:
    routes = (
        route(
            "Bil 1", "07:48", (14, "15:20"),
            stop("v2", "l2", 12, "08:00", "08:00", "08:30", slack_s=1200),
            stop("v1", "l1", 7, "08:37", "08:37", "09:22"),
            stop("v3", "l3", 11, "09:33", "09:50", "10:30", slack_s=0),
            stop("v9", "l9", 21, "10:51", "10:51", "11:21"),
            rest("11:21", "11:51"),
            stop("v7", "l7", 25, "12:16", "13:00", "13:30"),
            stop("v8", "l8", 13, "13:43", "14:21", "15:06", slack_s=None or 0),
        ),
        route(
            "Bil 2", "09:28", (19, "16:19"),
            stop("v4", "l3", 22, "09:50", "09:50", "10:30", slack_s=0),
            stop("v5", "l3", 0, "10:30", "10:30", "10:45"),
            rest("11:30", "12:00"),
            stop("v6", "l6", 25, "13:12", "13:12", "14:12", late_s=720, slack_s=300),
            stop("v10", "l10", 33, "14:45", "15:00", "16:00", slack_s=600),
            overtime_min=19,
        ),
        route("Bil 3", "22:02", (31, "24:12"), stop("v11", "l11", 33, "22:35", "22:51", "23:41")),
    )  # fmt: skip
    unassigned = Unassigned(
        visit="v12",
        reasons=(
            Reason(code="skill", cars=("Bil 1", "Bil 2", "Bil 3"), text="Ingen besättning kan dialys.",
                   would_help="Låt någon med kompetensen dialys följa med Bil 1."),
            Reason(code="time_window", cars=("Bil 3",), text="Bil 3 börjar 13:00, efter fönstrets slut 09:00."),
        ),
    )  # fmt: skip
    kpis = Kpis(
        visits_planned=11, visits_unassigned=1, drive_s=15960, drive_m=164920, late_s=720, overtime_s=1140,
        care_share=0.58, continuity=0.82, co2_g=19790,
    )  # fmt: skip
    parts = {"driving": 15960, "lateness": 2160, "overtime": 3420, "unassigned": 2_000_000, "continuity": 3600,
             "changes": 0, "balance": 0, "waiting": 900}  # fmt: skip
    return Plan(
        date=DATE, timezone="Europe/Stockholm", team="Närsjukvårdsteam Umeå", routes=routes, unassigned=(unassigned,),
        cost_total=sum(parts.values()), cost_parts=parts, kpis=kpis, seconds=10.0, seed=1,
        bound=Bound(value=2_020_000, gap=0.003, scope="utan raster"), roads="umea", roads_made=True,
        attribution="© OpenStreetMap contributors (ODbL)", estimated_times=True,
    )  # fmt: skip


def make_scene() -> Scene:
    day, plan = make_day(), make_plan()
    return Scene(
        titles={"sv": day.team, "en": day.team},
        day=day, plan=plan, legs={item.car: bend(straight_legs(day, item)) for item in plan.routes},
        drawing=make_drawing(), attribution=plan.attribution, made=True, estimated=True,
    )  # fmt: skip


def bend(legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """Make the drives follow a corner, as along streets; the last one stays a straight estimate."""
    return (*(_bend(leg) for leg in legs[:-1]), *legs[-1:])


def _bend(leg: Leg) -> Leg:
    lats = np.array([leg.lats[0], leg.lats[0], leg.lats[1]])
    lons = np.array([leg.lons[0], leg.lons[1], leg.lons[1]])
    return Leg(
        car=leg.car, order=leg.order, stop=leg.stop, lats=lats, lons=lons, seconds=leg.seconds, metres=leg.metres,
        estimated=False,
    )  # fmt: skip


def make_drawing() -> Drawing:
    """Draw a river, a motorway along it, main roads to the villages and streets in the town."""
    bends = np.linspace(20.15, 20.40, 40)
    river = 63.818 - 0.25 * (bends - 20.1) ** 2 + 0.004 * np.sin(bends * 60)
    town = [(63.815 + number * 0.003, 20.22 + number * 0.01) for number in range(12)]
    streets = [line([63.815, 63.850], [lon, lon], f"Tvärgatan {lon:.2f}") for _, lon in town]
    streets += [line([lat, lat], [20.22, 20.34], f"Långgatan {lat:.3f}") for lat, _ in town]
    return Drawing(
        bounds=(63.73, 20.15, 63.92, 20.40),
        lines={
            "motorway": (line(river + 0.006, bends, "E12"),),
            "main": tuple(line([63.82, lat], [20.27, lon], "") for lat, lon, _ in PLACES.values()),
            "minor": (),
            "street": tuple(streets),
        },
        water=(line(river, bends, "Umeälven"),),
        places=(
            Place(name="Umeå", kind="city", lat=63.8258, lon=20.2630, population=90_000),
            Place(name="Röbäck", kind="village", lat=63.7780, lon=20.2410, population=3_000),
            Place(name="Hissjö", kind="village", lat=63.9080, lon=20.2010, population=200),
        ),
        attribution="© OpenStreetMap contributors, ODbL 1.0",
        made=True,
    )


def line(lats: npt.ArrayLike, lons: npt.ArrayLike, name: str) -> Line:
    return Line(name=name, lats=np.asarray(lats, dtype=float), lons=np.asarray(lons, dtype=float))
