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
# are bounded (LOADS).
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

# Costs of the plan gone on from and of the best one, rounds since that, and how often there was a better one.
NOW: Final = 25
BEST: Final = 26
SINCE: Final = 27
IMPROVED: Final = 28

# Where tables begin. X_AT holds, by visit (or unit), where its entries of X begin, and one more.
WINDOWS_AT: Final = 29
SPANS: Final = 30
TIES_AT: Final = 31
TIES: Final = 32
FOES_AT: Final = 33
FOES: Final = 34
UNITS_AT: Final = 35
MEMBERS: Final = 36
CHOICES_AT: Final = 37
CHOICES: Final = 38
TASTE: Final = 39
TRAVEL: Final = 40
DEMAND: Final = 41
ROOM: Final = 42
CAPS: Final = 43
NEAR: Final = 44
KNOT_COUNT: Final = 45
KNOT_AT: Final = 46
KNOT_SECONDS: Final = 47

# Rows by node that do not change. PLACE is −1 for what has none of its own; FIRST and LAST bound the start (of an
# end: LAST bounds the finish); RANK is the place among the frozen visits of the car, −1 for others.
KIND: Final = 48
PLACE: Final = 49
DURATION: Final = 50
SETUP: Final = 51
FIRST: Final = 52
LAST: Final = 53
PRICE: Final = 54
UNIT: Final = 55
PATIENT: Final = 56
RANK: Final = 57
OWNER: Final = 58
KNOWN_START: Final = 59
SOFT_START: Final = 60
SOFT_END: Final = 61
WINDOWS: Final = 62

# Rows by car that do not change.
MODE: Final = 63
FIRST_BREAK: Final = 64
BREAKS: Final = 65
SHIFT_START: Final = 66
SHIFT_END: Final = 67
CLOSE: Final = 68
MOST_VISITS: Final = 69
ALIKE: Final = 70
UNUSED_IDLE: Final = 71

# Rows by node of the plan. AT is where the car is at the node, SEEN the location of the last visit to a place, DRIVE
# the seconds of the leg that ends there; TURN orders visits that must keep apart; RAISED is a bound of choice.
PREVIOUS: Final = 72
NEXT: Final = 73
CAR: Final = 74
START: Final = 75
WORK: Final = 76
AT: Final = 77
SEEN: Final = 78
DRIVE: Final = 79
TURN: Final = 80
POSITION: Final = 81
RAISED: Final = 82

# Rows by car of the plan.
COUNT: Final = 83
DRIVEN: Final = 84
WORKED: Final = 85
RESTED: Final = 86
MISSED: Final = 87
COST: Final = 88
WAIT: Final = 89
IDLE: Final = 90
TOUCHED: Final = 91
DEPART: Final = 92
RESTS_BEFORE: Final = 93

# Loads by car and dimension, visits got by patient.
LOAD: Final = 94
GOT: Final = 95

# Room to work in, the plan kept, and the best one.
LOG: Final = 96
QUEUE: Final = 97
WAITS: Final = 98
STRUCK: Final = 99
OFFERS: Final = 100
CHOSEN: Final = 101
KEYS: Final = 102
ORDER: Final = 103
KEPT: Final = 104
BEST_PLAN: Final = 105

# Where the figures begin that a plan is saved from, and these.
FIGURES: Final = 106
LATE_COST: Final = 107
WORST: Final = 108
DRIVE_SUM: Final = 109
TASTE_SUM: Final = 110
ROUTE_SUM: Final = 111
OUT: Final = 112
LOGGED: Final = 113
QUEUED: Final = 114
TAKEN: Final = 115
REASON: Final = 116
HEAD: Final = 117
