"""This room in the main navigation."""

from accounts.navigation import register_paths

register_paths("activities", "/roster-imports/", "/year-imports/")
