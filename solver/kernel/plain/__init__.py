"""The kernel for plain days: no rule ties routes together, no second has a price besides driving.

Then a place for a visit is judged in a handful of operations, from the earliest departure before it and the latest
start after it (Savelsbergh, "The vehicle routing problem with time windows: minimizing route duration", ORSA Journal on
Computing 4(2), 1992).
"""
