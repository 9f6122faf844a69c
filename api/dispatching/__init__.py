"""The dispatcher's day: plans that live, calls, events and changes by hand, between the routes and the store.

What takes long (offers, layouts, carrying plans on) is done on values read before; the transaction then compares
versions.
"""
