"""Keep an index: back it up, restore it, check it, export it, make it again."""
