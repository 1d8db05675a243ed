"""Backups: one file with the database, the files beside it and a manifest, and the way back."""
