"""Listing + goal + record → evidence → 0 to 100, and what decisions teach.

Separate from the goal because one goal is ranked in many ways, and from the screen because every surface shows the same
evidence. `rank` is the way in; `judge` lets `words`, `targets`, `place` and `kinds` weigh each listing; `form` is the
formula; `learn` corrects it by decisions, `calibrate` checks it by outcomes, `effect` previews an edit of the goal.
"""

from netriage.fit.calibrate import FEW, Band, calibrate
from netriage.fit.corpus import TokenCache
from netriage.fit.effect import effect
from netriage.fit.fields import field_text
from netriage.fit.learn import NOT_ABOUT_FIT, Example, Learned, Liking, learn
from netriage.fit.place import home_of
from netriage.fit.rank import rank

__all__ = [
    "FEW",
    "NOT_ABOUT_FIT",
    "Band",
    "Example",
    "Learned",
    "Liking",
    "TokenCache",
    "calibrate",
    "effect",
    "field_text",
    "home_of",
    "learn",
    "rank",
]
