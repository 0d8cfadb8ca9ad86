"""Dossiers: quotations that a reader collects, in an order of their own and with notes."""
