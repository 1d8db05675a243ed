"""Paired phones: pairing, revoking, what their token may reach."""
