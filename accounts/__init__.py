"""Users, grants (a role in a unit), what each role may do, sign-in."""
