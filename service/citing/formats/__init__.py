"""The formats that hits are exported in, one a module."""
