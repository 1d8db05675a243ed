"""The one rule that says when two people may be one, and the look-ups that use it."""
