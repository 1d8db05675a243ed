"""Sittings: the live list, ticks, annulments, excuses, postponing."""
