"""Passwords that an administrator gives to somebody else."""

import secrets

# Without signs that look alike on paper: 0 and o; 1, i, j and l.
SYMBOLS = "abcdefghkmnpqrstuvwxyz23456789"


def generate_password() -> str:
    """Return three groups of four signs (58 bits), easy to read out over the phone."""
    return "-".join("".join(secrets.choice(SYMBOLS) for _ in range(4)) for _ in range(3))
