"""Users, grants (a role in a place), what each role may do, sign-in."""
