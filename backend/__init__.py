"""Wiring: settings, addresses, entry points of servers, the shape of API errors. No rules, no tables."""
