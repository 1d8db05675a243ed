"""Figures out: registers, tallies and lists as sheets, csv and JSON."""
