"""Names of what the full kernel works on: one array of integers, ``m``, whose head tells where each row begins.

``m[m[START] + visit]`` is the start of a visit, ``m[LATE_COST]`` a figure of the whole plan. One plain array is what
compiled functions pass to each other: passing dozens of arrays takes most of the time of small functions and most of
the time of compiling them. ``memory`` makes the array.
"""

from __future__ import annotations

from typing import Final

NEVER: Final = 1 << 40
"""Later than any second, and dearer than any plan that is taken."""

# Kinds of nodes. Nodes are the visits, the breaks of all cars, the starts of all cars, their ends.
VISIT: Final = 0
BREAK: Final = 1
BEGIN: Final = 2
END: Final = 3

# Kinds of ties, as the owner sees them.
SAME: Final = 0
BEFORE: Final = 1
AFTER: Final = 2
APART: Final = 3

# Fields of a tie.
OTHER: Final = 0
TIE: Final = 1
LEAST: Final = 2
MOST: Final = 3
FROM_END: Final = 4
TIE_ROWS: Final = 5

# Sizes of the problem.
NODES: Final = 0
CARS: Final = 1
VISITS: Final = 2
UNITS: Final = 3
PLACES: Final = 4
DIMENSIONS: Final = 5
PATIENTS: Final = 6
NEARS: Final = 7
MOST_KNOTS: Final = 8
CHOICE_ROOM: Final = 9
LOADED: Final = 10
LOG_ROOM: Final = 11
SAVED: Final = 12
KNOWN_ROOM: Final = 13

# Prices, and flags that are 1 where starting later may cost less (EARLY), drives change over the day (KNOTS), loads
# are bounded (LOADS), the least starts tell what a plan costs (REGULAR), each visit has one window (SINGLE).
DRIVING: Final = 14
WAITING: Final = 15
LATENESS: Final = 16
OVERTIME: Final = 17
BALANCE: Final = 18
WORST_LATENESS: Final = 19
IDLING: Final = 20
SHIFTED: Final = 21
TOLERANCE: Final = 22
EARLY: Final = 23
KNOTS: Final = 24
LOADS: Final = 25
REGULAR: Final = 26
SINGLE: Final = 27

# Costs of the plan gone on from and of the best one, rounds since that, and how often there was a better one.
NOW: Final = 28
BEST: Final = 29
SINCE: Final = 30
IMPROVED: Final = 31

# Where tables begin. X_AT holds, by visit (or unit), where its entries of X begin, and one more.
WINDOWS_AT: Final = 32
SPANS: Final = 33
TIES_AT: Final = 34
TIES: Final = 35
FOES_AT: Final = 36
FOES: Final = 37
UNITS_AT: Final = 38
MEMBERS: Final = 39
CHOICES_AT: Final = 40
CHOICES: Final = 41
TASTE: Final = 42
TRAVEL: Final = 43
DEMAND: Final = 44
ROOM: Final = 45
CAPS: Final = 46
NEAR: Final = 47
KNOT_COUNT: Final = 48
KNOT_AT: Final = 49
KNOT_SECONDS: Final = 50

# Rows by node that do not change. PLACE is −1 for what has none of its own; FIRST and LAST bound the start (of an
# end: LAST bounds the finish); RANK is the place among the frozen visits of the car, −1 for others.
KIND: Final = 51
PLACE: Final = 52
DURATION: Final = 53
SETUP: Final = 54
FIRST: Final = 55
LAST: Final = 56
PRICE: Final = 57
UNIT: Final = 58
PATIENT: Final = 59
RANK: Final = 60
OWNER: Final = 61
KNOWN_START: Final = 62
SOFT_START: Final = 63
SOFT_END: Final = 64
WINDOWS: Final = 65

# Rows by car that do not change.
MODE: Final = 66
FIRST_BREAK: Final = 67
BREAKS: Final = 68
SHIFT_START: Final = 69
SHIFT_END: Final = 70
CLOSE: Final = 71
MOST_VISITS: Final = 72
ALIKE: Final = 73
UNUSED_IDLE: Final = 74

