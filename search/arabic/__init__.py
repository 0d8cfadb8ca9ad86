"""Arabic analysis: normalising, stemming and sentence splitting, with offsets kept."""
