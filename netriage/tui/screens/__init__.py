"""Screens, one file each. A screen owns state and talks to the session; its widgets only draw."""
