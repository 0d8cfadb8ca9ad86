"""Indexing over workers: the same index as that of one process, read and embedded by many."""
