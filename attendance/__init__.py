"""Registrations, scans, attendances, doors and passes."""
