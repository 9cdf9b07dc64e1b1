"""Listing + goal + record → evidence → 0 to 100, and what decisions teach.

Separate from the goal because one goal is ranked in many ways, and from the screen because every surface shows the
same evidence. `ranking` is the way in; `judge` lets `words`, `targets`, `place` and `kinds` weigh each listing, where
`layout` knows of all listings what no goal changes; `nearness` corrects what words are worth, `whole` hears the goal
as a whole; `form` is the formula; `thin` is what is known where the text is too short; `learning` corrects it by
decisions, `calibration` checks it by outcomes, and `preview` tells what an edit of the goal moves.
"""

from netriage.fit.calibration import FEW, Band, calibrate
from netriage.fit.corpus import TokenCache
from netriage.fit.fields import field_text
from netriage.fit.kinds import kind_named
from netriage.fit.learning import NOT_ABOUT_FIT, Example, Learned, Liking, learn
from netriage.fit.place import home_of, places_in, unmapped
from netriage.fit.preview import effect
from netriage.fit.ranking import rank
from netriage.fit.thin import explore

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
    "explore",
    "field_text",
    "home_of",
    "kind_named",
    "learn",
    "places_in",
    "rank",
    "unmapped",
]
