"""The inbox: scans that a machine could not decide about."""
