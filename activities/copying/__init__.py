"""Copies of an activity for other dates and places."""
