"""The engine: finds routes and their times; replaceable behind ``solver.solve``."""
