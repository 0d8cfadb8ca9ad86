"""Quotations, as they are remembered or were printed elsewhere, found in texts word for word."""
