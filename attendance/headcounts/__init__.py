"""Headcounts: people counted without names."""
