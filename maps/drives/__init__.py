"""Drives on a network: what they must remember, what they cost, and a network opened to search for them."""

from maps.drives.opened import FEW, SMALL, Drives, Ends, Engine, Straights, choose, open_network, work_out

__all__ = ["FEW", "SMALL", "Drives", "Ends", "Engine", "Straights", "choose", "open_network", "work_out"]
