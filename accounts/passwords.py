import secrets

# Nothing that looks like something else when written on paper: no 0 and o, no 1, i, j and l.
SYMBOLS = "abcdefghkmnpqrstuvwxyz23456789"


def generate() -> str:
    """Three groups of four, 58 bits: read out over the phone once, then changed by its owner."""
    return "-".join("".join(secrets.choice(SYMBOLS) for _ in range(4)) for _ in range(3))
