"""Searches that readers keep, and what is new for them."""
