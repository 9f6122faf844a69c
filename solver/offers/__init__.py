"""Places for an urgent visit in a plan that runs: who could go, when, and what it does to everybody else."""

from solver.offers.desk import Desk, offers
from solver.offers.offer import Moved, Offer, Placement
from solver.offers.room import Ways

__all__ = ["Desk", "Moved", "Offer", "Placement", "Ways", "offers"]
