"""The search of every page: what it finds, and whom a typed number or name finds."""
