"""Rosters in: the workbook that a commune sends becomes registrations."""