# Rows by node of the plan. AT is where the car is at the node, SEEN the location of the last visit to a place, DRIVE
# the seconds of the leg that ends there; TURN orders visits that must keep apart; RAISED is a bound of choice.
PREVIOUS: Final = 75
NEXT: Final = 76
CAR: Final = 77
START: Final = 78
WORK: Final = 79
AT: Final = 80
SEEN: Final = 81
DRIVE: Final = 82
TURN: Final = 83
POSITION: Final = 84
RAISED: Final = 85

# Rows by car of the plan. PRINT is a checksum of the nodes of a route and their starts, 0 where it is not known.
COUNT: Final = 86
DRIVEN: Final = 87
WORKED: Final = 88
RESTED: Final = 89
MISSED: Final = 90
COST: Final = 91
WAIT: Final = 92
IDLE: Final = 93
TOUCHED: Final = 94
DEPART: Final = 95
PRINT: Final = 96
RESTS_BEFORE: Final = 97

# Loads by car and dimension, visits got by patient.
LOAD: Final = 98
GOT: Final = 99

# Room to work in, the plan kept, and the best one. SPOTS holds places for a visit and what they cost at least, LIKELY
# those that seem best, TRACE the starts that weighing raised and what they were. KNOWN remembers by visit and car (as
# far as KNOWN_ROOM goes) what a visit adds at least to the route with a PRINT, LOW holds that by car for one visit.
LOG: Final = 100
QUEUE: Final = 101
WAITS: Final = 102
STRUCK: Final = 103
OFFERS: Final = 104
CHOSEN: Final = 105
KEYS: Final = 106
SPOTS: Final = 107
LIKELY: Final = 108
TRACE: Final = 109
ORDER: Final = 110
KEPT: Final = 111
BEST_PLAN: Final = 112
KNOWN: Final = 113
LOW: Final = 114

# Of a place that is weighed: the visit (−1: none, all is timed), what it adds by now and may add at most, the greatest
# lateness with it, whether that is exact, raised starts noted, the finish of its route, whether breaks may begin late,
# whether visits need not keep apart, the car that gets no visit (−1: none); the node that the car drives to
# after the visit, and the seconds.
WEIGHED: Final = 115
ADDED: Final = 116
MAY_ADD: Final = 117
LATEST_BY: Final = 118
SURE: Final = 119
TRACED: Final = 120
FINISH: Final = 121
LOOSE: Final = 122
FREE: Final = 123
BANNED: Final = 124
GOAL: Final = 125
DRIVE_ON: Final = 126

# Of a place that is weighed: what in ADDED is due to other routes, and what it adds to its own route at least.
BEYOND: Final = 127
SURELY: Final = 128

# Of a search for places: what the plan costs already, what an offer must stay below, how many offers are kept, and are,
# how many places seem best, seconds of the car with most, places until one is passed over, whether lows are kept.
SO_FAR: Final = 129
BELOW: Final = 130
KEEP: Final = 131
FOUND: Final = 132
SEEMING: Final = 133
LONGEST: Final = 134
SKIP: Final = 135
KEEPS_LOWS: Final = 136

# Idle seconds above which those of each car are priced while searching (−1: those of the idlest alone), and above which
# they are for a place that is weighed.
LEVEL: Final = 137
IDLE_FROM: Final = 138

# The price of idle seconds; while searching, IDLING may be less, as several cars share it.
IDLE_PRICE: Final = 139

# Where the figures begin that a plan is saved from, and these.
FIGURES: Final = 140
LATE_COST: Final = 141
WORST: Final = 142
DRIVE_SUM: Final = 143
TASTE_SUM: Final = 144
ROUTE_SUM: Final = 145
OUT: Final = 146
LOGGED: Final = 147
QUEUED: Final = 148
TAKEN: Final = 149
REASON: Final = 150
HEAD: Final = 151
