"""Many rows at once: which are chosen, what is done to them, and how it is undone."""
