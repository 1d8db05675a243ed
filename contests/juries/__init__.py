"""Judges, their private links, and which teams they do not mark."""
