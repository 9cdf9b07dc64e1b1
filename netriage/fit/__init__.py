"""Listing + goal + record → evidence → 0 to 100, and what decisions teach.

Separate from the goal because one goal is ranked in many ways, and from the screen because every surface shows the same
evidence. `rank` tells the story; words, targets, place and types are what it weighs; `form` is the formula.
"""

from netriage.fit.corpus import TokenCache
from netriage.fit.rank import rank

__all__ = ["TokenCache", "rank"]
