"""Made road networks: real Swedish places, invented roads."""

from maps.made.making import MadeNetwork, make_network, make_network_file

__all__ = ["MadeNetwork", "make_network", "make_network_file"]
