"""Persons and organisations, and the agency itself through time."""
