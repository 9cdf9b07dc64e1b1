"""Widgets, one file each. They draw values and speak in messages; none knows the session."""
