"""How candidates become hits: late interaction, fusion and evidence."""
