"""Everything that netriage can do, in the order in which it is done; no Textual. Both cli and tui drive it.

state      what lies on the desk: store, goal, scored listings, the picture
deciding, goals, finding, feeds, rules, calendars   its drawers, joined in `session`
pull       from the feeds to the listings
picture    from the listings and the journal to the view; view: what is shown
"""

from netriage.session.session import Session

__all__ = ["Session"]
