"""The channels that an installation begins with."""
