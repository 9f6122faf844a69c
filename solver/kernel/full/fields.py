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

# Prices, and flags that are 1 where starting later may cost less (EARLY), drives change over the day (KNOTS), loads
# are bounded (LOADS), the least starts tell what a plan costs (REGULAR), each visit has one window (SINGLE).
DRIVING: Final = 13
WAITING: Final = 14
LATENESS: Final = 15
OVERTIME: Final = 16
BALANCE: Final = 17
WORST_LATENESS: Final = 18
IDLING: Final = 19
SHIFTED: Final = 20
TOLERANCE: Final = 21
EARLY: Final = 22
KNOTS: Final = 23
LOADS: Final = 24
REGULAR: Final = 25
SINGLE: Final = 26

# Costs of the plan gone on from and of the best one, rounds since that, and how often there was a better one.
NOW: Final = 27
BEST: Final = 28
SINCE: Final = 29
IMPROVED: Final = 30

# Where tables begin. X_AT holds, by visit (or unit), where its entries of X begin, and one more.
WINDOWS_AT: Final = 31
SPANS: Final = 32
TIES_AT: Final = 33
TIES: Final = 34
FOES_AT: Final = 35
FOES: Final = 36
UNITS_AT: Final = 37
MEMBERS: Final = 38
CHOICES_AT: Final = 39
CHOICES: Final = 40
TASTE: Final = 41
TRAVEL: Final = 42
DEMAND: Final = 43
ROOM: Final = 44
CAPS: Final = 45
NEAR: Final = 46
KNOT_COUNT: Final = 47
KNOT_AT: Final = 48
KNOT_SECONDS: Final = 49

# Rows by node that do not change. PLACE is −1 for what has none of its own; FIRST and LAST bound the start (of an
# end: LAST bounds the finish); RANK is the place among the frozen visits of the car, −1 for others.
KIND: Final = 50
PLACE: Final = 51
DURATION: Final = 52
SETUP: Final = 53
FIRST: Final = 54
LAST: Final = 55
PRICE: Final = 56
UNIT: Final = 57
PATIENT: Final = 58
RANK: Final = 59
OWNER: Final = 60
KNOWN_START: Final = 61
SOFT_START: Final = 62
SOFT_END: Final = 63
WINDOWS: Final = 64

# Rows by car that do not change.
MODE: Final = 65
FIRST_BREAK: Final = 66
BREAKS: Final = 67
SHIFT_START: Final = 68
SHIFT_END: Final = 69
CLOSE: Final = 70
MOST_VISITS: Final = 71
ALIKE: Final = 72
UNUSED_IDLE: Final = 73

# Rows by node of the plan. AT is where the car is at the node, SEEN the location of the last visit to a place, DRIVE
# the seconds of the leg that ends there; TURN orders visits that must keep apart; RAISED is a bound of choice.
PREVIOUS: Final = 74
NEXT: Final = 75
CAR: Final = 76
START: Final = 77
WORK: Final = 78
AT: Final = 79
SEEN: Final = 80
DRIVE: Final = 81
TURN: Final = 82
POSITION: Final = 83
RAISED: Final = 84

# Rows by car of the plan.
COUNT: Final = 85
DRIVEN: Final = 86
WORKED: Final = 87
RESTED: Final = 88
MISSED: Final = 89
COST: Final = 90
WAIT: Final = 91
IDLE: Final = 92
TOUCHED: Final = 93
DEPART: Final = 94
RESTS_BEFORE: Final = 95

# Loads by car and dimension, visits got by patient.
LOAD: Final = 96
GOT: Final = 97

# Room to work in, the plan kept, and the best one. SPOTS holds places for a visit and what they cost at least, LIKELY
# those that seem best, TRACE the starts that weighing raised and what they were.
LOG: Final = 98
QUEUE: Final = 99
WAITS: Final = 100
STRUCK: Final = 101
OFFERS: Final = 102
CHOSEN: Final = 103
KEYS: Final = 104
SPOTS: Final = 105
LIKELY: Final = 106
TRACE: Final = 107
ORDER: Final = 108
KEPT: Final = 109
BEST_PLAN: Final = 110

# Of a place that is weighed: the visit (−1: none, all is timed), what it adds by now and may add at most, the greatest
# lateness with it, whether that is exact, raised starts noted, the finish of its route, whether breaks may begin late,
# whether visits need not keep apart, the car that gets no visit (−1: none); the node that the car drives to
# after the visit, and the seconds.
WEIGHED: Final = 111
ADDED: Final = 112
MAY_ADD: Final = 113
LATEST_BY: Final = 114
SURE: Final = 115
TRACED: Final = 116
FINISH: Final = 117
LOOSE: Final = 118
FREE: Final = 119
BANNED: Final = 120
GOAL: Final = 121
DRIVE_ON: Final = 122

# Where the figures begin that a plan is saved from, and these.
FIGURES: Final = 123
LATE_COST: Final = 124
WORST: Final = 125
DRIVE_SUM: Final = 126
TASTE_SUM: Final = 127
ROUTE_SUM: Final = 128
OUT: Final = 129
LOGGED: Final = 130
QUEUED: Final = 131
TAKEN: Final = 132
REASON: Final = 133
HEAD: Final = 134
