"""The reports that there are, each in a module of its own, and what they are built from: scope, groupings, the tally."""
