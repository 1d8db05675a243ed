"""This room in the main navigation."""

from accounts.navigation import register_paths

register_paths("reports", "/yearly-reports/")
