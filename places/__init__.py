"""Administrative units through time, and what became of each."""
