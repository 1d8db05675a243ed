"""What is deleted after its term, and the nightly run that does it."""
