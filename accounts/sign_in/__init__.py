"""Signing in: credentials, limits on wrong ones, sessions and what they must do first."""
