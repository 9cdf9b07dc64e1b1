"""Where kept listings go: one protocol, several back ends, a plan that is inert data."""
