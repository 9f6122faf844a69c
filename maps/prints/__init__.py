"""Maps for print: the layers of the tiles on paper, with names, scale and attribution."""

from maps.prints.printing import FORMATS, SIZES, Wording, print_map

__all__ = ["FORMATS", "SIZES", "Wording", "print_map"]
