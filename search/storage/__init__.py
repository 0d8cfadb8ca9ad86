"""What is kept: the SQLite store, which is the truth, and the indexes derived from it."""
