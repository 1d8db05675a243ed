"""Wiring: settings, addresses, servers' entry points and the shape of API errors. No rule, no table."""
