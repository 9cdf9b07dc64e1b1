"""Everything that netriage can do, in the order in which it is done; no Textual. Both cli and tui drive it.

state      what lies on the desk: store, goal, scored listings, the picture
deciding, goals, finding, feeds, rules, calendars   its drawers, joined in `session`
pull       from the feeds to the listings
picture    from the listings and the journal to the view; view: what is shown

Nothing is imported here: who prints a view need not load what pulls and syncs.
"""
