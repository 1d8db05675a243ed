"""Contests: teams, their members, results."""
