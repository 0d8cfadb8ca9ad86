"""What a reader takes away: citations, permanent links, exported files. Knows no web framework."""
