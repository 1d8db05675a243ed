"""Exports made in the background, at once or by a schedule, and kept for their owner until they expire."""
