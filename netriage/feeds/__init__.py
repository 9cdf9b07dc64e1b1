"""The network in: fetching feeds, finding them, reading them in a child process."""
