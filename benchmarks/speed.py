"""Embedding speed, side by side in one run on the same passages."""
