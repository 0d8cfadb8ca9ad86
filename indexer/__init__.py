"""Reads documents and writes them into an index."""
