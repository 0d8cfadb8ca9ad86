"""How a written search is understood: rules that find more than its letters, or less."""
