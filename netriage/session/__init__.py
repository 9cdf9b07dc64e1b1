"""Everything that netriage can do, in the order in which it is done; no Textual. Both cli and tui drive it."""
