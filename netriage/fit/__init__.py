"""Listing + goal + record -> evidence -> 0..100."""
